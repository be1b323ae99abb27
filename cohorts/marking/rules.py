"""Who may grade, until when one may hand in, and what one has handed in."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from cohorts.marking.models import Extension, Terms
from cohorts.models import Cohort, Enrolment
from cohorts.models.cohorts import CohortQuerySet
from lms.accounts.models import Role, User
from modules.models import Activity, AssignmentPage, Submission

MARKERS = (Role.TRAINER, Role.MANAGER)


def cohorts_marked_by(person: User) -> CohortQuerySet:
    """Return the cohorts whose work this person grades: trainers theirs, managers all."""
    if person.has_role(Role.MANAGER):
        return Cohort.objects.all()
    staffed = person.staffed_cohorts.filter(role__in=MARKERS).values("cohort")
    return Cohort.objects.filter(pk__in=staffed)


def terms_of(cohort_id: int, activity_id: int) -> Terms:
    """Return how the cohort hands in and grades; without a row, as nobody has said anything."""
    found = Terms.objects.filter(cohort=cohort_id, activity=activity_id).first()
    return found or Terms(cohort_id=cohort_id, activity_id=activity_id)


def deadline_of(enrolment: Enrolment, activity: Activity, terms: Terms) -> datetime | None:
    """Return until when this learner may hand in without being late."""
    if terms.due_at is None:
        return None
    more = Extension.objects.filter(enrolment=enrolment, activity=activity.pk).first()
    return max(more.due_at, terms.due_at) if more else terms.due_at


def days_late(due_at: datetime | None, *, at: datetime) -> int:
    """Return how many days have begun since the deadline."""
    if due_at is None or at <= due_at:
        return 0
    return -((due_at - at) // timedelta(days=1))


def where_work_stands(enrolment: Enrolment, assignment: AssignmentPage) -> dict[str, Any]:
    """Return until when the learner may hand in, and what they have written last (three reads)."""
    terms = terms_of(enrolment.cohort_id, assignment.pk)
    return {
        "due_at": deadline_of(enrolment, assignment, terms),
        "latest": latest_of(enrolment, assignment),
    }


def latest_of(enrolment: Enrolment, assignment: AssignmentPage) -> Submission | None:
    return submissions_of(enrolment, assignment).first()


def submissions_of(enrolment: Enrolment, assignment: AssignmentPage) -> QuerySet[Submission]:
    """Return what the learner has written for this assignment, the latest first."""
    mine = Submission.objects.filter(enrolment_id=enrolment.pk, assignment=assignment)
    return mine.order_by("-number")
