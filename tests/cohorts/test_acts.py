"""Acting on several people at once, and undoing it: seats, queues, appointments and mail."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.coaching.services.bookings import book
from cohorts.models import BulkAct, CohortStaff
from cohorts.services import acts
from cohorts.services.enrolments import enrol, fill_seats
from lms.accounts.models import Role
from lms.notifications.models import Message
from tests.coaching.people import NOW as PAST
from tests.coaching.people import coach_on_tuesdays, learner_of, tuesday
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def manager():
    return MembershipFactory(role=Role.MANAGER).person


def states(cohort):
    return list(cohort.enrolments.order_by("requested_at", "pk").values_list("state", flat=True))


def queue_of(cohort, *wanted):
    """People in these states, who asked one minute after the other."""
    return [
        EnrolmentFactory(
            cohort=cohort, state=state, requested_at=NOW - timedelta(days=1, minutes=-place)
        )
        for place, state in enumerate(wanted)
    ]


def pks(*enrolments):
    return [enrolment.pk for enrolment in enrolments]


def test_people_withdrawn_are_back_with_the_queue_as_it_was_and_nobody_is_written_to(manager):
    cohort = CohortFactory(capacity=2)
    one, two, waiting = queue_of(cohort, "active", "active", "waiting")

    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one, two), by=manager, at=NOW)
    assert (act.people, states(cohort)) == (2, ["withdrawn", "withdrawn", "active"])
    assert {message.due_at for message in Message.objects.all()} == {NOW + timedelta(minutes=11)}

    undone = acts.undo(act=act, by=manager, at=LATER)
    assert undone == acts.Undone(back=3)
    assert states(cohort) == ["active", "active", "waiting"]
    assert not Message.objects.exists()
    waiting.refresh_from_db()
    assert waiting.requested_at < NOW


def test_undoing_twice_is_undoing_once(manager):
    cohort = CohortFactory()
    [one] = queue_of(cohort, "active")
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one), by=manager, at=NOW)

    acts.undo(act=act, by=manager, at=LATER)
    acts.withdraw_people(cohort=cohort, enrolments=pks(one), by=manager, at=LATER)

    assert acts.undo(act=act, by=manager, at=LATER) == acts.Undone()
    assert states(cohort) == ["withdrawn"]


def test_a_seat_taken_meanwhile_is_not_given_twice(manager):
    cohort = CohortFactory(capacity=1, entry="open")
    [one] = queue_of(cohort, "active")
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one), by=manager, at=NOW)
    newcomer = enrol(cohort=cohort, learner=UserFactory(), at=NOW)

    undone = acts.undo(act=act, by=manager, at=LATER)

    assert (undone.back, undone.waiting) == (0, 1)
    assert newcomer.state == "active"
    # They asked long before: the next seat is theirs.
    assert states(cohort) == ["waiting", "active"]


def test_what_somebody_changed_since_is_left_alone(manager):
    cohort = CohortFactory()
    one, two = queue_of(cohort, "active", "active")
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one, two), by=manager, at=NOW)
    enrol(cohort=cohort, learner=two.learner, by=manager, at=NOW + timedelta(minutes=1))

    undone = acts.undo(act=act, by=manager, at=LATER)

    assert (undone.back, undone.left) == (1, 1)
    assert states(cohort) == ["active", "active"]


def test_after_ten_minutes_it_is_too_late_and_nothing_changes(manager):
    cohort = CohortFactory()
    [one] = queue_of(cohort, "active")
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one), by=manager, at=NOW)

    with pytest.raises(acts.TooLateToUndo, match="trop tard"):
        acts.undo(act=act, by=manager, at=NOW + timedelta(minutes=10))

    act.refresh_from_db()
    assert (act.undone_at, states(cohort)) == (None, ["withdrawn"])


def test_coaches_are_given_and_given_back(manager):
    cohort = CohortFactory()
    before, after = UserFactory.create_batch(2)
    for coach in (before, after):
        CohortStaff.objects.create(cohort=cohort, person=coach, role=Role.COACH)
    one = EnrolmentFactory(cohort=cohort, coach=before)
    two = EnrolmentFactory(cohort=cohort)

    act = acts.assign_coaches(
        cohort=cohort, enrolments=pks(one, two), coach=after, by=manager, at=NOW
    )
    assert set(cohort.enrolments.values_list("coach", flat=True)) == {after.pk}

    acts.undo(act=act, by=manager, at=LATER)
    assert list(cohort.enrolments.order_by("pk").values_list("coach", flat=True)) == [
        before.pk,
        None,
    ]


def test_requests_accepted_wait_again_and_requests_declined_may_be_accepted(manager):
    cohort = CohortFactory(capacity=1, entry="request")
    one, two = queue_of(cohort, "requested", "requested")

    accepted = acts.accept_requests(cohort=cohort, enrolments=pks(one, two), by=manager, at=NOW)
    assert states(cohort) == ["active", "waiting"]
    acts.undo(act=accepted, by=manager, at=LATER)
    assert states(cohort) == ["requested", "requested"]

    declined = acts.decline_requests(
        cohort=cohort, enrolments=pks(one), reason="Complet", by=manager, at=LATER
    )
    acts.undo(act=declined, by=manager, at=LATER)
    assert states(cohort) == ["requested", "requested"]
    assert not Message.objects.exists()


def test_people_moved_hold_a_seat_there_and_come_back(manager):
    here, there = CohortFactory(), CohortFactory(capacity=1)
    one, two = queue_of(here, "active", "active")

    act = acts.move_people(cohort=here, enrolments=pks(one, two), target=there, by=manager, at=NOW)
    assert (states(here), states(there)) == (["withdrawn", "withdrawn"], ["active", "waiting"])

    acts.undo(act=act, by=manager, at=LATER)
    assert (states(here), states(there)) == (["active", "active"], ["withdrawn", "withdrawn"])


def test_nobody_moves_to_a_cohort_that_is_over(manager):
    here = CohortFactory()
    over = CohortFactory(starts_on=NOW.date() - timedelta(9), ends_on=NOW.date() - timedelta(1))
    [one] = queue_of(here, "active")

    with pytest.raises(acts.seats.EnrolmentClosed):
        acts.move_people(cohort=here, enrolments=pks(one), target=over, by=manager, at=NOW)

    assert (states(here), BulkAct.objects.count()) == (["active"], 0)


def test_a_message_leaves_once_per_person_and_can_be_taken_back(manager):
    cohorts = CohortFactory.create_batch(2)
    person = UserFactory(first_name="Inès")
    for cohort in cohorts:
        EnrolmentFactory(cohort=cohort, learner=person)
    EnrolmentFactory(cohort=cohorts[0], state="withdrawn")

    act = acts.write_to_cohorts(
        cohorts=[cohort.pk for cohort in cohorts],
        subject="À demain",
        text="Rendez-vous à 9 h.",
        by=manager,
        at=NOW,
    )
    [message] = Message.objects.all()
    assert (message.recipient, message.subject) == (person, "À demain")
    assert "Rendez-vous à 9 h." in message.body

    assert acts.undo(act=act, by=manager, at=LATER) == acts.Undone(back=1)
    assert not Message.objects.exists()


def test_seats_that_the_undoing_frees_go_to_the_queue(manager):
    cohort = CohortFactory(capacity=1, entry="request")
    asked, _waiting = queue_of(cohort, "requested", "waiting")
    act = acts.accept_requests(cohort=cohort, enrolments=pks(asked), by=manager, at=NOW)
    assert states(cohort) == ["active", "waiting"]

    acts.undo(act=act, by=manager, at=LATER)
    fill_seats(cohort=cohort)

    assert states(cohort) == ["requested", "active"]


# Pages


@pytest.fixture
def signed_in(sign_in, manager):
    return sign_in(manager)


def test_a_manager_withdraws_several_reads_what_was_done_and_undoes_it(client, signed_in):
    cohort = CohortFactory()
    one, two = queue_of(cohort, "active", "active")
    page = reverse("cohorts:people", args=[cohort.pk])

    answer = client.post(
        reverse("cohorts:act_on_people", args=[cohort.pk]),
        {"enrolments": pks(one, two), "do": "withdraw"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == page
    assert "2 personnes sont désinscrites." in answer.content.decode()

    answer = client.post(reverse("cohorts:undo_act", args=[BulkAct.objects.get().pk]), follow=True)
    assert "C’est annulé." in answer.content.decode()
    assert states(cohort) == ["active", "active"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"do": "withdraw"}, "Cochez les personnes concernées."),
        ({"do": "write", "subject": "x"}, "Cochez les personnes concernées."),
        ({"do": "inconnu"}, ""),
    ],
)
def test_an_act_on_nobody_is_refused_with_a_sentence(client, signed_in, sent, sentence):
    cohort = CohortFactory()
    queue_of(cohort, "active")

    answer = client.post(reverse("cohorts:act_on_people", args=[cohort.pk]), sent, follow=True)

    assert sentence in answer.content.decode()
    assert (states(cohort), BulkAct.objects.count()) == (["active"], 0)


def test_people_of_another_cohort_cannot_be_ticked(client, signed_in):
    cohort, stranger = CohortFactory(), EnrolmentFactory()

    client.post(
        reverse("cohorts:act_on_people", args=[cohort.pk]),
        {"enrolments": [stranger.pk], "do": "withdraw"},
    )

    stranger.refresh_from_db()
    assert stranger.state == "active"


def test_what_a_colleague_did_is_theirs_to_undo(client, signed_in):
    cohort = CohortFactory()
    [one] = queue_of(cohort, "active")
    colleague = MembershipFactory(role=Role.MANAGER).person
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one), by=colleague, at=timezone.now())

    assert client.post(reverse("cohorts:undo_act", args=[act.pk])).status_code == 404
    assert states(cohort) == ["withdrawn"]


def test_the_people_of_several_cohorts_are_written_to_from_the_desk(client, signed_in):
    cohorts = [EnrolmentFactory().cohort for _number in range(2)]

    answer = client.post(
        reverse("cohorts:write_to_cohorts"),
        {"cohorts": [cohort.pk for cohort in cohorts], "subject": "Bonjour", "text": "À demain."},
        follow=True,
    )

    assert "Votre message part vers 2 personnes." in answer.content.decode()
    assert Message.objects.count() == 2


# Appointments of coaching


def test_an_appointment_comes_back_with_its_learner_unless_its_time_is_taken(manager):
    coach = coach_on_tuesdays()
    cohort = CohortFactory()
    one, two = (learner_of(coach, cohort=cohort) for _number in range(2))
    mine, taken = (
        book(enrolment=one, starts_at=tuesday(9), at=PAST),
        book(enrolment=two, starts_at=tuesday(10), at=PAST),
    )
    act = acts.withdraw_people(cohort=cohort, enrolments=pks(one, two), by=manager, at=NOW)
    other = book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    undone = acts.undo(act=act, by=manager, at=LATER)

    for booking in (mine, taken, other):
        booking.refresh_from_db()
    assert undone == acts.Undone(back=2, appointments_lost=1)
    assert [each.state for each in (mine, taken, other)] == ["booked", "cancelled", "booked"]
    told = Message.objects.filter(subject__icontains="annul").values_list("recipient", flat=True)
    assert set(told) == {two.learner_id, coach.pk}
