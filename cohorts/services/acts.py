"""Acts on several people at once, and undoing them (docs/decisions/0015: why mail waits).

An act is one transaction that holds its cohorts, in one order for everybody. Its mail leaves when
the time to undo is over. Undoing puts back each enrolment that is still as the act left it; what
somebody has changed since is left alone, and said.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.coaching.lifecycle import State as BookingState
from cohorts.coaching.models import Booking
from cohorts.coaching.services.bookings import reinstate
from cohorts.models import BulkAct, Cohort, Enrolment
from cohorts.models.acts import UNDO_FOR
from cohorts.services import enrolments as seats
from cohorts.services import requests, steering
from lms.accounts.models import User
from lms.events.verbs import Verb
from lms.notifications.services import Letter, held_until, recall_all, tell_many

State = Enrolment.State
Kind = BulkAct.Kind
# A minute more than the button stands, so that what is undone has never left.
MARGIN = timedelta(minutes=1)
MOST_PEOPLE = 5000
QUEUE = (State.WAITING, State.OFFERED, State.REQUESTED)
HOLDING = (*Enrolment.SEATED, State.OFFERED)
INSTANTS = ("requested_at", "confirmed_at", "withdrawn_at", "offer_expires_at")
FACTS = ("state", "coach_id", "missed_offers", "decline_reason", *INSTANTS)
NOTED = {
    State.ACTIVE: Verb.ENROLMENT_CONFIRMED,
    State.WITHDRAWN: Verb.ENROLMENT_WITHDRAWN,
    State.WAITING: Verb.ENROLMENT_REQUESTED,
    State.REQUESTED: Verb.ENROLMENT_REQUESTED,
}


class TooLateToUndo(Exception):
    """The mail has left: what was done is undone by hand, and people are told."""


class NobodyConcerned(Exception):
    """Nobody of those who were ticked is in a state that the act applies to."""


@dataclass(frozen=True)
class Undone:
    """What came of undoing: people put back, people left as somebody has changed them since."""

    back: int = 0
    left: int = 0
    waiting: int = 0
    appointments_lost: int = 0


def assign_coaches(
    *,
    cohort: Cohort,
    enrolments: Iterable[int],
    coach: User | None,
    by: User,
    at: datetime | None = None,
) -> BulkAct:
    """Give all these learners the same coach, or none."""

    def assign(chosen: list[Enrolment], _at: datetime) -> int:
        return steering.assign_coaches(enrolments=chosen, coach=coach)

    return _perform(Kind.COACH, cohort, enrolments, assign, by=by, at=at)


def withdraw_people(
    *, cohort: Cohort, enrolments: Iterable[int], by: User, at: datetime | None = None
) -> BulkAct:
    """Free the seats, or the places in the queue, of all these people."""

    def withdraw(chosen: list[Enrolment], at: datetime) -> int:
        leaving = [one for one in chosen if one.state not in (State.COMPLETED, *Enrolment.GONE)]
        for enrolment in leaving:
            seats.withdraw(enrolment=enrolment, by=by, at=at)
        return len(leaving)

    return _perform(Kind.WITHDRAW, cohort, enrolments, withdraw, by=by, at=at)


def move_people(
    *,
    cohort: Cohort,
    enrolments: Iterable[int],
    target: Cohort,
    by: User,
    at: datetime | None = None,
) -> BulkAct:
    """Enrol all these people in another cohort, and free their seats here.

    What they did and signed stays with the cohort in which they did it.
    """

    def move(chosen: list[Enrolment], at: datetime) -> int:
        leaving = [one for one in chosen if one.state in (State.ACTIVE, State.WAITING)]
        for enrolment in leaving:
            seats.withdraw(enrolment=enrolment, by=by, at=at)
            seats.enrol(cohort=target, learner=enrolment.learner, by=by, at=at)
        return len(leaving)

    return _perform(Kind.MOVE, cohort, enrolments, move, by=by, at=at, target=target)


def accept_requests(
    *, cohort: Cohort, enrolments: Iterable[int], by: User, at: datetime | None = None
) -> BulkAct:
    def accept(chosen: list[Enrolment], at: datetime) -> int:
        asked = [one.pk for one in chosen]
        return len(requests.accept_requests(cohort=cohort, enrolments=asked, by=by, at=at))

    return _perform(Kind.ACCEPT, cohort, enrolments, accept, by=by, at=at)


def decline_requests(
    *, cohort: Cohort, enrolments: Iterable[int], reason: str, by: User, at: datetime | None = None
) -> BulkAct:
    def decline(chosen: list[Enrolment], at: datetime) -> int:
        asked = [one.pk for one in chosen]
        declined = requests.decline_requests(
            cohort=cohort, enrolments=asked, reason=reason, by=by, at=at
        )
        return len(declined)

    return _perform(Kind.DECLINE, cohort, enrolments, decline, by=by, at=at)


@transaction.atomic
def write_to(
    *,
    enrolments: Iterable[int],
    subject: str,
    text: str,
    by: User,
    cohort: Cohort | None = None,
    at: datetime | None = None,
) -> BulkAct:
    """Write the same message to all these people, once each, whatever cohorts they are in."""
    at = at or timezone.now()
    found = Enrolment.objects.filter(pk__in=list(enrolments)).exclude(state__in=Enrolment.GONE)
    if cohort:
        found = found.filter(cohort=cohort)
    people = {one.learner_id: one for one in found.select_related("learner", "cohort__course")}
    if not people:
        raise NobodyConcerned(_("Tick the people whom this is about."))
    act = BulkAct.objects.create(
        kind=Kind.MESSAGE, cohort=cohort, by=by, people=len(people), done_at=at
    )
    with held_until(act.until + MARGIN) as hold:
        tell_many(_letter(act, one, subject=subject, text=text) for one in people.values())
    act.messages = hold.keys
    act.save(update_fields=["messages"])
    return act


def write_to_cohorts(
    *, cohorts: Iterable[int], subject: str, text: str, by: User, at: datetime | None = None
) -> BulkAct:
    """Write to everybody who has a seat in these cohorts."""
    seated = Enrolment.objects.seated().filter(cohort__in=list(cohorts)).order_by("pk")
    chosen = list(seated.values_list("pk", flat=True)[:MOST_PEOPLE])
    return write_to(enrolments=chosen, subject=subject, text=text, by=by, at=at)


@transaction.atomic
def undo(*, act: BulkAct, by: User, at: datetime | None = None) -> Undone:
    """Put things back as they were before the act. A second click changes nothing more."""
    at = at or timezone.now()
    touched = Enrolment.objects.filter(pk__in=act.rows)
    cohorts = _hold(touched.values_list("cohort", flat=True))
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    if act.undone_at:
        return Undone()
    if at >= act.until:
        raise TooLateToUndo(_("It is too late to undo this: people have been told."))
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    recalled = recall_all(keys=act.messages)
    if act.kind == Kind.MESSAGE:
        return Undone(back=recalled, left=len(act.messages) - recalled)
    now = {one.pk: one for one in touched.select_related("learner").order_by("requested_at", "pk")}
    standing = [one for one in now.values() if _facts(one) == act.rows[str(one.pk)]["after"]]
    # Seats are given back before they are taken again.
    standing.sort(key=lambda one: _was_seated(act, one))
    waiting = 0
    for enrolment in standing:
        enrolment.cohort = cohorts[enrolment.cohort_id]
        waiting += _put_back(enrolment, act.rows[str(enrolment.pk)]["before"], by=by, at=at)
    states = {pk: BookingState(state) for pk, state in act.bookings}
    bookings = Booking.objects.filter(pk__in=states)
    kept = sum(
        reinstate(booking=booking, state=states[booking.pk], by=by, at=at)
        for booking in bookings.select_related("coach", "learner", "enrolment__cohort__course")
    )
    for cohort in cohorts.values():
        seats.fill_seats(cohort=cohort, at=at)
    return Undone(
        back=len(standing) - waiting,
        left=len(now) - len(standing),
        waiting=waiting,
        appointments_lost=len(act.bookings) - kept,
    )


@transaction.atomic
def _perform(
    kind: str,
    cohort: Cohort,
    enrolments: Iterable[int],
    do: Callable[[list[Enrolment], datetime], int],
    *,
    by: User,
    at: datetime | None,
    target: Cohort | None = None,
) -> BulkAct:
    at = at or timezone.now()
    cohorts = _hold([each.pk for each in (cohort, target) if each])
    ticked = cohort.enrolments.filter(pk__in=list(enrolments)).select_related("learner")
    chosen = list(ticked.order_by("requested_at", "pk"))
    for enrolment in chosen:
        enrolment.cohort = cohorts[cohort.pk]
    watched = Q(learner__in=[one.learner_id for one in chosen]) | Q(state__in=QUEUE)
    before = _rows(cohorts, watched)
    appointments = set(_expected(chosen, at=at))
    with held_until(at + UNDO_FOR + MARGIN) as hold:
        people = do(chosen, at)
    if not people:
        raise NobodyConcerned(_("Tick the people whom this is about."))
    after = _rows(cohorts, watched | Q(pk__in=before))
    return BulkAct.objects.create(
        kind=kind,
        cohort=cohort,
        by=by,
        people=people,
        done_at=at,
        rows={
            pk: {"before": before.get(pk), "after": facts}
            for pk, facts in after.items()
            if before.get(pk) != facts
        },
        bookings=sorted(appointments - set(_expected(chosen, at=at))),
        messages=hold.keys,
    )


def _hold(pks: Iterable[int]) -> dict[int, Cohort]:
    """Hold these cohorts, in one order for everybody."""
    return {pk: seats.lock(Cohort(pk=pk)) for pk in sorted(set(pks))}


def _rows(cohorts: Iterable[int], watched: Q) -> dict[int, dict[str, Any]]:
    found = Enrolment.objects.filter(watched, cohort__in=list(cohorts))
    return {one.pk: _facts(one) for one in found}


def _facts(enrolment: Enrolment) -> dict[str, Any]:
    """Return what may be put back, as JSON keeps it."""
    facts = {name: getattr(enrolment, name) for name in FACTS}
    return facts | {name: facts[name] and facts[name].isoformat() for name in INSTANTS}


def _expected(enrolments: list[Enrolment], *, at: datetime) -> Iterable[tuple[int, str]]:
    ahead = Booking.objects.expected(now=at).filter(enrolment__in=enrolments)
    return ahead.values_list("pk", "state")


def _was_seated(act: BulkAct, enrolment: Enrolment) -> bool:
    before = act.rows[str(enrolment.pk)]["before"]
    return before is not None and before["state"] in HOLDING


def _put_back(
    enrolment: Enrolment, before: dict[str, Any] | None, *, by: User, at: datetime
) -> bool:
    """Write what was before; return whether the person must wait, because their seat is taken.

    Somebody who was not there at all is withdrawn: an enrolment is never deleted.
    """
    state = enrolment.state
    if before is None:
        before = _facts(enrolment) | {
            "state": State.WITHDRAWN,
            "withdrawn_at": at.isoformat(),
            "offer_expires_at": None,
        }
    must_wait = (
        before["state"] in HOLDING
        and enrolment.state not in HOLDING
        and not _has_seat(enrolment.cohort)
    )
    if must_wait:
        before = before | {"state": State.WAITING, "offer_expires_at": None}
    for name in FACTS:
        value = before[name]
        is_instant = name in INSTANTS and value
        setattr(enrolment, name, datetime.fromisoformat(value) if is_instant else value)
    enrolment.save(update_fields=[name.removesuffix("_id") for name in FACTS])
    if enrolment.state != state and enrolment.state in NOTED:
        seats.note(NOTED[State(enrolment.state)], enrolment, actor=by, at=at)
    return must_wait


def _has_seat(cohort: Cohort) -> bool:
    return cohort.capacity is None or cohort.enrolments.holding().count() < cohort.capacity


def _letter(act: BulkAct, enrolment: Enrolment, *, subject: str, text: str) -> Letter:
    return Letter(
        recipient=enrolment.learner,
        key=f"act:{act.pk}:{enrolment.learner_id}",
        template="cohorts/mail/from_the_team.txt",
        context={
            "subject": subject,
            "text": text,
            "by": act.by,
            "cohort": enrolment.cohort,
            "base_url": settings.BASE_URL,
        },
    )
