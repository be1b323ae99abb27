"""Reminders are written when they fall due, once, as each person chose."""

from datetime import timedelta

import pytest

from cohorts.coaching.services.availability import change_settings
from cohorts.coaching.services.bookings import book, cancel, move
from cohorts.coaching.services.reminders import send_due
from cohorts.models import ReminderChoice
from lms.notifications.models import Message
from tests.coaching.people import NOW, coach_on_tuesdays, learner_of, tuesday

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(moment):
    return {each.recipient for each in Message.objects.filter(key__startswith=f"booking:{moment}:")}


@pytest.fixture
def booking():
    return book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)


def test_both_are_reminded_a_day_before_once_and_not_a_second_sooner(booking):
    assert send_due(at=tuesday(10) - DAY - timedelta(seconds=1)) == 0

    assert [send_due(at=tuesday(10) - DAY) for _sweep in range(3)] == [1, 0, 0]

    assert told("day_before") == {booking.coach, booking.learner}
    assert Message.objects.filter(key__startswith="booking:day_before:").count() == 2


def test_each_person_chooses_when_to_be_reminded(booking):
    ReminderChoice.objects.create(person=booking.learner, day_before=False, hour_before=True)

    send_due(at=tuesday(10) - DAY)
    send_due(at=tuesday(10) - HOUR)

    assert told("day_before") == {booking.coach}
    assert told("hour_before") == {booking.learner}


def test_what_was_booked_that_late_has_its_invitation_instead():
    late = tuesday(11) - DAY + timedelta(minutes=1)
    coach = coach_on_tuesdays()
    change_settings(coach=coach, notice_hours=2)
    book(enrolment=learner_of(coach), starts_at=tuesday(11), at=late)

    assert send_due(at=late) == 0


def test_what_is_cancelled_is_not_reminded_of(booking):
    cancel(booking=booking, by=booking.learner, at=NOW)

    assert send_due(at=tuesday(10) - DAY) == 0


def test_what_has_moved_is_reminded_of_at_its_new_time(booking):
    send_due(at=tuesday(10) - DAY)
    move(
        booking=booking,
        starts_at=tuesday(10) + 7 * DAY,
        by=booking.coach,
        seen=0,
        at=tuesday(10) - HOUR,
    )

    assert send_due(at=tuesday(10) - HOUR) == 0
    assert send_due(at=tuesday(10) + 6 * DAY) == 1

    keys = Message.objects.filter(key__startswith="booking:day_before:").values_list("key")
    assert len(set(keys)) == 4


def test_a_timetable_that_stood_still_catches_up_but_not_the_next_morning(booking):
    assert send_due(at=tuesday(10) - DAY + 7 * HOUR) == 0
    assert send_due(at=tuesday(10) - DAY + 5 * HOUR) == 1
