"""The hours of coaching of learners: what the programme gives, what is left, on which terms."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum

from cohorts.coaching.models import Booking, CoachingPolicy, HoursLine
from cohorts.models import Enrolment
from courses.choices import StepKind
from courses.models import PlanItem

Kind = HoursLine.Kind


class Hours(NamedTuple):
    """Minutes of one enrolment. A programme that plans no coaching limits none: no ``given``."""

    given: int | None
    booked: int = 0
    held: int = 0
    missed: int = 0
    late: int = 0

    @property
    def agreed(self) -> int:
        return self.booked + self.held

    @property
    def lost(self) -> int:
        return self.missed + self.late

    @property
    def used(self) -> int:
        return self.agreed + self.lost

    @property
    def left(self) -> int | None:
        return None if self.given is None else self.given - self.used


def planned_minutes(enrolment: Enrolment) -> int | None:
    """What the plan of the course gives each learner, or nothing where it plans no coaching."""
    plan = PlanItem.objects.filter(course=enrolment.cohort.course_id, kind=StepKind.COACHING)
    return plan.aggregate(minutes=Sum("minutes"))["minutes"]


def hours_of(enrolment: Enrolment) -> Hours:
    return hours_of_many([enrolment])[enrolment.pk]


def hours_of_many(enrolments: Collection[Enrolment]) -> dict[int, Hours]:
    """The hours of these enrolments, in two queries whatever their number."""
    pks = [enrolment.pk for enrolment in enrolments]
    plan = (
        PlanItem.objects.filter(course=OuterRef("cohort__course"), kind=StepKind.COACHING)
        .order_by()
        .values("course")
        .annotate(total=Sum("minutes"))
        .values("total")
    )
    given = (
        Enrolment.objects.filter(pk__in=pks)
        .annotate(
            planned=Subquery(plan, output_field=IntegerField()),
            opened=Count("hours_lines", filter=Q(hours_lines__kind=Kind.OPENED)),
            added=Sum("hours_lines__minutes", filter=Q(hours_lines__booking=None)),
        )
        .values_list("pk", "planned", "opened", "added")
    )
    used: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    counted = (
        Booking.objects.filter(enrolment__in=pks, minutes_counted__gt=0)
        .values("enrolment", "state")
        .annotate(total=Sum("minutes_counted"))
        .order_by()
    )
    for row in counted:
        used[row["enrolment"]][row["state"]] = row["total"]
    return {
        # Once opened, the ledger says what was given: the plan may change afterwards.
        pk: Hours(added if opened else planned, **used[pk])
        for pk, planned, opened, added in given
    }


def policy_of(enrolment: Enrolment) -> CoachingPolicy:
    """The terms of the programme, or the usual ones, which are not saved."""
    course = enrolment.cohort.course
    return getattr(course, "coaching_policy", None) or CoachingPolicy(course=course)


def free_term(policy: CoachingPolicy) -> timedelta:
    return timedelta(hours=policy.free_until_hours)
