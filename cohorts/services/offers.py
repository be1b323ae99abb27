"""Seats offered to the waiting list: each is kept for one person until they answer or time is up.

Whoever answers and whoever clears what is over hold the cohort first: one of them is first, and the
clock decides the same way for both.
"""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.models.enrolments import OFFER_SALT
from cohorts.services.enrolments import (
    check_time,
    fill_seats,
    lock,
    note,
    seat,
    tell_of_seat,
    withdraw,
)
from cohorts.services.invitations import welcome
from lms.events.verbs import Verb

State = Enrolment.State
# Somebody who never answers does not hold up the others for ever.
MOST_MISSED = 3


class OfferOver(Exception):
    """The seat is no longer kept for this person; the message says what becomes of them."""


def offer_of(key: str) -> tuple[Enrolment, int] | None:
    """Return whose offer this address is, and which; None for an address that we never made."""
    try:
        pk, until = signing.loads(key, salt=OFFER_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    enrolments = Enrolment.objects.select_related("cohort__course", "learner")
    enrolment = enrolments.filter(pk=pk).first()
    return (enrolment, until) if enrolment else None


def is_current(enrolment: Enrolment, until: int, *, now: datetime) -> bool:
    """Whether the enrolment still has this very offer to answer."""
    expires = enrolment.offer_expires_at
    return expires is not None and int(expires.timestamp()) == until and now < expires


@transaction.atomic
def accept(*, enrolment: Enrolment, until: int, at: datetime | None = None) -> Enrolment:
    """Take the seat that is kept for this person. A second click changes nothing."""
    at = at or timezone.now()
    enrolment = _held(enrolment)
    if enrolment.is_seated:
        return enrolment
    check_time(enrolment.cohort, at=at)
    if not is_current(enrolment, until, now=at):
        raise OfferOver(_over(enrolment))
    seat(enrolment, at=at)
    welcome(enrolment.cohort, [enrolment], at=at)
    return enrolment


@transaction.atomic
def decline(*, enrolment: Enrolment, until: int, at: datetime | None = None) -> None:
    """Leave the seat to the next person, and the waiting list."""
    at = at or timezone.now()
    enrolment = _held(enrolment)
    if enrolment.state in Enrolment.GONE:
        return
    if not is_current(enrolment, until, now=at):
        raise OfferOver(_over(enrolment))
    withdraw(enrolment=enrolment, at=at)


def expire_offers(*, at: datetime | None = None) -> int:
    """Pass the seats that nobody answered for to the next people; return how many offers ended."""
    at = at or timezone.now()
    over = Enrolment.objects.offers_over(now=at)
    cohorts = Cohort.objects.filter(pk__in=over.values("cohort")).order_by("pk")
    return sum(_expire_in(cohort, at=at) for cohort in list(cohorts))


@transaction.atomic
def _expire_in(cohort: Cohort, *, at: datetime) -> int:
    cohort = lock(cohort)
    missed = list(
        cohort.enrolments.offers_over(now=at)
        .select_related("learner")
        .order_by("offer_expires_at", "pk")
    )
    for enrolment in missed:
        # The end of the queue: whoever waits comes before somebody who did not answer.
        enrolment.requested_at = at
        enrolment.missed_offers += 1
        enrolment.offer_expires_at = None
        leaves = enrolment.missed_offers >= MOST_MISSED
        enrolment.state = State.WITHDRAWN if leaves else State.WAITING
        enrolment.withdrawn_at = at if leaves else None
        enrolment.save()
        note(Verb.OFFER_EXPIRED, enrolment, actor=enrolment.learner, at=at)
    fill_seats(cohort=cohort, at=at)
    for enrolment in missed:
        enrolment.refresh_from_db(fields=["state"])
        if enrolment.state == State.WAITING:
            tell_of_seat(enrolment, "missed")
        elif enrolment.state == State.WITHDRAWN:
            tell_of_seat(enrolment, "left")
    return len(missed)


def _held(enrolment: Enrolment) -> Enrolment:
    """Hold the cohort, and return the enrolment as it is now."""
    cohort = lock(enrolment.cohort)
    enrolment = Enrolment.objects.select_related("learner").get(pk=enrolment.pk)
    enrolment.cohort = cohort
    return enrolment


def _over(enrolment: Enrolment) -> str:
    if enrolment.state in (State.WAITING, State.OFFERED):
        return _(
            "The time to answer is over: the seat went to the next person. "
            "You are still on the waiting list, at its end."
        )
    return _("This offer of a seat is over.")
