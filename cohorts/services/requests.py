"""Cohorts on request: people ask with a word of motivation, the team accepts or declines."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.services.enrolments import (
    EnrolmentClosed,
    check_time,
    fill_seats,
    fresh,
    lock,
    note,
    present,
    tell_of_seat,
)
from lms.accounts.models import User
from lms.events.verbs import Verb

State = Enrolment.State


class NoReason(Exception):
    """Nobody is declined without being told why."""


@transaction.atomic
def ask(*, cohort: Cohort, learner: User, motivation: str, at: datetime | None = None) -> Enrolment:
    """Ask the team for a seat. Asking again changes nothing, unless the first was declined."""
    at = at or timezone.now()
    cohort = lock(cohort)
    asked = cohort.enrolments.filter(learner=learner, state=State.REQUESTED).first()
    enrolment = asked or present(cohort, learner)
    if enrolment:
        return enrolment
    check_time(cohort, at=at)
    if cohort.entry != Cohort.Entry.REQUEST or not cohort.course.live:
        raise EnrolmentClosed(_("This cohort takes no requests at the moment."))
    enrolment = fresh(
        cohort,
        learner,
        State.REQUESTED,
        at=at,
        motivation=motivation.strip(),
        decline_reason="",
    )
    note(Verb.ENROLMENT_REQUESTED, enrolment, actor=learner, at=at)
    tell_of_seat(enrolment, "requested")
    return enrolment


@transaction.atomic
def accept_requests(
    *, cohort: Cohort, enrolments: Iterable[int], by: User, at: datetime | None = None
) -> list[Enrolment]:
    """Let these people in, in the order in which they asked: a seat each, then the waiting list."""
    at = at or timezone.now()
    cohort = lock(cohort)
    check_time(cohort, at=at)
    accepted = _asked(cohort, enrolments)
    for enrolment in accepted:
        enrolment.state = State.WAITING
        enrolment.save(update_fields=["state"])
    here = {enrolment.pk for enrolment in accepted}
    seated = {one.pk for one in fill_seats(cohort=cohort, at=at, here=here)}
    for enrolment in accepted:
        if enrolment.pk not in seated:
            tell_of_seat(enrolment, "waiting")
    return accepted


@transaction.atomic
def decline_requests(
    *, cohort: Cohort, enrolments: Iterable[int], reason: str, by: User, at: datetime | None = None
) -> list[Enrolment]:
    """Decline these people, each told the reason."""
    at = at or timezone.now()
    reason = reason.strip()
    if not reason:
        raise NoReason(_("Say why: people read the reason."))
    cohort = lock(cohort)
    declined = _asked(cohort, enrolments)
    for enrolment in declined:
        enrolment.state = State.DECLINED
        enrolment.decline_reason = reason
        enrolment.save(update_fields=["state", "decline_reason"])
        note(Verb.ENROLMENT_DECLINED, enrolment, actor=by, at=at)
        tell_of_seat(enrolment, "declined")
    return declined


def _asked(cohort: Cohort, enrolments: Iterable[int]) -> list[Enrolment]:
    """Return those of the enrolments that still wait for an answer, in order."""
    asked = cohort.enrolments.filter(pk__in=list(enrolments), state=State.REQUESTED)
    found = list(asked.select_related("learner").order_by("requested_at", "pk"))
    for enrolment in found:
        enrolment.cohort = cohort
    return found
