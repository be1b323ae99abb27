"""Seats: people ask for one, wait for one, get one, give it up.

Whoever counts seats holds the cohort's row first: two people never take the last one. Where the
cohort gives people time to answer, a freed seat is offered and kept (cohorts/services/offers.py).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.coaching.services.bookings import cancel_all
from cohorts.models import Cohort, Enrolment
from cohorts.services.invitations import see_off, welcome
from cohorts.surveys.reports import survey_at_entry
from lms.accounts.models import Role, User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import tell

State = Enrolment.State
# What people are told who knock at a cohort that is entered in another way.
OTHER_WAYS: dict[str, Any] = {
    Cohort.Entry.REQUEST: gettext_lazy("People ask for a seat in this cohort; the team answers."),
    Cohort.Entry.INVITATION: gettext_lazy("One comes into this cohort with an invitation."),
    Cohort.Entry.CODE: gettext_lazy("One comes into this cohort with a code."),
    Cohort.Entry.MANAGED: gettext_lazy("Le RAMEAU's team enrols people in this cohort."),
}


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
    enrolment = present(cohort, learner)
    if enrolment is None:
        _check_entry(cohort, by=by, at=at)
        enrolment = come_in(cohort, learner, by=by or learner, at=at)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User | None = None, at: datetime | None = None) -> None:
    """Free the learner's seat, or place in the queue, for the first person waiting.

    Their coaching appointments to come are cancelled with it: the coach has that time again.
    ``by`` is the member of the team who withdraws somebody else.
    """
    at = at or timezone.now()
    cohort = lock(enrolment.cohort)
    enrolment.refresh_from_db(fields=["state", "coach"])
    if enrolment.state in Enrolment.GONE:
        return
    if enrolment.state == State.COMPLETED:
        raise EnrolmentClosed(_("This course is finished: there is no seat left to give up."))
    was_seated = enrolment.is_seated
    enrolment.state = State.WITHDRAWN
    enrolment.withdrawn_at = at
    enrolment.offer_expires_at = None
    enrolment.save(update_fields=["state", "withdrawn_at", "offer_expires_at"])
    note(Verb.ENROLMENT_WITHDRAWN, enrolment, actor=by or enrolment.learner, at=at)
    if was_seated:
        cancel_all(enrolment=enrolment, by=by or enrolment.learner, at=at)
        see_off(cohort, enrolment, at=at)
    fill_seats(cohort=cohort, at=at)


@transaction.atomic
def fill_seats(
    *, cohort: Cohort, at: datetime | None = None, here: Iterable[int] = ()
) -> list[Enrolment]:
    """Give free seats to the waiting list, in order; tell and return the people now seated.

    A cohort that leaves people time to answer offers them the seat first, except to the enrolments
    ``here``, whose learners have asked this very moment.
    """
    at = at or timezone.now()
    cohort = lock(cohort)
    if cohort.is_over(on=_day(cohort, at)):
        return []
    queue = cohort.enrolments.waiting().select_related("learner")
    if cohort.capacity is not None:
        left = cohort.capacity - cohort.enrolments.holding().count()
        queue = queue[: max(left, 0)]
    here = set(here)
    seated = []
    for enrolment in queue:
        is_kept = cohort.answer_hours and cohort.capacity is not None
        if is_kept and enrolment.pk not in here:
            _offer(enrolment, until=at + timedelta(hours=cohort.answer_hours), at=at)
        else:
            seat(enrolment, at=at)
            seated.append(enrolment)
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


def come_in(cohort: Cohort, learner: User, *, by: User, at: datetime) -> Enrolment:
    """Put the learner into a cohort that the caller holds, and has found open to them."""
    enrolment = fresh(cohort, learner, State.WAITING, at=at)
    note(Verb.ENROLMENT_REQUESTED, enrolment, actor=by, at=at)
    for newcomer in fill_seats(cohort=cohort, at=at, here=[enrolment.pk]):
        if newcomer.pk == enrolment.pk:
            return newcomer
    tell_of_seat(enrolment, "waiting")
    return enrolment


def present(cohort: Cohort, learner: User) -> Enrolment | None:
    """Return the enrolment that the learner has here, unless they must ask anew to come in."""
    enrolment = cohort.enrolments.select_related("learner").filter(learner=learner).first()
    if enrolment and (enrolment.state in Enrolment.GONE or enrolment.state == State.REQUESTED):
        return None
    return enrolment


def fresh(cohort: Cohort, learner: User, state: str, *, at: datetime, **facts: str) -> Enrolment:
    """Save the learner's enrolment as one that begins now, whatever became of an earlier one."""
    enrolment = cohort.enrolments.filter(learner=learner).first() or Enrolment(cohort=cohort)
    enrolment.cohort = cohort
    enrolment.learner = learner
    # People who come back go to the end of the queue, not to their old place.
    enrolment.requested_at = at
    enrolment.state = state
    enrolment.withdrawn_at = None
    enrolment.missed_offers = 0
    for name, value in facts.items():
        setattr(enrolment, name, value)
    enrolment.save()
    return enrolment


def seat(enrolment: Enrolment, *, at: datetime) -> None:
    """Give this person their seat, and tell them. The caller holds the cohort."""
    enrolment.state = State.ACTIVE
    enrolment.confirmed_at = at
    enrolment.offer_expires_at = None
    enrolment.save(update_fields=["state", "confirmed_at", "offer_expires_at"])
    note(Verb.ENROLMENT_CONFIRMED, enrolment, actor=enrolment.learner, at=at)
    tell_of_seat(enrolment, "confirmed")


def check_time(cohort: Cohort, *, at: datetime) -> None:
    """Refuse whoever comes after the last day of the cohort, where it is."""
    if cohort.is_over(on=_day(cohort, at)):
        raise EnrolmentClosed(_("This cohort is over."))


def lock(cohort: Cohort) -> Cohort:
    """Hold the cohort's row until the transaction ends, and return it as it is now."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("course").get(pk=cohort.pk)


def _check_entry(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    check_time(cohort, at=at)
    if by is not None and by.has_role(Role.MANAGER):
        return
    if cohort.entry != Cohort.Entry.OPEN:
        raise EnrolmentClosed(str(OTHER_WAYS[cohort.entry]))
    if not cohort.course.live or (cohort.is_permanent and not cohort.course.is_open):
        raise EnrolmentClosed(_("This course takes no enrolments at the moment."))


def _day(cohort: Cohort, at: datetime) -> date:
    return at.astimezone(ZoneInfo(cohort.time_zone)).date()


def _offer(enrolment: Enrolment, *, until: datetime, at: datetime) -> None:
    enrolment.state = State.OFFERED
    enrolment.offer_expires_at = until
    enrolment.save(update_fields=["state", "offer_expires_at"])
    note(Verb.SEAT_OFFERED, enrolment, actor=enrolment.learner, at=at)
    tell_of_seat(enrolment, "offered", about=until, url=enrolment.offer_address)


def note(verb: Verb, enrolment: Enrolment, *, actor: User, at: datetime) -> None:
    """Write the line of the log."""
    record(
        verb,
        actor=actor,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
    )


def tell_of_seat(
    enrolment: Enrolment, news: str, *, about: datetime | None = None, url: str = ""
) -> None:
    """Write to the learner: ``seat_<news>.txt``, once per request, or per moment ``about`` it."""
    person = enrolment.learner
    # One message per request: somebody who withdrew and came back is told again.
    moment = about or enrolment.requested_at
    with timezone.override(ZoneInfo(person.time_zone)):
        tell(
            recipient=person,
            key=f"seat:{news}:{enrolment.pk}:{moment.isoformat()}",
            template=f"cohorts/mail/seat_{news}.txt",
            context={
                "enrolment": enrolment,
                "cohort": enrolment.cohort,
                "course": enrolment.cohort.course,
                "base_url": settings.BASE_URL,
                "url": url,
                "survey": survey_at_entry(enrolment.cohort) if news == "confirmed" else None,
            },
        )
