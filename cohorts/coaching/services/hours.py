"""The ledger of hours: opened from the plan, added to by the team, moved by appointments."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.coaching.hours import hours_of, planned_minutes
from cohorts.coaching.models import Booking, HoursLine
from cohorts.coaching.services.locks import hold
from cohorts.models import Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb

Kind = HoursLine.Kind


class ReasonIsMissing(Exception):
    """Hours are added for a reason, which the learner may read."""


@transaction.atomic
def add_hours(
    *, enrolment: Enrolment, minutes: int, reason: str, by: User, at: datetime | None = None
) -> HoursLine:
    """Give the learner more minutes than the programme does, or take some back."""
    at = at or timezone.now()
    if not reason.strip():
        raise ReasonIsMissing(_("Say why: the reason stays beside these hours."))
    hold(enrolment.learner)
    open_hours(enrolment=enrolment, at=at)
    line = HoursLine.objects.create(
        enrolment=enrolment,
        kind=Kind.ADDED,
        minutes=minutes,
        reason=reason.strip(),
        written_by=by,
        written_at=at,
    )
    record(
        Verb.COACHING_HOURS_ADDED,
        actor=by,
        at=at,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
        object_id=line.pk,
    )
    return line


def open_hours(*, enrolment: Enrolment, at: datetime) -> None:
    """Write down what the plan gives on this day; the learner's row is held."""
    if enrolment.hours_lines.filter(kind=Kind.OPENED).exists():
        return
    planned = planned_minutes(enrolment)
    HoursLine.objects.create(
        enrolment=enrolment,
        kind=Kind.OPENED,
        # Where nothing was counted so far, what was booked so far was given.
        minutes=hours_of(enrolment).used if planned is None else planned,
        written_at=at,
    )


def count(*, booking: Booking, minutes: int, by: User | None, at: datetime) -> None:
    """Let the appointment cost this many minutes; the ledger notes the difference. Unsaved."""
    difference = minutes - booking.minutes_counted
    booking.minutes_counted = minutes
    if not difference:
        return
    if planned_minutes(booking.enrolment) is not None:
        open_hours(enrolment=booking.enrolment, at=at)
    HoursLine.objects.create(
        enrolment=booking.enrolment,
        booking=booking,
        kind=Kind.TAKEN if difference > 0 else Kind.RETURNED,
        minutes=-difference,
        written_by=by,
        written_at=at,
    )
