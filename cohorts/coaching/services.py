"""Coaching: coaches publish their hours, learners book in them, either of them cancels.

Whoever books or cancels holds the rows of both people first, always in the same order: nobody sits
in two appointments at once, and nobody waits in a circle. PostgreSQL's own constraints stay behind.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import ical
from cohorts.coaching.availability import (
    Block,
    Diary,
    Interval,
    Refusal,
    free_slots,
    merge_blocks,
    nearest,
    refusal,
)
from cohorts.coaching.models import Booking, WeeklyHours
from cohorts.models import Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import recall, tell

# The hour that programmes count coaching in; other lengths come with budgets of hours.
LENGTH = timedelta(minutes=60)
# A coach who reads mail once a day has heard of every appointment before it starts.
NOTICE = timedelta(hours=24)
# Days ahead, in the coach's calendar: a monthly rhythm can be kept, plans change beyond it.
HORIZON = 28
REMINDER = timedelta(hours=24)
SUGGESTIONS = 3


class HoursEndBeforeTheyStart(Exception):
    """A block of weekly hours runs backwards."""


class BookingRefused(Exception):
    """The learner cannot have this time; ``nearest`` are the free ones closest to it."""

    def __init__(self, message: str, nearest: Iterable[Interval] = ()) -> None:
        super().__init__(message)
        self.nearest = list(nearest)


class SlotTaken(BookingRefused):
    """Somebody else was faster."""


class NotOffered(BookingRefused):
    """The coach does not offer this time, or not any more."""


class TooLate(BookingRefused):
    """The appointment is too close, or has begun."""


class LearnerIsBusy(BookingRefused):
    """The learner sits in another appointment then."""


class NotYourCoach(BookingRefused):
    """No coach follows this learner in this cohort."""


@transaction.atomic
def publish_hours(
    *, coach: User, blocks: Iterable[Block], at: datetime | None = None
) -> list[WeeklyHours]:
    """Replace the coach's weekly hours. Appointments already booked stay."""
    hours = merge_blocks(blocks)
    if any(block.ends_next_day and block.ends != time(0) for block in hours):
        raise HoursEndBeforeTheyStart(_("These hours end before they start."))
    _hold(coach)
    if hours != sorted(_weekly(coach)):
        coach.weekly_hours.all().delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(coach=coach, weekday=block.weekday, starts=block.starts, ends=block.ends)
            for block in hours
        )
        verb = Verb.AVAILABILITY_PUBLISHED if hours else Verb.AVAILABILITY_WITHDRAWN
        record(verb, actor=coach, at=at)
    return list(coach.weekly_hours.order_by("weekday", "starts"))


def diary(*, coach: User, learner: User | None = None, now: datetime) -> Diary:
    """What decides on the free times of a coach, for a learner or for nobody in particular."""
    return Diary(
        weekly=_weekly(coach),
        zone=ZoneInfo(coach.time_zone),
        now=now,
        length=LENGTH,
        notice=NOTICE,
        horizon=HORIZON,
        busy=_busy(coach, now=now),
        learner_busy=_busy(learner, now=now) if learner else (),
    )


@transaction.atomic
def book(
    *, enrolment: Enrolment, starts_at: datetime, topic: str = "", at: datetime | None = None
) -> Booking:
    """Give the learner this time of their coach, or say why not.

    The same time asked again, by a second click or a retry, is the same appointment.
    """
    at = at or timezone.now()
    coach = enrolment.coach
    if coach is None:
        raise NotYourCoach(_("No coach follows you in this cohort yet."))
    _hold(coach, enrolment.learner)
    enrolment.refresh_from_db(fields=["state", "coach"])
    if enrolment.coach_id != coach.pk or not enrolment.is_seated:
        raise NotYourCoach(_("This coach does not follow you any more."))
    same = enrolment.bookings.active().filter(coach=coach, starts_at=starts_at).first()
    if same:
        return same
    book_of_both = diary(coach=coach, learner=enrolment.learner, now=at)
    reason = refusal(starts_at, book_of_both)
    if reason is not None:
        raise _refused(reason, starts_at, book_of_both)
    booking = Booking.objects.create(
        coach=coach,
        learner=enrolment.learner,
        enrolment=enrolment,
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        topic=topic.strip(),
        booked_at=at,
    )
    _record(Verb.BOOKING_MADE, booking, actor=enrolment.learner, at=at)
    for person in (booking.learner, booking.coach):
        _tell(booking, person, news="made", at=at)
        if booking.starts_at - REMINDER > at:
            _remind(booking, person)
    return booking


@transaction.atomic
def cancel(*, booking: Booking, by: User, at: datetime | None = None) -> Booking:
    """Free the time and tell both people. Cancelling twice is cancelling once."""
    at = at or timezone.now()
    _hold(booking.coach, booking.learner)
    booking.refresh_from_db(fields=["state", "sequence", "starts_at"])
    if booking.state == Booking.State.CANCELLED:
        return booking
    if booking.starts_at <= at:
        raise TooLate(_("This appointment has begun: it can no longer be cancelled."))
    booking.state = Booking.State.CANCELLED
    booking.cancelled_at = at
    booking.sequence += 1
    booking.save(update_fields=["state", "cancelled_at", "sequence"])
    _record(Verb.BOOKING_CANCELLED, booking, actor=by, at=at)
    for person in (booking.learner, booking.coach):
        recall(key=_key(booking, person, "reminder"))
        _tell(booking, person, news="cancelled", by=by, at=at)
    return booking


@transaction.atomic
def cancel_all(*, enrolment: Enrolment, by: User, at: datetime | None = None) -> int:
    """Cancel the appointments still to come of a learner who leaves the cohort; return how many.

    Everybody concerned is held at once: a booking made at the same moment is refused or seen here.
    """
    at = at or timezone.now()
    ahead = enrolment.bookings.active().filter(starts_at__gt=at).select_related("coach", "learner")
    people = [enrolment.learner, *(booking.coach for booking in ahead)]
    _hold(*people, *([enrolment.coach] if enrolment.coach else []))
    bookings = list(ahead.all())
    for booking in bookings:
        cancel(booking=booking, by=by, at=at)
    return len(bookings)


def _hold(*people: User) -> None:
    """Lock the rows of these people until the transaction ends, in one order for everybody."""
    pks = [person.pk for person in people]
    # NO KEY: rows that refer to these people are written meanwhile without waiting.
    held = User.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    list(held.values_list("pk"))


def _weekly(coach: User) -> list[Block]:
    hours = coach.weekly_hours.values_list("weekday", "starts", "ends")
    return [Block(weekday, starts, ends) for weekday, starts, ends in hours]


def _busy(person: User, *, now: datetime) -> list[Interval]:
    """When this person sits in an appointment, as coach or as learner, within reach of booking."""
    end = now + timedelta(days=HORIZON + 2)
    bookings = Booking.objects.of(person).overlapping(starts_at=now, ends_at=end)
    return [Interval(*ends) for ends in bookings.values_list("starts_at", "ends_at")]


def _refused(reason: Refusal, starts_at: datetime, book_of_both: Diary) -> BookingRefused:
    error, message = {
        Refusal.TOO_SOON: (
            TooLate,
            _("Appointments are booked at least %(hours)d hours ahead.")
            % {"hours": NOTICE // timedelta(hours=1)},
        ),
        Refusal.TOO_FAR: (NotOffered, _("This time is not open for booking yet.")),
        Refusal.OUTSIDE_HOURS: (NotOffered, _("This time is no longer offered.")),
        Refusal.TAKEN: (SlotTaken, _("This time has just been taken.")),
        Refusal.LEARNER_IS_BUSY: (
            LearnerIsBusy,
            _("You already have an appointment at that time."),
        ),
    }[reason]
    return error(message, nearest(free_slots(book_of_both), starts_at, most=SUGGESTIONS))


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


def _tell(
    booking: Booking, person: User, *, news: str, at: datetime, by: User | None = None
) -> None:
    write, method = {
        "made": (ical.invitation, "REQUEST"),
        "cancelled": (ical.cancellation, "CANCEL"),
    }[news]
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with timezone.override(ZoneInfo(person.time_zone)):
        tell(
            recipient=person,
            key=_key(booking, person, news),
            template=f"coaching/mail/booking_{news}.txt",
            context=_context(booking, person, by=by),
            calendar=write(
                _entry(booking, person),
                organiser=ical.Party(name, address),
                guests=[
                    ical.Party(guest.get_full_name(), guest.email)
                    for guest in (booking.coach, booking.learner)
                ],
                stamp=at,
            ),
            calendar_method=method,
        )


def _remind(booking: Booking, person: User) -> None:
    with timezone.override(ZoneInfo(person.time_zone)):
        tell(
            recipient=person,
            key=_key(booking, person, "reminder"),
            template="coaching/mail/booking_reminder.txt",
            context=_context(booking, person),
            due_at=booking.starts_at - REMINDER,
        )


def _key(booking: Booking, person: User, news: str) -> str:
    return f"booking:{news}:{booking.pk}:{person.pk}"


def _context(booking: Booking, person: User, *, by: User | None = None) -> dict:
    return {
        "booking": booking,
        "recipient": person,
        "other": _other(booking, person),
        "by": by,
        "url": _url(booking, person),
    }


def _entry(booking: Booking, person: User) -> ical.Entry:
    host = urlsplit(settings.BASE_URL).hostname
    return ical.Entry(
        uid=f"booking-{booking.pk}@{host}",
        # The subject stays out: calendars are shared with colleagues and families.
        title=_("Coaching with %(person)s") % {"person": _other(booking, person)},
        starts=booking.starts_at,
        ends=booking.ends_at,
        url=_url(booking, person),
        sequence=booking.sequence,
    )


def _other(booking: Booking, person: User) -> User:
    return booking.learner if person.pk == booking.coach_id else booking.coach


def _url(booking: Booking, person: User) -> str:
    page = "cohorts:desk" if person.pk == booking.coach_id else "coaching:appointments"
    return settings.BASE_URL + reverse(page)
