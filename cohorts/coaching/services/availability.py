"""When coaches receive: weekly hours, exceptions, blocked times, and how they work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.coaching.models import CoachSettings, SpecialHours, WeeklyHours
from cohorts.coaching.services.locks import hold
from cohorts.coaching.wallclock import Block, merge_blocks
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb

Kind = SpecialHours.Kind


class HoursEndBeforeTheyStart(Exception):
    """A block of weekly hours runs backwards."""


@dataclass(frozen=True)
class ForWhom:
    """Everybody the coach follows, or one cohort, or one learner."""

    cohort_id: int | None = None
    learner_id: int | None = None


EVERYBODY = ForWhom()


@transaction.atomic
def publish_hours(
    *,
    coach: User,
    blocks: Iterable[Block] = (),
    kept: Mapping[ForWhom, Iterable[Block]] | None = None,
    at: datetime | None = None,
) -> list[WeeklyHours]:
    """Replace the coach's weekly hours. Appointments already booked stay.

    ``blocks`` are for everybody, those in ``kept`` for one cohort or learner.
    """
    hours = {whom: merge_blocks(of_whom) for whom, of_whom in (kept or {}).items()}
    hours[EVERYBODY] = merge_blocks([*hours.get(EVERYBODY, []), *blocks])
    for block in (block for of_whom in hours.values() for block in of_whom):
        if block.ends_next_day and block.ends != time(0):
            raise HoursEndBeforeTheyStart(_("These hours end before they start."))
    hold(coach)
    rows = [
        WeeklyHours(
            coach=coach,
            weekday=block.weekday,
            starts=block.starts,
            ends=block.ends,
            place=block.place,
            cohort_id=whom.cohort_id,
            learner_id=whom.learner_id,
        )
        for whom, of_whom in hours.items()
        for block in of_whom
    ]
    if {_facts(row) for row in rows} != {_facts(row) for row in coach.weekly_hours.all()}:
        coach.weekly_hours.all().delete()
        WeeklyHours.objects.bulk_create(rows)
        verb = Verb.AVAILABILITY_PUBLISHED if rows else Verb.AVAILABILITY_WITHDRAWN
        record(verb, actor=coach, at=at)
    return list(coach.weekly_hours.order_by("weekday", "starts", "pk"))


def change_settings(*, coach: User, **chosen: Any) -> CoachSettings:
    """Keep how this coach receives. Appointments already booked stay as they are."""
    settings, _created = CoachSettings.objects.update_or_create(coach=coach, defaults=chosen)
    return settings


@transaction.atomic
def add_exception(
    *,
    coach: User,
    kind: str,
    first_day: date,
    last_day: date,
    starts: time | None = None,
    ends: time | None = None,
    place: str = "",
    whom: ForWhom = EVERYBODY,
    at: datetime | None = None,
) -> SpecialHours:
    """Receive otherwise on these days, or block a time in them. Appointments stay.

    The same exception again is the one that is there.
    """
    hold(coach)
    facts: dict[str, Any] = {
        "coach": coach,
        "kind": kind,
        "first_day": first_day,
        "last_day": last_day,
        "starts": starts,
        "ends": ends,
        "place": place,
        "cohort_id": whom.cohort_id,
        "learner_id": whom.learner_id,
    }
    if same := SpecialHours.objects.filter(**facts).first():
        return same
    exception = SpecialHours.objects.create(**facts)
    record(Verb.AVAILABILITY_PUBLISHED, actor=coach, at=at, object_id=exception.pk)
    return exception


@transaction.atomic
def remove_exception(*, exception: SpecialHours, at: datetime | None = None) -> None:
    """Let the weekly hours hold on these days again. Removing twice is removing once."""
    hold(exception.coach)
    deleted, _models = SpecialHours.objects.filter(pk=exception.pk).delete()
    if deleted:
        record(Verb.AVAILABILITY_PUBLISHED, actor=exception.coach, at=at)


def _facts(row: WeeklyHours) -> tuple:
    return row.weekday, row.starts, row.ends, row.place, row.cohort_id, row.learner_id
