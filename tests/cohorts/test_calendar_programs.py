"""What an independent reader makes of our calendars: one entry per session, at its true hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine

from cohorts.services.agenda import open_feed
from cohorts.services.enrolments import withdraw
from cohorts.services.sessions import Draft, cancel_session, create_session, move_session
from lms.notifications.models import Message
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
AROUND = (datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))


class Diary:
    """A calendar program that knows RFC 5546: of each uid the highest sequence counts."""

    def __init__(self):
        self.kept = {}

    def receive(self, text):
        for calendar in icalendar.Calendar.from_ical(text, multiple=True):
            for event in calendar.walk("VEVENT"):
                known = self.kept.get(event["uid"])
                if known is None or event["sequence"] >= known[1]["sequence"]:
                    self.kept[event["uid"]] = (str(calendar["method"]), event)

    @property
    def entries(self):
        calendar = icalendar.Calendar()
        for method, event in self.kept.values():
            if method == "REQUEST":
                calendar.add_component(event)
        return entries_of(calendar)


def entries_of(calendar):
    found = recurring_ical_events.of(calendar).between(*AROUND)
    return sorted((str(each["summary"]), each.start, each.end) for each in found)


def mail_of(person):
    return list(
        Message.objects.filter(recipient=person)
        .exclude(calendar="")
        .order_by("pk")
        .values_list("calendar", flat=True)
    )


def planned(cohort, title, starts_at, hours=2):
    draft = Draft(
        kind="collective",
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
    )
    return create_session(cohort=cohort, draft=draft, by=UserFactory(), at=NOW)


def moved(session, days):
    return move_session(
        session=session,
        starts_at=session.starts_at + timedelta(days=days),
        ends_at=session.ends_at + timedelta(days=days),
        with_followers=False,
        by=UserFactory(),
        at=NOW,
    )


@pytest.mark.parametrize("is_late", [False, True])
def test_a_session_is_one_entry_that_moves_and_goes_in_whatever_order_mail_comes(is_late):
    learner = UserFactory()
    cohort = CohortFactory()
    EnrolmentFactory(cohort=cohort, learner=learner)
    first = datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("Europe/Paris"))
    staying, going = planned(cohort, "Reste", first), planned(cohort, "Part", first)
    moved(staying, 7)
    moved(going, 1)
    cancel_session(session=going, reason="Grève", by=UserFactory(), at=NOW)
    diary = Diary()

    for text in reversed(mail_of(learner)) if is_late else mail_of(learner):
        diary.receive(text)

    assert diary.entries == [
        ("Reste", first + timedelta(days=7), first + timedelta(days=7, hours=2))
    ]


def test_who_gives_up_their_seat_keeps_nothing_in_their_calendar():
    enrolment = EnrolmentFactory()
    planned(enrolment.cohort, "Atelier", datetime(2026, 11, 3, 9, tzinfo=UTC))
    withdraw(enrolment=enrolment, at=NOW)
    diary = Diary()

    for text in mail_of(enrolment.learner):
        diary.receive(text)

    assert diary.entries == []


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        # Nine o’clock, the day before France goes back an hour and the day after.
        ("Europe/Paris", 24, datetime(2026, 10, 24, 7, tzinfo=UTC)),
        ("Europe/Paris", 26, datetime(2026, 10, 26, 8, tzinfo=UTC)),
        ("Indian/Reunion", 26, datetime(2026, 10, 26, 5, tzinfo=UTC)),
        ("America/Martinique", 26, datetime(2026, 10, 26, 13, tzinfo=UTC)),
        ("Pacific/Noumea", 26, datetime(2026, 10, 25, 22, tzinfo=UTC)),
    ],
)
def test_the_feed_and_the_invitation_give_the_same_instant_in_every_zone(
    client, zone, day, instant
):
    enrolment = EnrolmentFactory(cohort__time_zone=zone, learner__time_zone=zone)
    planned(enrolment.cohort, "Atelier", datetime(2026, 10, day, 9, tzinfo=ZoneInfo(zone)))
    diary = Diary()
    diary.receive(mail_of(enrolment.learner)[0])
    with time_machine.travel(NOW, tick=False):
        key = open_feed(person=enrolment.learner).key
        feed = client.get("/agenda.ics", {"cle": key}).content

    expected = ("Atelier", instant, instant + timedelta(hours=2))
    assert diary.entries == [expected]
    assert expected in entries_of(icalendar.Calendar.from_ical(feed))


def test_a_session_through_the_night_of_the_change_lasts_as_long_as_it_lasts(client):
    night = datetime(2026, 10, 24, 23, tzinfo=UTC)  # 1:00 in Paris; 3:00 comes twice
    session = SessionFactory(
        starts_at=night, ends_at=night + timedelta(hours=3), cohort=CohortFactory()
    )
    learner = EnrolmentFactory(cohort=session.cohort).learner
    with time_machine.travel(NOW, tick=False):
        key = open_feed(person=learner).key
        feed = client.get("/agenda.ics", {"cle": key}).content

    assert (session.title, night, night + timedelta(hours=3)) in entries_of(
        icalendar.Calendar.from_ical(feed)
    )


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence_in_the_feed(client):
    learner = UserFactory()
    cohort = CohortFactory()
    EnrolmentFactory(cohort=cohort, learner=learner)
    session = planned(cohort, "Atelier", datetime(2026, 11, 3, 9, tzinfo=UTC))
    read = []
    with time_machine.travel(NOW, tick=False):
        key = open_feed(person=learner).key
        for days in (0, 7):
            if days:
                moved(session, days)
            text = client.get("/agenda.ics", {"cle": key}).content
            (event,) = [
                each
                for each in icalendar.Calendar.from_ical(text).walk("VEVENT")
                if each["summary"] == "Atelier"
            ]
            read.append((str(event["uid"]), event["sequence"], event.start.day))

    assert read == [(read[0][0], 0, 3), (read[0][0], 1, 10)]
