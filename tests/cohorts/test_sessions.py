"""Sessions as their manager writes them, and what people are told of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from cohorts.models import Session, SessionLeader, SessionReminder
from cohorts.services.enrolments import enrol, withdraw
from cohorts.services.reminders import choose, send_due
from cohorts.services.sessions import (
    ChangedMeanwhile,
    Draft,
    SessionClosed,
    cancel_session,
    create_session,
    edit_session,
    move_session,
    plan_sessions,
)
from lms.events.models import Event
from lms.notifications import tasks
from lms.notifications.models import Message
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def draft(number: int, day: int, **fields) -> Draft:
    return Draft(
        kind="collective",
        title=f"Séance {number}",
        starts_at=datetime(2027, 1, day, 8, tzinfo=UTC),
        ends_at=datetime(2027, 1, day, 11, 30, tzinfo=UTC),
        plan_item_id=number,
        **fields,
    )


def told() -> list[tuple[str, str, list[str]]]:
    """Return who was told, how, and the version of each session in their calendar part."""
    messages = Message.objects.select_related("recipient").order_by("pk")
    return [
        (
            message.recipient.email,
            message.calendar_method,
            re.findall(r"^SEQUENCE:(\d+)", message.calendar, re.MULTILINE),
        )
        for message in messages
    ]


def test_a_plan_becomes_sessions_once_and_each_person_has_one_mail():
    cohort = CohortFactory()
    learner = EnrolmentFactory(cohort=cohort, learner__email="lea@example.org").learner
    EnrolmentFactory(cohort=cohort, state="waiting")
    trainer = UserFactory(email="tom@example.org")
    drafts = [
        draft(1, 12),
        draft(2, 19, leaders=[trainer], follows_previous=True),
        draft(3, 26, follows_previous=True),
    ]
    by = UserFactory()

    plan_sessions(cohort=cohort, drafts=drafts, by=by, at=NOW)
    again = plan_sessions(cohort=cohort, drafts=drafts, by=by, at=NOW)

    first, second, third = cohort.sessions.order_by("starts_at")
    assert again == []
    assert [first.follows, second.follows, third.follows] == [None, first, second]
    assert told() == [
        (learner.email, "REQUEST", ["0", "0", "0"]),
        (trainer.email, "REQUEST", ["0"]),
    ]
    assert Event.objects.filter(verb="session_planned").count() == 3


def test_a_move_with_followers_is_one_mail_with_one_update_per_session():
    cohort = CohortFactory()
    EnrolmentFactory(cohort=cohort, learner__email="lea@example.org")
    by = UserFactory()
    drafts = [draft(number, day, follows_previous=number > 1) for number, day in ((1, 12), (2, 14))]
    first, _follower = plan_sessions(cohort=cohort, drafts=drafts, by=by, at=NOW)
    free = SessionFactory(
        cohort=cohort, starts_at=first.starts_at + 20 * DAY, ends_at=first.ends_at + 20 * DAY
    )
    Message.objects.all().delete()

    move_session(
        session=first,
        starts_at=first.starts_at + 2 * DAY,
        ends_at=first.ends_at + 2 * DAY,
        with_followers=True,
        by=by,
        at=NOW,
    )

    days = dict(cohort.sessions.values_list("title", "starts_at"))
    assert days == {
        "Séance 1": datetime(2027, 1, 14, 8, tzinfo=UTC),
        # Two days after Thursday is a Saturday.
        "Séance 2": datetime(2027, 1, 18, 8, tzinfo=UTC),
        free.title: free.starts_at,
    }
    assert told() == [("lea@example.org", "REQUEST", ["1", "1"])]


def test_each_session_of_a_message_is_a_calendar_part_of_its_own():
    cohort = CohortFactory()
    EnrolmentFactory(cohort=cohort)
    plan_sessions(cohort=cohort, drafts=[draft(1, 12), draft(2, 19)], by=UserFactory(), at=NOW)

    tasks.deliver_due()

    (sent,) = mail.outbox
    parts = [
        part.get_payload(decode=True).decode()
        for part in sent.message().walk()
        if part.get_content_type() == "text/calendar"
    ]
    uids = [re.findall(r"^UID:(.+?)\r", part, re.MULTILINE) for part in parts]
    host = "localhost"
    assert uids == [
        [f"session-{pk}@{host}"]
        for pk in cohort.sessions.order_by("pk").values_list("pk", flat=True)
    ]
    assert [
        part.get_param("method")
        for part in sent.message().walk()
        if part.get_content_type() == "text/calendar"
    ] == ["REQUEST", "REQUEST"]


def test_a_change_that_nobody_needs_in_a_calendar_is_not_told():
    session = SessionFactory()
    EnrolmentFactory(cohort=session.cohort)

    edit_session(session=session, by=UserFactory(), changes={"detail": "Avec goûter"}, at=NOW)

    session.refresh_from_db()
    assert (session.detail, session.sequence) == ("Avec goûter", 1)
    assert told() == []


def test_the_second_of_two_editors_is_told():
    session = SessionFactory()
    by = UserFactory()
    edit_session(session=session, by=by, seen=0, changes={"place": "Salle A"}, at=NOW)

    with pytest.raises(ChangedMeanwhile) as refusal:
        edit_session(session=session, by=by, seen=0, changes={"place": "Salle B"}, at=NOW)

    session.refresh_from_db()
    assert refusal.value.session.place == session.place == "Salle A"


def test_leaders_who_come_and_go_are_told_and_the_others_need_not_be():
    session = SessionFactory()
    EnrolmentFactory(cohort=session.cohort)
    old = SessionLeader.objects.create(session=session, person=UserFactory()).person
    new = UserFactory()

    edit_session(session=session, by=UserFactory(), changes={}, leaders=[new], at=NOW)

    assert told() == [(new.email, "REQUEST", ["1"]), (old.email, "CANCEL", ["1"])]
    assert [leader.person for leader in session.leaders.all()] == [new]


def test_a_cancelled_session_leaves_calendars_once_with_its_reason():
    session = SessionFactory()
    learner = EnrolmentFactory(cohort=session.cohort).learner

    for _time in range(2):
        cancel_session(session=session, reason="Neige", by=UserFactory(), at=NOW)

    session.refresh_from_db()
    assert (session.cancelled_at, session.cancelled_because, session.sequence) == (NOW, "Neige", 1)
    assert told() == [(learner.email, "CANCEL", ["1"])]
    assert "Neige" in Message.objects.get().body


def test_a_cancelled_session_no_longer_changes():
    session = SessionFactory(cancelled_at=NOW)

    with pytest.raises(SessionClosed):
        edit_session(session=session, by=UserFactory(), changes={"title": "Autre"}, at=NOW)

    assert not Session.objects.filter(title="Autre").exists()


def test_a_new_learner_is_invited_to_what_is_to_come_and_taken_out_when_they_leave():
    cohort = CohortFactory()
    by = MembershipFactory(role="manager").person
    SessionFactory(cohort=cohort, starts_at=NOW - DAY, ends_at=NOW - DAY / 2)
    create_session(cohort=cohort, draft=draft(1, 12), by=by, at=NOW)
    create_session(cohort=cohort, draft=draft(2, 19), by=by, at=NOW)
    learner = UserFactory()

    enrolment = enrol(cohort=cohort, learner=learner, by=by, at=NOW)
    withdraw(enrolment=enrolment, at=NOW + DAY)

    assert told() == [
        (learner.email, "", []),
        (learner.email, "REQUEST", ["0", "0"]),
        (learner.email, "CANCEL", ["0", "0"]),
    ]


def test_reminders_leave_when_they_fall_due_once_for_those_who_want_them():
    session = SessionFactory()
    willing, careful, quiet = (
        EnrolmentFactory(cohort=session.cohort).learner for _number in range(3)
    )
    choose(person=careful, week_before=True, day_before=True, hour_before=True)
    choose(person=quiet, week_before=False, day_before=False, hour_before=False)

    def reminded(before: timedelta) -> list[str]:
        Message.objects.all().delete()
        for _sweep in range(2):
            send_due(at=session.starts_at - before)
        return [message.recipient.email for message in Message.objects.order_by("pk")]

    assert reminded(timedelta(days=7, minutes=1)) == []
    assert reminded(timedelta(days=7)) == [willing.email, careful.email]
    assert reminded(timedelta(days=3)) == []
    assert reminded(timedelta(hours=23, minutes=59)) == [willing.email, careful.email]
    assert reminded(timedelta(minutes=59)) == [careful.email]
    assert SessionReminder.objects.count() == 3


def test_a_session_that_moved_is_announced_anew():
    session = SessionFactory()
    EnrolmentFactory(cohort=session.cohort)
    send_due(at=session.starts_at - 7 * DAY)

    moved = move_session(
        session=session,
        starts_at=session.starts_at + 14 * DAY,
        ends_at=session.ends_at + 14 * DAY,
        with_followers=False,
        by=UserFactory(),
        at=NOW,
    )

    assert send_due(at=moved.starts_at - 7 * DAY) == 1


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Europe/Paris", "9:00"), ("Indian/Reunion", "12:00"), ("Pacific/Noumea", "19:00")],
)
def test_each_reads_the_hour_on_their_own_clock(zone, hours):
    session = SessionFactory(cohort__time_zone="America/Martinique")
    EnrolmentFactory(cohort=session.cohort, learner__time_zone=zone)

    cancel_session(session=session, reason="", by=UserFactory(), at=NOW)

    hour = hours.partition(":")[0].lstrip("0")
    assert re.search(rf"à\s{hour}\s*h", Message.objects.get().body)
