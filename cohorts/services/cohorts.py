"""Opening cohorts and changing them: dates, seats, team."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from cohorts.models import Cohort, CohortStaff
from cohorts.services.enrolments import fill_seats, lock
from cohorts.surveys.services.planning import follow_dates, propose_surveys
from courses.models import CoursePage
from lms.accounts.models import Organisation, Role, User
from lms.events.services import record
from lms.events.verbs import Verb

CHANGEABLE = frozenset(
    {
        "title",
        "starts_on",
        "ends_on",
        "capacity",
        "entry",
        "answer_hours",
        "organisation",
        "time_zone",
        "closed_periods",
    }
)


class TooFewSeats(Exception):
    """More people are seated than the new number of seats."""


@transaction.atomic
def open_cohort(
    *,
    course: CoursePage,
    title: str,
    starts_on: date,
    ends_on: date,
    capacity: int | None,
    entry: str,
    by: User,
    organisation: Organisation | None = None,
    time_zone: str = "Europe/Paris",
    answer_hours: int = 0,
    at: datetime | None = None,
) -> Cohort:
    """Open one dated run of the course, with the surveys that are proposed to such a cohort."""
    at = at or timezone.now()
    cohort = Cohort.objects.create(
        course=course,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        entry=entry,
        organisation=organisation,
        time_zone=time_zone,
        answer_hours=answer_hours,
        opened_at=at,
    )
    record(Verb.COHORT_OPENED, actor=by, at=at, course_id=course.pk, cohort_id=cohort.pk)
    propose_surveys(cohort=cohort, by=by, at=at)
    return cohort


@transaction.atomic
def change_cohort(
    *, cohort: Cohort, by: User, at: datetime | None = None, **changes: Any
) -> Cohort:
    """Change what may change; seats that appear go to the waiting list at once."""
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"A cohort's {', '.join(sorted(unknown))} cannot be changed.")
    at = at or timezone.now()
    cohort = lock(cohort)
    _check_seats(cohort, changes.get("capacity", cohort.capacity))
    for name, value in changes.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changes))
    record(Verb.COHORT_CHANGED, actor=by, at=at, course_id=cohort.course_id, cohort_id=cohort.pk)
    follow_dates(cohort=cohort)
    fill_seats(cohort=cohort, at=at)
    return cohort


def permanent_cohort(*, course: CoursePage, at: datetime | None = None) -> Cohort:
    """Return the door of an open course; it is made when the first learner knocks."""
    cohort, _created = Cohort.objects.get_or_create(
        course=course,
        is_permanent=True,
        defaults={
            "title": course.title[:200],
            "entry": Cohort.Entry.OPEN,
            "opened_at": at or timezone.now(),
        },
    )
    return cohort


def add_staff(*, cohort: Cohort, person: User, role: Role) -> CohortStaff:
    """Give the person this role in the cohort's team; twice is once."""
    member, _created = CohortStaff.objects.get_or_create(cohort=cohort, person=person, role=role)
    return member


@transaction.atomic
def remove_staff(*, member: CohortStaff) -> None:
    """Take the role back; a coach who leaves no longer follows anybody in the cohort."""
    member.delete()
    if member.role == Role.COACH:
        member.cohort.enrolments.filter(coach=member.person_id).update(coach=None)


def _check_seats(cohort: Cohort, capacity: int | None) -> None:
    if capacity is None:
        return
    # A seat that is offered is promised until the answer.
    seated = cohort.enrolments.holding().count()
    if capacity < seated:
        raise TooFewSeats(
            ngettext(
                "%(count)d person has a seat in this cohort: it cannot have fewer seats.",
                "%(count)d people have a seat in this cohort: it cannot have fewer seats.",
                seated,
            )
            % {"count": seated}
        )
