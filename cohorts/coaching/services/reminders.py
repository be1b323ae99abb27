"""Reminders of appointments, a day or an hour before, as each person chose.

They are written when they fall due, not in advance: an appointment that moved or was cancelled, or
another choice, need nothing taken back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from cohorts.coaching.lifecycle import State
from cohorts.coaching.models import Booking, BookingReminder
from cohorts.coaching.services import letters
from cohorts.models import ReminderChoice
from lms.notifications.services import tell_many

LEAD = {"day_before": timedelta(days=1), "hour_before": timedelta(hours=1)}
# A timetable that stood still catches up, but tells nobody tonight of this morning.
LATE = {"day_before": timedelta(hours=6), "hour_before": timedelta(minutes=45)}
BATCH = 500


def send_due(*, at: datetime | None = None) -> int:
    """Write the reminders that fall due now; return for how many appointments. Twice is once."""
    at = at or timezone.now()
    return sum(_send(booking, moment) for moment in LEAD for booking in _due(moment, at=at))


def _due(moment: str, *, at: datetime) -> list[Booking]:
    latest = at + LEAD[moment]
    written = BookingReminder.objects.filter(moment=moment, starts_at=F("booking__starts_at"))
    return list(
        Booking.objects.filter(
            state=State.BOOKED,
            starts_at__gt=max(at, latest - LATE[moment]),
            starts_at__lte=latest,
        )
        .exclude(pk__in=written.values("booking"))
        # What was agreed later than that has its invitation instead.
        .annotate(agreed_at=Coalesce("moved_at", "booked_at"))
        .filter(agreed_at__lte=F("starts_at") - LEAD[moment])
        .for_listing()
        .order_by("starts_at", "pk")[:BATCH]
    )


@transaction.atomic
def _send(booking: Booking, moment: str) -> bool:
    # The last look: it may have been moved or cancelled since it was found.
    current = Booking.objects.select_for_update(no_key=True).filter(
        pk=booking.pk, state=State.BOOKED, sequence=booking.sequence
    )
    if current.first() is None:
        return False
    _reminder, is_first = BookingReminder.objects.get_or_create(
        booking=booking, moment=moment, starts_at=booking.starts_at
    )
    if is_first:
        people = (booking.learner, booking.coach)
        choices = ReminderChoice.objects.filter(person__in=people)
        wishes = {choice.person_id: choice for choice in choices}
        tell_many(
            letters.reminder(booking, person, moment=moment)
            for person in people
            if getattr(wishes.get(person.pk) or ReminderChoice(), moment)
        )
    return is_first
