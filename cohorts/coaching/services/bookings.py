"""Appointments: booked, asked for, moved, cancelled, held or missed; each leaves its trace."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.coaching import lifecycle
from cohorts.coaching.availability import refusal
from cohorts.coaching.diaries import diary_of, settings_of
from cohorts.coaching.hours import free_term, hours_of, policy_of
from cohorts.coaching.lifecycle import Act, State
from cohorts.coaching.models import Booking, CoachSettings, FreedTimeWatch
from cohorts.coaching.services import letters, waiting
from cohorts.coaching.services.hours import count
from cohorts.coaching.services.locks import hold
from cohorts.coaching.services.refusals import (
    Impossible,
    LearnerIsBusy,
    NoHoursLeft,
    NotOffered,
    NotYourCoach,
    Outdated,
    SlotTaken,
    TooLate,
    refused,
)
from cohorts.models import Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb

VERBS = {
    Act.ACCEPT: Verb.BOOKING_MADE,
    Act.DECLINE: Verb.BOOKING_DECLINED,
    Act.MOVE: Verb.BOOKING_MOVED,
    Act.CANCEL: Verb.BOOKING_CANCELLED,
    Act.CANCEL_LATE: Verb.BOOKING_CANCELLED_LATE,
    Act.HOLD: Verb.BOOKING_HELD,
    Act.MISS: Verb.BOOKING_MISSED,
}


@transaction.atomic
def book(
    *,
    enrolment: Enrolment,
    starts_at: datetime,
    minutes: int | None = None,
    place: str = "",
    topic: str = "",
    key: UUID | None = None,
    at: datetime | None = None,
) -> Booking:
    """Give the learner this time of their coach, or say why not.

    The same time asked again, or the same ``key`` sent again by a second click or a retry, is the
    same appointment.
    """
    at = at or timezone.now()
    coach = _coach_now(enrolment)
    chosen = settings_of(coach)
    same = enrolment.bookings.filter(request_key=key).first() if key else None
    same = same or enrolment.bookings.active().filter(coach=coach, starts_at=starts_at).first()
    if same:
        return same
    minutes = minutes or chosen.lengths[0]
    if minutes not in chosen.lengths:
        raise NotOffered(_("Your coach does not offer this length any more."))
    diary = diary_of(
        coach=coach,
        now=at,
        enrolment=enrolment,
        minutes=minutes,
        minutes_left=hours_of(enrolment).left,
    )
    reason = refusal(starts_at, diary, place=place)
    if reason is not None:
        raise refused(reason, starts_at, diary)
    booking = _new(enrolment, coach, starts_at, minutes, place=place, topic=topic, key=key, at=at)
    booking.save()
    _count(booking, by=enrolment.learner, at=at)
    _record(Verb.BOOKING_MADE, booking, actor=enrolment.learner, at=at)
    FreedTimeWatch.objects.filter(enrolment=enrolment).delete()
    letters.tell_both(booking, news="made", at=at)
    return booking


@transaction.atomic
def ask_for_time(
    *,
    enrolment: Enrolment,
    starts_at: datetime,
    minutes: int,
    topic: str = "",
    key: UUID | None = None,
    at: datetime | None = None,
) -> Booking:
    """Ask the coach for a time they do not offer. It is nobody's until they have answered."""
    at = at or timezone.now()
    coach = _coach_now(enrolment)
    asked = enrolment.bookings.filter(state=State.REQUESTED, starts_at=starts_at)
    same = (enrolment.bookings.filter(request_key=key) if key else asked).first()
    if same:
        return same
    if starts_at <= at:
        raise TooLate(_("This time has passed."))
    if minutes not in settings_of(coach).lengths:
        raise NotOffered(_("Your coach does not offer this length any more."))
    _check_hours(enrolment, minutes)
    booking = _new(enrolment, coach, starts_at, minutes, topic=topic, key=key, at=at)
    booking.state = State.REQUESTED
    booking.save()
    _record(Verb.BOOKING_REQUESTED, booking, actor=enrolment.learner, at=at)
    letters.tell_one(booking, booking.coach, news="requested", at=at)
    return booking


@transaction.atomic
def accept(*, booking: Booking, at: datetime | None = None) -> Booking:
    """Let the coach give the time that was asked for, whatever hours they publish."""
    at = at or timezone.now()
    _hold_both(booking)
    if booking.state == State.BOOKED:
        return booking
    _step(booking, Act.ACCEPT, at=at)
    if not booking.enrolment.is_seated or booking.enrolment.coach_id != booking.coach_id:
        raise NotYourCoach(_("You do not follow this person any more."))
    _check_hours(booking.enrolment, booking.minutes)
    _check_nobody_sits_elsewhere(booking)
    booking.booked_at = at
    _count(booking, by=booking.coach, at=at)
    _record(Verb.BOOKING_MADE, booking, actor=booking.coach, at=at)
    letters.tell_both(booking, news="made", at=at)
    return booking


@transaction.atomic
def decline(*, booking: Booking, at: datetime | None = None) -> Booking:
    """Tell the learner that the time they asked for is not possible."""
    at = at or timezone.now()
    _hold_both(booking)
    if booking.state == State.DECLINED:
        return booking
    _step(booking, Act.DECLINE, at=at)
    booking.save()
    _record(Verb.BOOKING_DECLINED, booking, actor=booking.coach, at=at)
    letters.tell_one(booking, booking.learner, news="declined", at=at)
    return booking


@transaction.atomic
def move(
    *,
    booking: Booking,
    starts_at: datetime,
    by: User,
    seen: int,
    place: str = "",
    at: datetime | None = None,
) -> Booking:
    """Put the appointment at another free time. ``seen`` is the version that the person looked at.

    Learners move within their terms; coaches move as long as it has not begun, without notice.
    """
    at = at or timezone.now()
    coach = _hold_both(booking)
    if (booking.state, booking.starts_at, booking.place) == (State.BOOKED, starts_at, place):
        return booking
    _check_version(booking, seen)
    _check_not_begun(booking, at)
    _step(booking, Act.MOVE, at=at)
    is_coach = by.pk == booking.coach_id
    if booking.group_id:
        raise Impossible(_("A group meeting is moved by nobody alone: cancel your seat instead."))
    if not is_coach and at > booking.free_until:
        raise TooLate(_("It is too late to move this appointment: you can still cancel it."))
    diary = diary_of(
        coach=coach,
        now=at,
        enrolment=booking.enrolment,
        minutes=booking.minutes,
        notice=timedelta(0) if is_coach else None,
        moving=booking,
    )
    reason = refusal(starts_at, diary, place=place)
    if reason is not None:
        raise refused(reason, starts_at, diary)
    freed = booking.starts_at
    _place(booking, settings_of(coach), starts_at, booking.minutes, place)
    booking.moved_at = at
    booking.sequence += 1
    booking.save()
    _record(Verb.BOOKING_MOVED, booking, actor=by, at=at)
    letters.tell_both(booking, news="moved", by=by, at=at)
    waiting.tell_freed(booking=booking, starts_at=freed, at=at)
    return booking


@transaction.atomic
def cancel(
    *, booking: Booking, by: User, seen: int | None = None, at: datetime | None = None
) -> Booking:
    """Free the time and tell both people. Cancelling twice is cancelling once.

    A learner who cancels after their term has used these hours, where the programme says so.
    """
    at = at or timezone.now()
    _hold_both(booking)
    if booking.is_cancelled:
        return booking
    if seen is not None:
        _check_version(booking, seen)
    _check_not_begun(booking, at)
    act = lifecycle.cancelling(
        by_learner=by.pk == booking.learner_id and booking.state == State.BOOKED,
        free_until=booking.free_until,
        now=at,
        counts=policy_of(booking.enrolment).late_counts,
    )
    was_booked = booking.state == State.BOOKED
    _step(booking, act, at=at)
    booking.cancelled_at = at
    booking.cancelled_by = by
    booking.sequence += 1
    _count(booking, by=by, at=at)
    _record(VERBS[act], booking, actor=by, at=at)
    letters.tell_both(booking, news="cancelled", by=by, at=at, with_calendar=was_booked)
    if was_booked:
        waiting.tell_freed(booking=booking, starts_at=booking.starts_at, at=at)
    return booking


@transaction.atomic
def cancel_all(*, enrolment: Enrolment, by: User, at: datetime | None = None) -> int:
    """Cancel the appointments still to come of a learner who leaves the cohort; return how many.

    Everybody concerned is held at once: a booking made at the same moment is refused or seen here.
    """
    at = at or timezone.now()
    ahead = enrolment.bookings.filter(
        state__in=(State.BOOKED, State.REQUESTED), starts_at__gt=at
    ).select_related("coach", "learner", "enrolment__cohort__course")
    people = [enrolment.learner, *(booking.coach for booking in ahead)]
    hold(*people, *([enrolment.coach] if enrolment.coach else []))
    bookings = list(ahead.all())
    for booking in bookings:
        cancel(booking=booking, by=by, at=at)
    FreedTimeWatch.objects.filter(enrolment=enrolment).delete()
    return len(bookings)


@transaction.atomic
def reinstate(*, booking: Booking, state: State, by: User, at: datetime | None = None) -> bool:
    """Put an appointment back whose cancelling is undone, or tell both that it stays cancelled.

    It stays so when the learner has left, or either of both is taken by now. Otherwise nobody is
    written to: the news of its cancelling had not left.
    """
    at = at or timezone.now()
    _hold_both(booking)
    if booking.state == state:
        return True
    try:
        if not booking.enrolment.is_seated:
            raise NotYourCoach(_("This coach does not follow you any more."))
        _check_not_begun(booking, at)
        _check_hours(booking.enrolment, booking.minutes)
        _check_nobody_sits_elsewhere(booking)
    except (NotYourCoach, TooLate, NoHoursLeft, SlotTaken, LearnerIsBusy):
        was_booked = state == State.BOOKED
        letters.tell_both(booking, news="cancelled", by=by, at=at, with_calendar=was_booked)
        return False
    booking.state = state
    booking.cancelled_at = booking.cancelled_by = None
    booking.sequence += 1
    _count(booking, by=by, at=at)
    _record(Verb.BOOKING_MADE, booking, actor=by, at=at)
    return True


def mark_held(*, booking: Booking, by: User, at: datetime | None = None) -> Booking:
    """Note that the appointment took place."""
    return _answer(booking, Act.HOLD, by=by, at=at or timezone.now())


def mark_missed(*, booking: Booking, by: User, at: datetime | None = None) -> Booking:
    """Note that the learner did not come."""
    return _answer(booking, Act.MISS, by=by, at=at or timezone.now())


@transaction.atomic
def _answer(booking: Booking, act: Act, *, by: User, at: datetime) -> Booking:
    _hold_both(booking)
    if booking.state == {Act.HOLD: State.HELD, Act.MISS: State.MISSED}[act]:
        return booking
    _step(booking, act, at=at)
    booking.answered_at = at
    _count(booking, by=by, at=at)
    _record(VERBS[act], booking, actor=by, at=at)
    return booking


def _coach_now(enrolment: Enrolment) -> User:
    """Hold the learner and their coach, and see that they still belong together."""
    coach = enrolment.coach
    if coach is None:
        raise NotYourCoach(_("No coach follows you in this cohort yet."))
    held = hold(coach, enrolment.learner)
    enrolment.refresh_from_db(fields=["state", "coach"])
    if enrolment.coach_id != coach.pk or not enrolment.is_seated:
        raise NotYourCoach(_("This coach does not follow you any more."))
    return held[coach.pk]


def _hold_both(booking: Booking) -> User:
    """Hold both people and read the appointment again; return the coach as they are now."""
    held = hold(booking.coach, booking.learner)
    booking.refresh_from_db()
    return held[booking.coach_id]


def _new(
    enrolment: Enrolment,
    coach: User,
    starts_at: datetime,
    minutes: int,
    *,
    place: str = "",
    topic: str = "",
    key: UUID | None = None,
    at: datetime,
) -> Booking:
    booking = Booking(
        coach=coach,
        learner=enrolment.learner,
        enrolment=enrolment,
        topic=topic.strip(),
        booked_at=at,
        request_key=key,
    )
    _place(booking, settings_of(coach), starts_at, minutes, place)
    return booking


def _place(
    booking: Booking, chosen: CoachSettings, starts_at: datetime, minutes: int, place: str
) -> None:
    booking.starts_at = starts_at
    booking.ends_at = starts_at + timedelta(minutes=minutes)
    booking.kept_from = booking.starts_at - timedelta(minutes=chosen.pause_before)
    booking.kept_until = booking.ends_at + timedelta(minutes=chosen.pause_after)
    booking.free_until = starts_at - free_term(policy_of(booking.enrolment))
    booking.place = place
    booking.link = "" if place else (booking.link or link_of(chosen))


def link_of(chosen: CoachSettings) -> str:
    """Where people meet at a distance; a room is made for this appointment alone."""
    if chosen.way == CoachSettings.Way.ROOM:
        return chosen.room_template.replace("{code}", secrets.token_urlsafe(9))
    return chosen.video_link if chosen.way == CoachSettings.Way.VIDEO else chosen.phone


def _step(booking: Booking, act: Act, *, at: datetime) -> None:
    try:
        booking.state = lifecycle.after(booking.state, act, starts_at=booking.starts_at, now=at)
    except lifecycle.Illegal as error:
        raise Impossible(_("This appointment does not allow that any more.")) from error


def _count(booking: Booking, *, by: User, at: datetime) -> None:
    """Let the hours follow the state, and save."""
    minutes = lifecycle.minutes_counted(
        booking.state,
        booking.minutes,
        missed_counts=policy_of(booking.enrolment).missed_counts,
    )
    count(booking=booking, minutes=minutes, by=by, at=at)
    booking.save()


def _check_hours(enrolment: Enrolment, minutes: int) -> None:
    left = hours_of(enrolment).left
    if left is not None and minutes > left:
        raise NoHoursLeft(_("This appointment is longer than the hours of coaching you have left."))


def _check_nobody_sits_elsewhere(booking: Booking) -> None:
    others = Booking.objects.active().exclude(pk=booking.pk)
    kept = {"kept_from__lt": booking.kept_until, "kept_until__gt": booking.kept_from}
    if others.filter(coach=booking.coach_id, **kept).exists():
        raise SlotTaken(_("You already have an appointment at that time."))
    bare = {"starts_at__lt": booking.ends_at, "ends_at__gt": booking.starts_at}
    if others.of(booking.learner).filter(**bare).exists():
        raise LearnerIsBusy(_("This person already has an appointment at that time."))


def _check_version(booking: Booking, seen: int) -> None:
    if booking.sequence != seen:
        raise Outdated(_("This appointment has changed since you looked at it."))


def _check_not_begun(booking: Booking, at: datetime) -> None:
    if booking.starts_at <= at:
        raise TooLate(_("This appointment has begun: it can no longer be changed."))


def _record(verb: Verb, booking: Booking, *, actor: User, at: datetime) -> None:
    record(
        verb,
        actor=actor,
        at=at,
        course_id=booking.enrolment.cohort.course_id,
        cohort_id=booking.enrolment.cohort_id,
        enrolment_id=booking.enrolment_id,
        object_id=booking.pk,
    )
