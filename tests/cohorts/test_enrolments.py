"""Seats: who gets one, who waits, who comes after them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from cohorts.services.cohorts import (
    TooFewSeats,
    add_staff,
    change_cohort,
    open_cohort,
    permanent_cohort,
    remove_staff,
)
from cohorts.services.enrolments import (
    EnrolmentClosed,
    NotACoach,
    assign_coach,
    enrol,
    withdraw,
)
from lms.accounts.models import Role
from lms.events.models import Event
from lms.notifications.models import Message
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

State = Enrolment.State
NO_BREAK = "\u00a0"


def a_cohort(**fields):
    return CohortFactory(**({"entry": Cohort.Entry.OPEN} | fields))


def a_manager():
    return MembershipFactory(role=Role.MANAGER).person


def states(cohort):
    return {enrolment.learner_id: enrolment.state for enrolment in cohort.enrolments.all()}


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_enrol_seats_the_learner_and_tells_them():
    cohort = a_cohort(course__title="Les alliances", starts_on=date(2026, 9, 14))
    learner = UserFactory()

    enrolment = enrol(cohort=cohort, learner=learner)

    assert enrolment.state == State.ACTIVE
    assert enrolment.confirmed_at == enrolment.requested_at
    assert verbs() == ["enrolment_requested", "enrolment_confirmed"]
    message = Message.objects.get(recipient=learner)
    assert message.subject == f"Votre place est confirmée{NO_BREAK}: Les alliances"
    assert f"/promotions/{cohort.pk}/" in message.body
    assert "du 14 septembre 2026 au 30 juin 2027" in message.body.replace(NO_BREAK, " ")


def test_names_are_written_as_they_are_in_mails():
    cohort = a_cohort(course__title="L'alliance & l'intérêt <général>")

    enrol(cohort=cohort, learner=UserFactory())

    assert Message.objects.get().subject.endswith("L'alliance & l'intérêt <général>")


def test_enrol_twice_is_once():
    cohort, learner = a_cohort(), UserFactory()

    first, second = (enrol(cohort=cohort, learner=learner) for _click in range(2))

    assert first == second
    assert verbs() == ["enrolment_requested", "enrolment_confirmed"]
    assert Message.objects.count() == 1


def test_a_full_cohort_puts_people_on_the_waiting_list_in_order():
    cohort = a_cohort(capacity=1)
    seated, early, late = (enrol(cohort=cohort, learner=UserFactory()) for _person in range(3))

    assert [seated.state, early.state, late.state] == ["active", "waiting", "waiting"]
    assert list(cohort.enrolments.waiting()) == [early, late]
    assert (
        Message.objects.filter(recipient=early.learner).get().subject
        == f"Vous êtes sur liste d’attente{NO_BREAK}: {cohort.course.title}"
    )


def test_the_place_in_the_queue_counts_from_one():
    cohort = a_cohort(capacity=1)
    EnrolmentFactory(cohort=cohort)
    now = timezone.now()
    late = EnrolmentFactory(cohort=cohort, state=State.WAITING, requested_at=now)
    early = EnrolmentFactory(
        cohort=cohort, state=State.WAITING, requested_at=now - timedelta(hours=1)
    )

    places = Enrolment.objects.with_queue_place().in_bulk([early.pk, late.pk])

    assert (places[early.pk].queue_place, places[late.pk].queue_place) == (1, 2)


def test_withdraw_offers_the_seat_to_the_first_in_the_queue():
    cohort = a_cohort(capacity=1)
    seated, early, late = (enrol(cohort=cohort, learner=UserFactory()) for _person in range(3))

    withdraw(enrolment=seated)

    assert states(cohort) == {
        seated.learner_id: State.WITHDRAWN,
        early.learner_id: State.ACTIVE,
        late.learner_id: State.WAITING,
    }
    told = Message.objects.filter(recipient=early.learner).order_by("pk").last()
    assert told.subject.startswith("Votre place est confirmée")


def test_withdraw_twice_is_once():
    enrolment = enrol(cohort=a_cohort(), learner=UserFactory())

    withdraw(enrolment=enrolment)
    withdraw(enrolment=enrolment)

    assert verbs().count("enrolment_withdrawn") == 1


def test_people_who_come_back_go_to_the_end_of_the_queue():
    cohort = a_cohort(capacity=1)
    seated, waiting = (enrol(cohort=cohort, learner=UserFactory()) for _person in range(2))
    third = enrol(cohort=cohort, learner=UserFactory())
    withdraw(enrolment=seated)

    back = enrol(cohort=cohort, learner=seated.learner)

    waiting.refresh_from_db()
    assert back.pk == seated.pk
    assert waiting.state == State.ACTIVE
    assert list(cohort.enrolments.waiting()) == [third, back]


def test_somebody_who_comes_back_is_told_again():
    cohort, learner = a_cohort(), UserFactory()
    withdraw(enrolment=enrol(cohort=cohort, learner=learner))

    enrol(cohort=cohort, learner=learner)

    assert Message.objects.filter(recipient=learner).count() == 2


def test_people_who_have_finished_keep_their_seat():
    enrolment = EnrolmentFactory(state=State.COMPLETED)

    with pytest.raises(EnrolmentClosed):
        withdraw(enrolment=enrolment)

    enrolment.refresh_from_db()
    assert enrolment.state == State.COMPLETED


def test_only_the_team_enrols_people_in_a_managed_cohort():
    cohort, learner = a_cohort(entry=Cohort.Entry.MANAGED), UserFactory()

    with pytest.raises(EnrolmentClosed):
        enrol(cohort=cohort, learner=learner)
    assert states(cohort) == {}

    enrol(cohort=cohort, learner=learner, by=a_manager())
    assert states(cohort) == {learner.pk: State.ACTIVE}


def test_a_learner_cannot_enrol_others_in_a_managed_cohort():
    cohort = a_cohort(entry=Cohort.Entry.MANAGED)

    with pytest.raises(EnrolmentClosed):
        enrol(cohort=cohort, learner=UserFactory(), by=UserFactory())

    assert states(cohort) == {}


def test_the_team_too_puts_people_on_the_waiting_list_of_a_full_cohort():
    cohort = a_cohort(capacity=0)

    assert enrol(cohort=cohort, learner=UserFactory(), by=a_manager()).state == State.WAITING


def test_a_cohort_takes_people_until_the_end_of_its_last_day_where_it_is():
    cohort = a_cohort(
        starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 20), time_zone="America/Cayenne"
    )

    # 23:30 in Cayenne is already the next day in Paris.
    enrol(cohort=cohort, learner=UserFactory(), at=datetime(2026, 11, 21, 2, 30, tzinfo=UTC))
    with pytest.raises(EnrolmentClosed):
        enrol(cohort=cohort, learner=UserFactory(), at=datetime(2026, 11, 21, 3, tzinfo=UTC))

    assert cohort.enrolments.count() == 1


def test_nobody_is_seated_in_a_cohort_that_is_over():
    cohort = a_cohort(capacity=1, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    seated = EnrolmentFactory(cohort=cohort)
    waiting = EnrolmentFactory(cohort=cohort, state=State.WAITING)

    withdraw(enrolment=seated)

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_the_permanent_cohort_of_a_course_is_made_once():
    course = CourseFactory(is_open=True)

    first, second = permanent_cohort(course=course), permanent_cohort(course=course)

    assert first == second
    assert (first.is_permanent, first.entry, first.capacity) == (True, "open", None)


def test_a_course_that_closes_takes_nobody_more():
    course = CourseFactory(is_open=False)

    with pytest.raises(EnrolmentClosed):
        enrol(cohort=permanent_cohort(course=course), learner=UserFactory())

    assert not Enrolment.objects.exists()


def test_open_cohort_records_who_opened_it():
    manager = a_manager()

    cohort = open_cohort(
        course=CourseFactory(),
        title="Hiver",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 3, 26),
        capacity=12,
        entry=Cohort.Entry.MANAGED,
        by=manager,
    )

    event = Event.objects.get()
    assert (event.verb, event.actor_id, event.cohort_id, event.course_id) == (
        "cohort_opened",
        manager.pk,
        cohort.pk,
        cohort.course_id,
    )


def test_more_seats_go_to_the_waiting_list_at_once():
    cohort = a_cohort(capacity=1)
    _seated, early, late = (enrol(cohort=cohort, learner=UserFactory()) for _person in range(3))

    change_cohort(cohort=cohort, by=a_manager(), capacity=2)

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == (State.ACTIVE, State.WAITING)


def test_no_limit_seats_everybody():
    cohort = a_cohort(capacity=0)
    for _person in range(3):
        enrol(cohort=cohort, learner=UserFactory())

    change_cohort(cohort=cohort, by=a_manager(), capacity=None)

    assert set(states(cohort).values()) == {State.ACTIVE}


def test_a_cohort_never_has_fewer_seats_than_people_seated():
    cohort = a_cohort(capacity=5)
    EnrolmentFactory.create_batch(2, cohort=cohort)

    with pytest.raises(TooFewSeats) as refusal:
        change_cohort(cohort=cohort, by=a_manager(), capacity=1)

    cohort.refresh_from_db()
    assert cohort.capacity == 5
    assert str(refusal.value) == (
        "2 personnes ont une place dans cette promotion"
        f"{NO_BREAK}: elle ne peut pas en compter moins."
    )


def test_a_learner_is_coached_by_a_coach_of_their_cohort():
    enrolment, coach = EnrolmentFactory(), UserFactory()

    with pytest.raises(NotACoach):
        assign_coach(enrolment=enrolment, coach=coach)
    add_staff(cohort=enrolment.cohort, person=coach, role=Role.COACH)
    assign_coach(enrolment=enrolment, coach=coach)

    enrolment.refresh_from_db()
    assert enrolment.coach == coach


def test_a_coach_who_leaves_the_team_follows_nobody_there():
    here, elsewhere = EnrolmentFactory(), EnrolmentFactory()
    coach = UserFactory()
    members = [
        add_staff(cohort=enrolment.cohort, person=coach, role=Role.COACH)
        for enrolment in (here, elsewhere)
    ]
    for enrolment in (here, elsewhere):
        assign_coach(enrolment=enrolment, coach=coach)

    remove_staff(member=members[0])

    here.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (here.coach, elsewhere.coach) == (None, coach)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twelve_learners_who_click_at_once_share_three_seats():
    cohort = a_cohort(capacity=3)
    learners = UserFactory.create_batch(12)

    def click(learner):
        try:
            return enrol(cohort=cohort, learner=learner)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as threads:
        list(threads.map(click, learners))

    assert sorted(states(cohort).values()) == [State.ACTIVE] * 3 + [State.WAITING] * 9
