"""Counting the log by day: little by little or all at once, each event counts once."""

from datetime import UTC, date, datetime

import pytest

from analytics import rollups
from analytics.models import DailyActivity
from lms.events.models import Event
from lms.events.services import record
from lms.events.verbs import Verb

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


def opened(enrolment=1, at=MORNING, verb=Verb.ACTIVITY_OPENED):
    return record(verb, at=at, enrolment_id=enrolment, cohort_id=enrolment * 10)


def counts():
    rows = DailyActivity.objects.order_by("enrolment_id", "day")
    return list(rows.values_list("enrolment_id", "cohort_id", "day", "events"))


def test_what_a_learner_does_is_counted_by_day_in_paris():
    opened(at=datetime(2026, 11, 22, 22, 59, tzinfo=UTC))
    opened(at=datetime(2026, 11, 22, 23, 1, tzinfo=UTC))
    opened(at=MORNING)

    rollups.roll_up()

    assert counts() == [(1, 10, date(2026, 11, 22), 1), (1, 10, date(2026, 11, 23), 2)]


def test_what_others_do_for_a_learner_is_not_their_activity():
    opened(verb=Verb.ENROLMENT_CONFIRMED)
    record(Verb.COHORT_OPENED, cohort_id=10)

    rollups.roll_up()

    assert counts() == []


def test_passes_that_overlap_count_each_event_once():
    for _ in range(3):
        opened()
        rollups.roll_up()
        rollups.roll_up()

    assert counts() == [(1, 10, date(2026, 11, 23), 3)]


def test_an_event_committed_late_with_an_earlier_number_is_counted():
    late = opened()
    Event.objects.filter(pk=late.pk).delete()
    opened(enrolment=2)
    rollups.roll_up()

    late.save(force_insert=True)
    opened(enrolment=2)
    rollups.roll_up()

    assert counts() == [(1, 10, date(2026, 11, 23), 1), (2, 20, date(2026, 11, 23), 2)]


def test_an_event_about_a_day_long_past_adds_to_that_day():
    opened(at=datetime(2026, 9, 1, 8, tzinfo=UTC))
    rollups.roll_up()
    opened(at=datetime(2026, 9, 1, 18, tzinfo=UTC))

    rollups.roll_up()

    assert counts() == [(1, 10, date(2026, 9, 1), 2)]


def test_rebuilding_gives_what_the_passes_gave(monkeypatch):
    monkeypatch.setattr(rollups, "BATCH", 2)
    for number in range(12):
        opened(enrolment=number % 3, at=MORNING.replace(day=1 + number))
        if number % 5 == 0:
            rollups.roll_up()
    rollups.roll_up()
    passes = counts()
    DailyActivity.objects.update(events=99)

    assert rollups.rebuild() == 12
    assert counts() == passes
