"""When a coach can be booked: one pure decision for what is offered and what is accepted.

Everything is instants in UTC but the hours themselves and the caps, which count the coach's days.
Intervals are half-open: what ends at ten leaves ten free.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from functools import cached_property

from cohorts.coaching.wallclock import DAY, Interval, Week, merge, windows

# Slots start on quarters of an hour, whatever the pauses.
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, order=True)
class Slot(Interval):
    """A time that can be booked; no place means at a distance."""

    place: str = ""


class Refusal(Enum):
    """Why a time cannot be booked."""

    TOO_SOON = auto()
    TOO_FAR = auto()
    OUTSIDE_HOURS = auto()
    TAKEN = auto()
    DAY_IS_FULL = auto()
    WEEK_IS_FULL = auto()
    LEARNER_IS_BUSY = auto()
    NO_HOURS_LEFT = auto()


@dataclass(frozen=True)
class Diary:
    """Everything that decides whether a learner may book a coach.

    ``notice`` is real time before the start, inclusive; ``horizon`` counts the coach's local days
    after today. ``appointments`` are the coach's, for the caps. ``busy`` is when the coach cannot
    receive, the pauses of appointments included; ``learner_busy`` the same for the learner.
    """

    week: Week
    now: datetime
    length: timedelta
    notice: timedelta
    horizon: int
    pause_before: timedelta = timedelta(0)
    pause_after: timedelta = timedelta(0)
    most_per_day: int | None = None
    most_per_week: int | None = None
    appointments: Collection[Interval] = ()
    busy: Collection[Interval] = ()
    learner_busy: Collection[Interval] = ()
    hours_left: timedelta | None = None

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    @property
    def last_day(self) -> date:
        return self.today + self.horizon * DAY

    @property
    def step(self) -> timedelta:
        """From one start to the next: the appointment and its pauses, in whole quarters."""
        whole = self.pause_before + self.length + self.pause_after
        return -(-whole // QUARTER) * QUARTER

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.week.zone).date()

    @cached_property
    def slots(self) -> list[Slot]:
        """Every slot that the hours hold up to the horizon, one after the other in each window."""
        # Windows that touch across midnights are one, and its slots are counted from its start:
        # look far enough back to find it, and from a Monday so that it does not move with today.
        monday = self.today - self.today.weekday() * DAY - 14 * DAY
        # A window may cross midnight: the last one is joined with what touches it.
        last = self.last_day + DAY
        return sorted(
            Slot(start, start + self.length, place)
            for place in self.week.places
            for window in windows(self.week, first=monday, last=last, place=place)
            for start in _starts(window, self.length, self.step)
        )

    @cached_property
    def per_day(self) -> Counter[date]:
        return Counter(self.day_of(each.starts) for each in self.appointments)

    @cached_property
    def per_week(self) -> Counter[date]:
        return Counter(_monday(self.day_of(each.starts)) for each in self.appointments)

    @cached_property
    def coach_away(self) -> list[Interval]:
        return merge(self.busy)

    @cached_property
    def learner_away(self) -> list[Interval]:
        return merge(self.learner_busy)

    @cached_property
    def offered(self) -> frozenset[Slot]:
        return frozenset(self.slots)


def free_slots(diary: Diary) -> list[Slot]:
    """What the coach offers this learner now, in order."""
    return [slot for slot in diary.slots if _obstacle(slot, diary) is None]


def refusal(starts_at: datetime, diary: Diary, *, place: str = "") -> Refusal | None:
    """Why this time cannot be booked, or nothing when it can."""
    starts_at = starts_at.astimezone(UTC)
    return _obstacle(Slot(starts_at, starts_at + diary.length, place), diary)


def nearest(slots: Iterable[Slot], starts_at: datetime, *, most: int) -> list[Slot]:
    """The slots closest to an instant, in order of time."""
    closest = sorted(slots, key=lambda slot: abs(slot.starts - starts_at))[:most]
    return sorted(closest)


def meets(interval: Interval, merged: Sequence[Interval]) -> bool:
    """Whether an interval shares an instant with one of these, which are merged and in order."""
    place = bisect_left(merged, interval.ends, key=lambda each: each.starts)
    return place > 0 and merged[place - 1].ends > interval.starts


def _obstacle(slot: Slot, diary: Diary) -> Refusal | None:
    """The first thing that stands in the way: the one place where it is decided."""
    return next(_obstacles(slot, diary), None)


def _obstacles(slot: Slot, diary: Diary) -> Iterator[Refusal]:
    day = diary.day_of(slot.starts)
    kept = Interval(slot.starts - diary.pause_before, slot.ends + diary.pause_after)
    if diary.hours_left is not None and diary.length > diary.hours_left:
        yield Refusal.NO_HOURS_LEFT
    if slot.starts - diary.now < diary.notice:
        yield Refusal.TOO_SOON
    if day > diary.last_day:
        yield Refusal.TOO_FAR
    if slot not in diary.offered:
        yield Refusal.OUTSIDE_HOURS
    if meets(kept, diary.coach_away):
        yield Refusal.TAKEN
    if diary.most_per_day is not None and diary.per_day[day] >= diary.most_per_day:
        yield Refusal.DAY_IS_FULL
    if diary.most_per_week is not None and diary.per_week[_monday(day)] >= diary.most_per_week:
        yield Refusal.WEEK_IS_FULL
    if meets(slot, diary.learner_away):
        yield Refusal.LEARNER_IS_BUSY


def _starts(window: Interval, length: timedelta, step: timedelta) -> list[datetime]:
    if window.ends - window.starts < length:
        return []
    count = (window.ends - window.starts - length) // step + 1
    return [window.starts + step * number for number in range(count)]


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
