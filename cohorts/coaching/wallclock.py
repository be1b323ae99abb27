"""From the wall clock to instants: what the hours of a coach really are on a given day.

Hours are written in the coach's wall clock and keep it across clock changes. Instants are in UTC,
so that a subtraction is real time: two datetimes of one zone would ignore the change between them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, order=True)
class Interval:
    """From an instant to another, the last one left out."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Interval") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, order=True)
class Block:
    """Hours of one weekday (0 is Monday), in wall-clock time; no place means at a distance.

    An end that is not after the start falls on the next day: 00:00 is the end of the day.
    """

    weekday: int
    starts: time
    ends: time
    place: str = ""

    @property
    def ends_next_day(self) -> bool:
        return self.ends <= self.starts


@dataclass(frozen=True)
class Special:
    """Other hours for each day from the first to the last; without times, none at all.

    Several for one day add up. They replace the weekly hours of the day, and beat public holidays.
    """

    first_day: date
    last_day: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""


@dataclass(frozen=True)
class Week:
    """When a coach receives: each week, on some days otherwise, never on public holidays."""

    weekly: Collection[Block]
    zone: ZoneInfo
    special: Collection[Special] = ()
    holidays: Collection[date] = ()

    @property
    def places(self) -> list[str]:
        special = (each.place for each in self.special if each.starts is not None)
        return sorted({*(each.place for each in self.weekly), *special})

    def blocks_on(self, day: date) -> list[Block]:
        special = [each for each in self.special if each.first_day <= day <= each.last_day]
        if special:
            return [
                Block(day.weekday(), each.starts, each.ends, each.place)
                for each in special
                if each.starts is not None and each.ends is not None
            ]
        if day in self.holidays:
            return []
        return [block for block in self.weekly if block.weekday == day.weekday()]


def windows(week: Week, *, first: date, last: date, place: str = "") -> list[Interval]:
    """The instants between which these days really last at a place, joined where they touch.

    A block that crosses midnight belongs to the day on which it starts.
    """
    found = [
        on_day(day, block.starts, block.ends, week.zone)
        for day in days(first, last)
        for block in week.blocks_on(day)
        if block.place == place
    ]
    return merge(window for window in found if window.starts < window.ends)


def on_day(day: date, starts: time, ends: time, zone: ZoneInfo) -> Interval:
    """The real time between two ends of the wall clock; empty when the clock skips it all."""
    ends_on = day + DAY if ends <= starts else day
    return Interval(
        _instant(datetime.combine(day, starts), zone, fold=0),
        _end(datetime.combine(ends_on, ends), zone),
    )


def days(first: date, last: date) -> Iterator[date]:
    return (first + offset * DAY for offset in range((last - first).days + 1))


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants with overlapping and touching intervals made one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.starts <= merged[-1].ends:
            ends = max(merged[-1].ends, interval.ends)
            merged[-1] = Interval(merged[-1].starts, ends)
        else:
            merged.append(interval)
    return merged


def merge_blocks(blocks: Iterable[Block]) -> list[Block]:
    """The same hours with overlapping and touching blocks of one day and place made one.

    For blocks that end at midnight at the latest.
    """
    merged: list[Block] = []
    for block in sorted(blocks, key=lambda each: (each.place, each)):
        before = merged[-1] if merged else None
        if before and _same_day(before, block) and _reaches(before, block):
            ends = max(before, block, key=lambda each: (each.ends_next_day, each.ends)).ends
            merged[-1] = Block(block.weekday, before.starts, ends, block.place)
        else:
            merged.append(block)
    return sorted(merged)


def _instant(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """The instant of a wall-clock time; a time that the clock skips is the instant it skips."""
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _change_around(wall, zone)


def _end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of an end: the last pass in the hour that comes twice; a start is the first.

    An end at which that hour begins lies before both of its passes.
    """
    if _comes_once(wall - SECOND, zone):
        return _instant(wall, zone, fold=0)
    return _instant(wall, zone, fold=1)


def _comes_once(wall: datetime, zone: ZoneInfo) -> bool:
    return _instant(wall, zone, fold=0) == _instant(wall, zone, fold=1)


def _change_around(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumps over this wall-clock time, found by halving."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # read with the later offset
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _same_day(block: Block, later: Block) -> bool:
    return (block.weekday, block.place) == (later.weekday, later.place)


def _reaches(block: Block, later: Block) -> bool:
    return block.ends_next_day or later.starts <= block.ends
