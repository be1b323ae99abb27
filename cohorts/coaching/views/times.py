"""Times as pages lay them out: by week and by day of whoever reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from cohorts.coaching.availability import Slot


@dataclass(frozen=True)
class Day:
    """The free times of one day, in the reader's zone."""

    date: date
    slots: list[Slot]


@dataclass(frozen=True)
class Week:
    """The days with free times of one week, in the reader's zone."""

    monday: date
    days: list[Day]

    @property
    def count(self) -> int:
        return sum(len(day.slots) for day in self.days)


def by_week(slots: Iterable[Slot]) -> list[Week]:
    days = [
        Day(day, list(of_day))
        for day, of_day in groupby(slots, key=lambda slot: timezone.localdate(slot.starts))
    ]
    weeks = groupby(days, key=lambda day: day.date - timedelta(days=day.date.weekday()))
    return [Week(monday, list(of_week)) for monday, of_week in weeks]


def is_same_clock(slots: Iterable[Slot], zone) -> bool:
    """Whether the reader's clock shows these times as the coach's does."""
    return all(
        slot.starts.astimezone(zone).utcoffset() == timezone.localtime(slot.starts).utcoffset()
        for slot in slots
    )
