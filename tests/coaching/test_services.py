"""Coaching: hours are published, times booked once, appointments cancelled, people told."""

from datetime import UTC, datetime, time, timedelta

import icalendar
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cohorts.coaching.availability import Slot, free_slots
from cohorts.coaching.diaries import diary_of
from cohorts.coaching.hours import Hours, hours_of
from cohorts.coaching.models import Booking, FreedTimeWatch
from cohorts.coaching.services.availability import (
    HoursEndBeforeTheyStart,
    change_settings,
    publish_hours,
)
from cohorts.coaching.services.bookings import (
    accept,
    ask_for_time,
    book,
    cancel,
    mark_held,
    mark_missed,
    move,
)
from cohorts.coaching.services.groups import cancel_group, join, open_group
from cohorts.coaching.services.hours import ReasonIsMissing, add_hours
from cohorts.coaching.services.refusals import (
    LearnerIsBusy,
    NoHoursLeft,
    NotOffered,
    NotYourCoach,
    Outdated,
    SlotTaken,
    TooLate,
)
from cohorts.coaching.services.waiting import wait_for_times
from cohorts.coaching.wallclock import Block
from cohorts.models import Enrolment
from lms.events.models import Event
from lms.notifications.models import Message
from tests.coaching.people import NOW, TUESDAY, coach_on_tuesdays, learner_of, tuesday
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(verb_or_news):
    """Whom a message of this kind waits for."""
    messages = Message.objects.filter(key__startswith=f"booking:{verb_or_news}:")
    return {message.recipient for message in messages}


def calendar_of(message):
    (event,) = icalendar.Calendar.from_ical(message.calendar).walk("VEVENT")
    return event


# Hours


def test_publishing_hours_replaces_the_ones_before_and_joins_what_touches():
    coach = coach_on_tuesdays()

    publish_hours(
        coach=coach,
        blocks=[
            Block(3, time(14), time(16)),
            Block(3, time(16), time(18)),
            Block(0, time(9), time(0)),
        ],
    )

    kept = coach.weekly_hours.order_by("weekday").values_list("weekday", "starts", "ends")
    assert list(kept) == [(0, time(9), time(0)), (3, time(14), time(18))]


def test_hours_that_run_backwards_are_refused_and_change_nothing():
    coach = coach_on_tuesdays(starts=9, ends=12)

    with pytest.raises(HoursEndBeforeTheyStart):
        publish_hours(coach=coach, blocks=[Block(0, time(14), time(9))])

    assert [hours.starts for hours in coach.weekly_hours.all()] == [time(9)]


def test_publishing_the_same_hours_again_is_no_event():
    coach = coach_on_tuesdays(starts=9, ends=12)

    publish_hours(coach=coach, blocks=[Block(TUESDAY, time(9), time(12))])
    publish_hours(coach=coach, blocks=[])

    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "availability_published",
        "availability_withdrawn",
    ]


# Booking


def test_book_gives_the_learner_the_time_of_their_coach():
    coach = coach_on_tuesdays()
    enrolment = learner_of(coach)

    booking = book(enrolment=enrolment, starts_at=tuesday(10), topic=" Mon alliance ", at=NOW)

    assert (booking.coach, booking.learner) == (coach, enrolment.learner)
    assert (booking.starts_at, booking.ends_at) == (tuesday(10), tuesday(11))
    assert (booking.topic, booking.state, booking.booked_at) == ("Mon alliance", "booked", NOW)
    event = Event.objects.get(verb="booking_made")
    assert (event.actor_id, event.enrolment_id, event.object_id) == (
        enrolment.learner.pk,
        enrolment.pk,
        booking.pk,
    )


def test_a_time_that_somebody_has_is_taken_and_the_nearest_free_ones_are_named():
    coach = coach_on_tuesdays(starts=9, ends=13)
    book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    with pytest.raises(SlotTaken, match="Ce créneau vient d’être pris") as refused:
        book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    assert refused.value.nearest == [
        Slot(start.astimezone(UTC), (start + timedelta(hours=1)).astimezone(UTC))
        for start in (tuesday(9), tuesday(11), tuesday(12))
    ]
    assert Booking.objects.count() == 1


def test_the_same_click_twice_is_one_appointment():
    enrolment = learner_of(coach_on_tuesdays())

    first = book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)
    again = book(enrolment=enrolment, starts_at=tuesday(10), at=NOW + timedelta(seconds=1))

    assert again == first
    assert Booking.objects.count() == 1
    assert Message.objects.filter(key__startswith="booking:made:").count() == 2


@pytest.mark.parametrize(
    ("starts_at", "error"),
    [
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC) - timedelta(hours=1), TooLate),
        (tuesday(9, 30), NotOffered),
        (tuesday(14), NotOffered),
        (tuesday(9) + timedelta(days=28), NotOffered),
    ],
)
def test_a_time_outside_the_rules_is_refused(starts_at, error):
    enrolment = learner_of(coach_on_tuesdays())

    with pytest.raises(error):
        book(enrolment=enrolment, starts_at=starts_at, at=NOW)

    assert not Booking.objects.exists()


def test_a_learner_of_two_coaches_never_sits_in_two_appointments_at_once():
    learner = UserFactory()
    first, second = (learner_of(coach_on_tuesdays(), learner=learner) for _ in range(2))
    book(enrolment=first, starts_at=tuesday(10), at=NOW)

    with pytest.raises(LearnerIsBusy):
        book(enrolment=second, starts_at=tuesday(10), at=NOW)

    assert Booking.objects.count() == 1


def test_a_coach_who_also_learns_is_not_booked_during_their_own_coaching():
    coach = coach_on_tuesdays()
    book(enrolment=learner_of(coach_on_tuesdays(), learner=coach), starts_at=tuesday(9), at=NOW)

    offered = free_slots(diary_of(coach=coach, now=NOW))

    assert [slot.starts for slot in offered[:3]] == [
        tuesday(9) - timedelta(days=7),
        tuesday(10) - timedelta(days=7),
        tuesday(11) - timedelta(days=7),
    ]
    assert tuesday(9) not in [slot.starts for slot in offered]


@pytest.mark.parametrize("state", [Enrolment.State.WAITING, Enrolment.State.WITHDRAWN])
def test_only_somebody_who_holds_a_seat_books(state):
    enrolment = learner_of(coach_on_tuesdays(), state=state)

    with pytest.raises(NotYourCoach):
        book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)

    assert not Booking.objects.exists()


def test_a_coach_who_was_replaced_meanwhile_is_not_booked():
    enrolment = learner_of(coach_on_tuesdays())
    stale = Enrolment.objects.select_related("coach").get(pk=enrolment.pk)
    Enrolment.objects.filter(pk=enrolment.pk).update(coach=coach_on_tuesdays())

    with pytest.raises(NotYourCoach):
        book(enrolment=stale, starts_at=tuesday(10), at=NOW)

    assert not Booking.objects.exists()


# Telling


def test_both_are_invited_in_their_own_clock_with_one_event_for_both_calendars():
    coach = coach_on_tuesdays()
    learner = UserFactory(first_name="Anaïs", last_name="Hoarau", time_zone="Indian/Reunion")

    booking = book(
        enrolment=learner_of(coach, learner=learner), starts_at=tuesday(10), topic="Oser", at=NOW
    )

    to_learner = Message.objects.get(key=f"booking:made:{booking.pk}:0:{learner.pk}")
    to_coach = Message.objects.get(key=f"booking:made:{booking.pk}:0:{coach.pk}")
    no_break = "\u00a0"
    assert "mardi 1er décembre 2026 à 13 h 00" in to_learner.body.replace(no_break, " ")
    assert "heure locale : La Réunion" in to_learner.body.replace(no_break, " ")
    assert "mardi 1er décembre 2026 à 10 h 00" in to_coach.body.replace(no_break, " ")
    assert "Oser" in to_coach.body
    assert "/encadrement/" in to_coach.body
    for message in (to_learner, to_coach):
        event = calendar_of(message)
        assert message.calendar_method == "REQUEST"
        assert (event["uid"], event["sequence"]) == (f"booking-{booking.pk}@localhost", 0)
        assert (event.start, event.end) == (tuesday(10), tuesday(11))
        assert "DTSTART:20261201T090000Z" in message.calendar
        assert "Oser" not in message.calendar
    assert str(calendar_of(to_learner)["summary"]) == "Coaching avec Dominique Leroy"
    assert str(calendar_of(to_coach)["summary"]) == "Coaching avec Anaïs Hoarau"


# Cancelling


def test_cancel_frees_the_time_and_takes_it_out_of_both_calendars():
    coach = coach_on_tuesdays()
    enrolment = learner_of(coach)
    booking = book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)

    cancel(booking=booking, by=coach, at=NOW + timedelta(hours=1))

    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == ("cancelled", 1)
    assert told("cancelled") == {coach, enrolment.learner}
    for message in Message.objects.filter(key__startswith="booking:cancelled:"):
        event = calendar_of(message)
        assert message.calendar_method == "CANCEL"
        assert (event["uid"], event["sequence"]) == (f"booking-{booking.pk}@localhost", 1)
        assert event["status"] == "CANCELLED"
    event = Event.objects.get(verb="booking_cancelled")
    assert (event.actor_id, event.object_id) == (coach.pk, booking.pk)
    assert book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW).pk != booking.pk


def test_cancelling_twice_is_cancelling_once():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)

    cancel(booking=booking, by=booking.learner, at=NOW)
    cancel(booking=booking, by=booking.coach, at=NOW)

    booking.refresh_from_db()
    assert booking.sequence == 1
    assert Event.objects.filter(verb="booking_cancelled").count() == 1


def test_an_appointment_that_has_begun_is_not_cancelled():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)

    with pytest.raises(TooLate):
        cancel(booking=booking, by=booking.learner, at=tuesday(10))

    booking.refresh_from_db()
    assert booking.state == "booked"


def test_the_time_of_a_cancelled_appointment_may_be_booked_by_the_same_learner_again():
    enrolment = learner_of(coach_on_tuesdays())
    cancelled = book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)
    cancel(booking=cancelled, by=enrolment.learner, at=NOW)

    again = book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)

    assert again != cancelled
    assert again.state == "booked"


# The database's own promises


@pytest.mark.postgresql
def test_postgresql_refuses_an_overlap_that_no_service_has_seen():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)
    booking.pk = None
    booking.starts_at = booking.kept_from = tuesday(10, 30)
    booking.ends_at = booking.kept_until = tuesday(11, 30)

    with pytest.raises(IntegrityError, match="a_coach_sits_in_one"), transaction.atomic():
        booking.save(force_insert=True)

    booking.starts_at = booking.kept_from = tuesday(11)
    booking.ends_at = booking.kept_until = tuesday(12)
    booking.save(force_insert=True)
    assert Booking.objects.active().count() == 2


@pytest.mark.postgresql
def test_postgresql_refuses_an_appointment_in_the_pause_of_another():
    coach = coach_on_tuesdays()
    change_settings(coach=coach, pause_after=30)
    booking = book(enrolment=learner_of(coach), starts_at=tuesday(9), at=NOW)
    other = learner_of(coach)
    next_door = BookingFactory.build(
        coach=coach, learner=other.learner, enrolment=other, starts_at=tuesday(10, 15)
    )

    with pytest.raises(IntegrityError, match="a_coach_sits_in_one"), transaction.atomic():
        next_door.save(force_insert=True)

    assert (booking.kept_from, booking.kept_until) == (tuesday(9), tuesday(10, 30))
    assert Booking.objects.count() == 1


# Moving


def test_move_frees_one_time_takes_another_and_raises_the_version():
    coach = coach_on_tuesdays()
    booking = book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    move(booking=booking, starts_at=tuesday(11), by=booking.learner, seen=0, at=NOW)

    booking.refresh_from_db()
    assert (booking.starts_at, booking.sequence, booking.state) == (tuesday(11), 1, "booked")
    message = Message.objects.get(key=f"booking:moved:{booking.pk}:1:{booking.learner_id}")
    event = calendar_of(message)
    assert message.calendar_method == "REQUEST"
    assert (event["uid"], event["sequence"]) == (f"booking-{booking.pk}@localhost", 1)
    assert event.start == tuesday(11)
    assert book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW).state == "booked"


def test_moving_what_has_changed_meanwhile_is_told_and_changes_nothing():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)
    move(booking=booking, starts_at=tuesday(11), by=booking.learner, seen=0, at=NOW)

    with pytest.raises(Outdated):
        move(booking=booking, starts_at=tuesday(9), by=booking.coach, seen=0, at=NOW)

    booking.refresh_from_db()
    assert (booking.starts_at, booking.sequence) == (tuesday(11), 1)


def test_a_learner_moves_within_the_terms_and_a_coach_until_it_begins():
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10), at=NOW)
    late = tuesday(10) - timedelta(hours=24) + timedelta(seconds=1)

    with pytest.raises(TooLate):
        move(
            booking=booking,
            starts_at=tuesday(10) + timedelta(days=7),
            by=booking.learner,
            seen=0,
            at=late,
        )
    move(booking=booking, starts_at=tuesday(11), by=booking.coach, seen=0, at=late)

    booking.refresh_from_db()
    assert booking.starts_at == tuesday(11)


def test_an_appointment_may_move_into_its_own_time():
    coach = coach_on_tuesdays()
    change_settings(coach=coach, lengths=[90, 30])
    booking = book(enrolment=learner_of(coach), starts_at=tuesday(9), minutes=90, at=NOW)

    move(booking=booking, starts_at=tuesday(10, 30), by=coach, seen=0, at=NOW)

    booking.refresh_from_db()
    assert booking.minutes == 90


# Hours


def with_hours(minutes, coach=None):
    enrolment = learner_of(coach or coach_on_tuesdays())
    add_hours(enrolment=enrolment, minutes=minutes, reason="Parcours", by=enrolment.coach, at=NOW)
    return enrolment


def test_the_ledger_follows_what_becomes_of_each_appointment():
    enrolment = with_hours(240)
    times = [tuesday(9), tuesday(10), tuesday(11)]
    held, missed, cancelled = (book(enrolment=enrolment, starts_at=each, at=NOW) for each in times)
    late = book(enrolment=enrolment, starts_at=tuesday(9) + timedelta(days=7), at=NOW)

    cancel(booking=cancelled, by=enrolment.learner, at=NOW)
    mark_held(booking=held, by=enrolment.coach, at=tuesday(12))
    mark_missed(booking=missed, by=enrolment.coach, at=tuesday(12))
    cancel(booking=late, by=enrolment.learner, at=late.starts_at - timedelta(hours=2))

    assert hours_of(enrolment) == Hours(given=240, booked=0, held=60, missed=60, late=60)
    assert hours_of(enrolment).left == 60
    assert sum(line.minutes for line in enrolment.hours_lines.all()) == 60
    call_command("check_integrity")


def test_nobody_books_beyond_the_hours_and_a_manager_adds_with_a_reason():
    enrolment = with_hours(60)
    book(enrolment=enrolment, starts_at=tuesday(9), at=NOW)
    with pytest.raises(NoHoursLeft):
        book(enrolment=enrolment, starts_at=tuesday(10), at=NOW)
    with pytest.raises(ReasonIsMissing):
        add_hours(enrolment=enrolment, minutes=60, reason=" ", by=enrolment.coach, at=NOW)

    add_hours(enrolment=enrolment, minutes=60, reason="Projet", by=enrolment.coach, at=NOW)

    assert book(enrolment=enrolment, starts_at=tuesday(10), at=NOW).state == "booked"


def test_a_coach_who_cancels_late_takes_no_hours_of_the_learner():
    enrolment = with_hours(60)
    booking = book(enrolment=enrolment, starts_at=tuesday(9), at=NOW)

    cancel(booking=booking, by=enrolment.coach, at=tuesday(8))

    booking.refresh_from_db()
    assert (booking.state, booking.minutes_counted) == ("cancelled", 0)
    assert hours_of(enrolment).left == 60


# Asking, waiting, and groups


def test_a_time_asked_for_is_nobody_s_until_the_coach_accepts():
    coach = coach_on_tuesdays()
    asked = ask_for_time(
        enrolment=learner_of(coach), starts_at=tuesday(18), minutes=60, topic="Le soir", at=NOW
    )
    assert (asked.state, asked.minutes_counted) == ("requested", 0)

    accept(booking=asked, at=NOW)
    accept(booking=asked, at=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.minutes_counted) == ("booked", 60)
    assert told("made") == {coach, asked.learner}
    assert Event.objects.filter(verb="booking_made").count() == 1


def test_a_time_asked_for_twice_over_is_accepted_once():
    coach = coach_on_tuesdays()
    first, second = (
        ask_for_time(enrolment=learner_of(coach), starts_at=tuesday(18), minutes=60, at=NOW)
        for _ in range(2)
    )
    accept(booking=first, at=NOW)

    with pytest.raises(SlotTaken):
        accept(booking=second, at=NOW)

    second.refresh_from_db()
    assert second.state == "requested"


def test_those_who_wait_are_told_of_a_freed_time_until_they_book():
    coach = coach_on_tuesdays()
    waiting = learner_of(coach)
    wait_for_times(enrolment=waiting, at=NOW)
    booking = book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)

    cancel(booking=booking, by=booking.learner, at=NOW)

    assert told("freed") == {waiting.learner}
    book(enrolment=waiting, starts_at=tuesday(10), at=NOW)
    assert not FreedTimeWatch.objects.exists()


def test_the_seats_of_a_group_meet_at_one_time_and_others_do_not():
    coach = coach_on_tuesdays()
    first = learner_of(coach)
    second = learner_of(coach, cohort=first.cohort)
    group = open_group(
        coach=coach,
        cohort=first.cohort,
        title="Oser",
        seats=2,
        starts_at=tuesday(10),
        minutes=60,
        at=NOW,
    )

    for enrolment in (first, second):
        join(group=group, enrolment=enrolment, at=NOW)

    assert Booking.objects.active().filter(starts_at=tuesday(10)).count() == 2
    with pytest.raises(SlotTaken):
        book(enrolment=learner_of(coach), starts_at=tuesday(10), at=NOW)
    with pytest.raises(SlotTaken):
        join(group=group, enrolment=learner_of(coach, cohort=first.cohort), at=NOW)
    call_command("check_integrity")
    cancel_group(group=group, at=NOW)
    assert not Booking.objects.active().exists()
