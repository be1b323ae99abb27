"""The hours that people really followed, and what they rest on.

Article R6313-3 of the Code du travail lets the delivery of an action be proved by any probative
means (https://bmg-consulting.fr/of-lattestation-de-fin-de-formation). Ours are three: half-days
signed on attendance sheets, activities done online, for the mean duration announced for each as
D6313-3-1 asks, and coaching appointments that are over, neither cancelled nor missed. The time that
a page stood open counts for nothing.
"""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db.models import Sum

from cohorts.coaching.models import Booking
from cohorts.evidence import attendance_of
from cohorts.models import Cohort
from modules.models import Completion


class Hours(NamedTuple):
    """Minutes followed, by what proves them; and how many half-days, of how many held."""

    attended: int = 0
    online: int = 0
    coaching: int = 0
    half_days: int = 0
    half_days_held: int = 0

    @property
    def minutes(self) -> int:
        return self.attended + self.online + self.coaching


def hours_of(cohort: Cohort, *, at: datetime) -> dict[int, Hours]:
    """Return the hours of everybody seated in the cohort, by enrolment, in five queries."""
    attendance = attendance_of(cohort, at=at)
    online = _online(cohort, at)
    coaching = _coaching(cohort, at)
    return {
        pk: Hours(
            each.minutes, online[pk], coaching[pk], each.half_days_present, each.half_days_held
        )
        for pk, each in attendance.items()
    }


def _online(cohort: Cohort, at: datetime) -> dict[int, int]:
    done = Completion.objects.filter(
        enrolment_id__in=cohort.enrolments.values("pk"), completed_at__lte=at
    )
    sums = done.values_list("enrolment_id").annotate(minutes=Sum("activity__minutes")).order_by()
    return defaultdict(int, {pk: minutes or 0 for pk, minutes in sums})


def _coaching(cohort: Cohort, at: datetime) -> dict[int, int]:
    minutes: dict[int, int] = defaultdict(int)
    held = Booking.objects.given(now=at).filter(enrolment__cohort=cohort)
    for pk, starts_at, ends_at in held.values_list("enrolment", "starts_at", "ends_at"):
        minutes[pk] += int((ends_at - starts_at).total_seconds()) // 60
    return minutes
