"""Seats: people ask for one, wait for one, get one, give it up.

Whoever counts seats holds the cohort's row first: two people never take the last one.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.services.invitations import see_off, welcome
from lms.accounts.models import Role, User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import tell

State = Enrolment.State


class EnrolmentClosed(Exception):
    """Nobody may enrol, or withdraw, here and now; the message says why."""


class NotACoach(Exception):
    """The person does not coach in the cohort."""


@transaction.atomic
def enrol(
    *, cohort: Cohort, learner: User, by: User | None = None, at: datetime | None = None
) -> Enrolment:
    """Give the learner a seat, or the last place of the waiting list when there is none left.

    Asking again changes nothing. ``by`` is the member of the team who enrols somebody else.
    """
    at = at or timezone.now()
    cohort = lock(cohort)
    enrolment = cohort.enrolments.filter(learner=learner).first()
    if enrolment and enrolment.state != State.WITHDRAWN:
        return enrolment
    _check_entry(cohort, by=by, at=at)
    if enrolment is None:
        enrolment = Enrolment(cohort=cohort, learner=learner)
    # Withdrawn learners come back at the end of the queue, not at their old place.
    enrolment.requested_at = at
    enrolment.state = State.WAITING
    enrolment.withdrawn_at = None
    enrolment.save()
    _record(Verb.ENROLMENT_REQUESTED, enrolment, actor=by or learner, at=at)
    seated = fill_seats(cohort=cohort, at=at)
    for newcomer in seated:
        if newcomer.pk == enrolment.pk:
            return newcomer
    _tell(enrolment, "waiting")
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, at: datetime | None = None) -> None:
    """Free the learner's seat, or place in the queue, and seat the first person waiting."""
    at = at or timezone.now()
    cohort = lock(enrolment.cohort)
    enrolment.refresh_from_db(fields=["state"])
    if enrolment.state == State.WITHDRAWN:
        return
    if enrolment.state == State.COMPLETED:
        raise EnrolmentClosed(_("This course is finished: there is no seat left to give up."))
    was_seated = enrolment.is_seated
    enrolment.state = State.WITHDRAWN
    enrolment.withdrawn_at = at
    enrolment.save(update_fields=["state", "withdrawn_at"])
    _record(Verb.ENROLMENT_WITHDRAWN, enrolment, actor=enrolment.learner, at=at)
    if was_seated:
        see_off(cohort, enrolment, at=at)
    fill_seats(cohort=cohort, at=at)


@transaction.atomic
def fill_seats(*, cohort: Cohort, at: datetime | None = None) -> list[Enrolment]:
    """Seat people of the waiting list, in order, while there are seats; tell and return them."""
    at = at or timezone.now()
    cohort = lock(cohort)
    if cohort.is_over(on=_day(cohort, at)):
        return []
    queue = cohort.enrolments.waiting().select_related("learner")
    if cohort.capacity is not None:
        left = cohort.capacity - cohort.enrolments.seated().count()
        queue = queue[: max(left, 0)]
    seated = list(queue)
    for enrolment in seated:
        enrolment.state = State.ACTIVE
        enrolment.confirmed_at = at
        enrolment.save(update_fields=["state", "confirmed_at"])
        _record(Verb.ENROLMENT_CONFIRMED, enrolment, actor=enrolment.learner, at=at)
        _tell(enrolment, "confirmed")
    welcome(cohort, seated, at=at)
    return seated


@transaction.atomic
def assign_coach(*, enrolment: Enrolment, coach: User | None) -> None:
    """Say who coaches this learner; nobody when ``coach`` is None."""
    if (
        coach is not None
        and not enrolment.cohort.staff.filter(person=coach, role=Role.COACH).exists()
    ):
        raise NotACoach(_("%(person)s is not a coach of this cohort.") % {"person": coach})
    enrolment.coach = coach
    enrolment.save(update_fields=["coach"])


def lock(cohort: Cohort) -> Cohort:
    """Hold the cohort's row until the transaction ends, and return it as it is now."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("course").get(pk=cohort.pk)


def _check_entry(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    if cohort.is_over(on=_day(cohort, at)):
        raise EnrolmentClosed(_("This cohort is over."))
    if by is not None and by.has_role(Role.MANAGER):
        return
    if cohort.entry != Cohort.Entry.OPEN:
        raise EnrolmentClosed(_("Le RAMEAU's team enrols people in this cohort."))
    if not cohort.course.live or (cohort.is_permanent and not cohort.course.is_open):
        raise EnrolmentClosed(_("This course takes no enrolments at the moment."))


def _day(cohort: Cohort, at: datetime) -> date:
    return at.astimezone(ZoneInfo(cohort.time_zone)).date()


def _record(verb: Verb, enrolment: Enrolment, *, actor: User, at: datetime) -> None:
    record(
        verb,
        actor=actor,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
    )


def _tell(enrolment: Enrolment, news: str) -> None:
    tell(
        recipient=enrolment.learner,
        # One message per request: somebody who withdrew and came back is told again.
        key=f"seat:{news}:{enrolment.pk}:{enrolment.requested_at.isoformat()}",
        template=f"cohorts/mail/seat_{news}.txt",
        context={
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "course": enrolment.cohort.course,
            "base_url": settings.BASE_URL,
        },
    )
