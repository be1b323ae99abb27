"""Many people at the same moment: one gets the time, the others are told, nobody hangs."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from cohorts.coaching.models import Booking
from cohorts.coaching.services.bookings import book, cancel, move
from cohorts.coaching.services.groups import join, open_group
from cohorts.coaching.services.hours import add_hours
from cohorts.coaching.services.refusals import BookingRefused, SlotTaken
from cohorts.models import Enrolment
from lms.events.models import Event
from lms.notifications.models import Message
from tests.coaching.people import NOW, coach_on_tuesdays, learner_of, tuesday
from tests.factories import CohortFactory, UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(calls):
    """Run every call in a thread and a connection of its own, all starting together."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=30)
            return call()
        except Exception as error:  # noqa: BLE001 - the tests compare what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def in_waves(calls, *, at_a_time=50):
    """As many as the database takes connections, again and again: nobody waits for the others."""
    waves = [calls[first : first + at_a_time] for first in range(0, len(calls), at_a_time)]
    return [result for wave in waves for result in at_once(wave)]


def booking_of(enrolment, starts_at):
    def call():
        fresh = Enrolment.objects.select_related("coach", "learner", "cohort").get(pk=enrolment.pk)
        return book(enrolment=fresh, starts_at=starts_at, at=NOW)

    return call


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_two_learners_who_click_the_same_time_never_both_get_it():
    coach = coach_on_tuesdays()
    cohort = CohortFactory()
    learners = [learner_of(coach, cohort=cohort) for _ in range(2)]

    results = at_once([booking_of(learner, tuesday(10)) for learner in learners])

    assert kinds(results) == ["Booking", "SlotTaken"]
    assert Booking.objects.count() == 1
    (refused,) = [result for result in results if isinstance(result, SlotTaken)]
    assert {tuesday(9), tuesday(11)} < {slot.starts for slot in refused.nearest}


def test_the_same_click_twenty_times_is_one_appointment():
    enrolment = learner_of(coach_on_tuesdays())

    results = at_once([booking_of(enrolment, tuesday(10))] * 20)

    assert len({result.pk for result in results}) == 1
    assert Booking.objects.count() == 1
    assert Event.objects.filter(verb="booking_made").count() == 1
    assert Message.objects.filter(key__startswith="booking:made:").count() == 2


def test_thirty_people_who_want_three_times_neither_overlap_nor_deadlock():
    coach = coach_on_tuesdays()
    cohort = CohortFactory()
    learners = [learner_of(coach, cohort=cohort) for _ in range(30)]
    began = time.monotonic()

    results = at_once(
        [booking_of(one, tuesday(9 + number % 3)) for number, one in enumerate(learners)]
    )

    assert kinds(results) == ["Booking"] * 3 + ["SlotTaken"] * 27
    assert sorted(Booking.objects.values_list("starts_at", flat=True)) == [
        tuesday(9),
        tuesday(10),
        tuesday(11),
    ]
    assert time.monotonic() - began < 10


def test_two_coaches_who_coach_each_other_do_not_wait_in_a_circle():
    first, second = coach_on_tuesdays(), coach_on_tuesdays()
    mine, yours = learner_of(first, learner=second), learner_of(second, learner=first)

    results = at_once([booking_of(mine, tuesday(10)), booking_of(yours, tuesday(10))] * 5)

    bookings = [result for result in results if isinstance(result, Booking)]
    refused = [result for result in results if isinstance(result, BookingRefused)]
    assert (len(bookings), len(refused)) == (5, 5)
    assert Booking.objects.count() == 1


def test_one_learner_on_several_devices_never_sits_in_two_appointments_at_once():
    learner = UserFactory()
    enrolments = [learner_of(coach_on_tuesdays(), learner=learner) for _ in range(4)]

    results = at_once([booking_of(enrolment, tuesday(10)) for enrolment in enrolments])

    assert kinds(results) == ["Booking"] + ["LearnerIsBusy"] * 3
    assert Booking.objects.count() == 1


def test_two_who_cancel_at_once_cancel_once():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)

    def cancelling(person):
        def call():
            fresh = Booking.objects.for_listing().get(pk=booking.pk)
            return cancel(booking=fresh, by=person, at=NOW)

        return call

    at_once([cancelling(booking.coach), cancelling(booking.learner)] * 5)

    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == ("cancelled", 1)
    assert Event.objects.filter(verb="booking_cancelled").count() == 1


def test_two_hundred_requests_for_one_time_give_one_appointment_and_199_plain_refusals():
    coach = coach_on_tuesdays()
    cohort = CohortFactory()
    calls = [booking_of(learner_of(coach, cohort=cohort), tuesday(10)) for _ in range(200)]
    began = time.monotonic()

    results = in_waves(calls)

    assert kinds(results) == ["Booking"] + ["SlotTaken"] * 199
    refused = [result for result in results if isinstance(result, SlotTaken)]
    assert {str(each) for each in refused} == {"Ce créneau vient d’être pris."}
    assert all(len(each.nearest) == 3 for each in refused)
    assert Booking.objects.count() == 1
    assert time.monotonic() - began < 60


def test_the_same_key_fifty_times_books_once():
    enrolment = learner_of(coach_on_tuesdays())
    key = uuid4()

    def call():
        fresh = Enrolment.objects.select_related("coach", "learner", "cohort").get(pk=enrolment.pk)
        return book(enrolment=fresh, starts_at=tuesday(10), key=key, at=NOW)

    results = at_once([call] * 50)

    assert len({result.pk for result in results}) == 1
    assert Event.objects.filter(verb="booking_made").count() == 1


def test_of_thirty_moves_of_one_version_one_wins_and_the_others_are_told():
    coach = coach_on_tuesdays(starts=0, ends=0)
    booking = book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    def moving(number):
        def call():
            fresh = Booking.objects.for_listing().get(pk=booking.pk)
            there = tuesday(0) + timedelta(days=7, hours=number % 22)
            return move(booking=fresh, starts_at=there, by=fresh.coach, seen=0, at=NOW)

        return call

    results = at_once([moving(number) for number in range(22)])

    assert kinds(results) == ["Booking"] + ["Outdated"] * 21
    booking.refresh_from_db()
    assert booking.sequence == 1
    assert Event.objects.filter(verb="booking_moved").count() == 1
    assert Message.objects.filter(key__startswith="booking:moved:").count() == 2


def test_one_learner_on_several_devices_never_books_beyond_the_hours():
    coach = coach_on_tuesdays(starts=0, ends=0)
    enrolment = learner_of(coach)
    add_hours(enrolment=enrolment, minutes=180, reason="Parcours", by=coach, at=NOW)

    results = at_once([booking_of(enrolment, tuesday(hour)) for hour in range(12)])

    assert kinds(results) == ["Booking"] * 3 + ["NoHoursLeft"] * 9
    assert sum(line.minutes for line in enrolment.hours_lines.all()) == 0


def test_the_last_seats_of_a_group_go_to_as_many_people():
    coach = coach_on_tuesdays()
    cohort = CohortFactory()
    group = open_group(
        coach=coach,
        cohort=cohort,
        title="Oser",
        seats=3,
        starts_at=tuesday(18),
        minutes=60,
        at=NOW,
    )
    learners = [learner_of(coach, cohort=cohort) for _ in range(10)]

    def joining(enrolment):
        def call():
            fresh = Enrolment.objects.select_related("learner", "cohort").get(pk=enrolment.pk)
            found = type(group).objects.select_related("coach").get(pk=group.pk)
            return join(group=found, enrolment=fresh, at=NOW)

        return call

    results = at_once([joining(learner) for learner in learners])

    assert kinds(results) == ["Booking"] * 3 + ["SlotTaken"] * 7
