"""Enrolling a whole list of people at once, by the same rules as one person.

However long the list, the number of queries hardly grows: everything is looked up and written in
bulk, under the lock of the cohort.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.roster import Row
from cohorts.services.enrolments import EnrolmentClosed, fill_seats, lock
from cohorts.services.invitations import welcome
from cohorts.surveys.models import Survey
from cohorts.surveys.reports import survey_at_entry
from lms.accounts.models import User
from lms.accounts.services import find_or_invite_many
from lms.events.services import record_many
from lms.events.verbs import Verb
from lms.notifications.services import Letter, tell_many

State = Enrolment.State


class Outcome(StrEnum):
    """What a line of the list leads to."""

    SEATED = "seated"
    WAITING = "waiting"
    ALREADY = "already"


@dataclass(frozen=True)
class Entry:
    """One row of the list: whom it names, if they are known here, and what becomes of them."""

    row: Row
    outcome: Outcome
    person: User | None = None
    enrolment: Enrolment | None = None

    @property
    def is_new_here(self) -> bool:
        return self.person is None


def foresee(*, cohort: Cohort, rows: Sequence[Row]) -> list[Entry]:
    """Return what importing the rows would do, in their order; nothing is written."""
    people = {
        person.email: person
        for person in User.objects.filter(email__in=[row.email for row in rows])
    }
    enrolments = {
        enrolment.learner_id: enrolment
        for enrolment in cohort.enrolments.filter(learner__in=people.values())
    }
    left = _seats_left(cohort)
    entries = []
    for row in rows:
        person = people.get(row.email)
        enrolment = enrolments.get(person.pk) if person else None
        if enrolment and enrolment.state not in (*Enrolment.GONE, State.REQUESTED):
            outcome = Outcome.ALREADY
        elif left is None or left > 0:
            outcome = Outcome.SEATED
            left = None if left is None else left - 1
        else:
            outcome = Outcome.WAITING
        entries.append(Entry(row, outcome, person, enrolment))
    return entries


@transaction.atomic
def import_rows(
    *, cohort: Cohort, rows: Sequence[Row], by: User, at: datetime | None = None
) -> list[Entry]:
    """Enrol the people of the rows, in their order; those without a seat queue in that order.

    People are matched by address, newcomers are invited. The same rows again change nothing.
    """
    at = at or timezone.now()
    cohort = lock(cohort)
    if cohort.is_over(on=timezone.localdate(at, ZoneInfo(cohort.time_zone))):
        raise EnrolmentClosed(_("This cohort is over."))
    # Who waits already comes before the list.
    fill_seats(cohort=cohort, at=at)
    entries = foresee(cohort=cohort, rows=rows)
    people = find_or_invite_many({row.email: (row.first_name, row.last_name) for row in rows})
    fresh = [
        (entry, _enrolment(entry, place, cohort, people[entry.row.email], at))
        for place, entry in enumerate(entries)
        if entry.outcome != Outcome.ALREADY
    ]
    _save([enrolment for _entry, enrolment in fresh])
    _log([enrolment for _entry, enrolment in fresh], by=by, at=at)
    survey = survey_at_entry(cohort)
    tell_many(
        _letter(enrolment, is_new_here=entry.is_new_here, survey=survey)
        for entry, enrolment in fresh
    )
    welcome(cohort, [enrolment for _entry, enrolment in fresh if enrolment.is_seated], at=at)
    return entries


def _seats_left(cohort: Cohort) -> int | None:
    """Return the seats that a newcomer may take: none while somebody waits."""
    if cohort.capacity is None:
        return None
    if cohort.enrolments.waiting().exists():
        return 0
    return max(cohort.capacity - cohort.enrolments.holding().count(), 0)


def _enrolment(entry: Entry, place: int, cohort: Cohort, learner: User, at: datetime) -> Enrolment:
    enrolment = entry.enrolment or Enrolment()
    enrolment.cohort = cohort
    enrolment.learner = learner
    enrolment.state = State.ACTIVE if entry.outcome == Outcome.SEATED else State.WAITING
    # The queue is ordered by this instant: a hair apart, people keep the order of the list.
    enrolment.requested_at = at + timedelta(microseconds=place)
    enrolment.confirmed_at = at if entry.outcome == Outcome.SEATED else None
    enrolment.withdrawn_at = None
    enrolment.missed_offers = 0
    return enrolment


def _save(enrolments: list[Enrolment]) -> None:
    Enrolment.objects.bulk_create([one for one in enrolments if one.pk is None])
    Enrolment.objects.bulk_update(
        [one for one in enrolments if one.pk is not None],
        ["state", "requested_at", "confirmed_at", "withdrawn_at", "missed_offers"],
        batch_size=500,
    )


def _log(enrolments: list[Enrolment], *, by: User, at: datetime) -> None:
    requested = [
        {
            "course_id": enrolment.cohort.course_id,
            "cohort_id": enrolment.cohort_id,
            "enrolment_id": enrolment.pk,
        }
        for enrolment in enrolments
    ]
    seated = [
        ids for ids, enrolment in zip(requested, enrolments, strict=True) if enrolment.is_seated
    ]
    record_many(Verb.ENROLMENT_REQUESTED, requested, actor=by, at=at)
    record_many(Verb.ENROLMENT_CONFIRMED, seated, actor=by, at=at)


def _letter(enrolment: Enrolment, *, is_new_here: bool, survey: Survey | None) -> Letter:
    news = "confirmed" if enrolment.is_seated else "waiting"
    template = "invitation" if is_new_here else f"seat_{news}"
    return Letter(
        recipient=enrolment.learner,
        key=f"seat:{news}:{enrolment.pk}:{enrolment.requested_at.isoformat()}",
        template=f"cohorts/mail/{template}.txt",
        context={
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "course": enrolment.cohort.course,
            "base_url": settings.BASE_URL,
            "survey": survey if enrolment.is_seated else None,
        },
    )
