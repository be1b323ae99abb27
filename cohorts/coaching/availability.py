"""When a coach can be booked: one pure decision for what is offered and what is accepted.

Hours are written in the coach's wall clock and keep it across clock changes; everything else is
instants in UTC, so that a subtraction is real time. Intervals are half-open: what ends at ten
leaves ten free.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
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
    """Hours of one weekday (0 is Monday), in wall-clock time.

    An end that is not after the start falls on the next day: 00:00 is the end of the day.
    """

    weekday: int
    starts: time
    ends: time

    @property
    def ends_next_day(self) -> bool:
        return self.ends <= self.starts


class Refusal(Enum):
    """Why a time cannot be booked."""

    TOO_SOON = auto()
    TOO_FAR = auto()
    OUTSIDE_HOURS = auto()
    TAKEN = auto()
    LEARNER_IS_BUSY = auto()


@dataclass(frozen=True)
class Diary:
    """Everything that decides whether a learner may book a coach.

    ``notice`` is real time before the start, inclusive; ``horizon`` counts the coach's local days
    after today. ``busy`` is the coach's, ``learner_busy`` the learner's, wherever it comes from.
    """

    weekly: Collection[Block]
    zone: ZoneInfo
    now: datetime
    length: timedelta
    notice: timedelta
    horizon: int
    busy: Collection[Interval] = ()
    learner_busy: Collection[Interval] = ()

    @property
    def last_day(self) -> date:
        return self.now.astimezone(self.zone).date() + self.horizon * DAY


def free_slots(diary: Diary) -> list[Interval]:
    """What the coach offers this learner now, in order."""
    slots = _slots(diary)
    offered = frozenset(slots)
    return [slot for slot in slots if _obstacle(slot, diary, offered) is None]


def refusal(starts_at: datetime, diary: Diary) -> Refusal | None:
    """Why this time cannot be booked, or nothing when it can."""
    starts_at = starts_at.astimezone(UTC)
    slot = Interval(starts_at, starts_at + diary.length)
    return _obstacle(slot, diary, frozenset(_slots(diary)))


def nearest(slots: Iterable[Interval], starts_at: datetime, *, most: int) -> list[Interval]:
    """The slots closest to an instant, in order of time."""
    closest = sorted(slots, key=lambda slot: abs(slot.starts - starts_at))[:most]
    return sorted(closest)


def windows(weekly: Iterable[Block], zone: ZoneInfo, *, first: date, last: date) -> list[Interval]:
    """The instants between which the blocks of these days really last, joined where they touch."""
    blocks = list(weekly)
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    found = [
        _on_day(block, day, zone)
        for day in days
        for block in blocks
        if block.weekday == day.weekday()
    ]
    return merge(window for window in found if window.starts < window.ends)


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
    """The same hours with overlapping and touching blocks of one day made one.

    For blocks that end at midnight at the latest.
    """
    merged: list[Block] = []
    for block in sorted(blocks):
        before = merged[-1] if merged else None
        if before and before.weekday == block.weekday and _reaches(before, block):
            ends = max(before, block, key=lambda each: (each.ends_next_day, each.ends)).ends
            merged[-1] = Block(block.weekday, before.starts, ends)
        else:
            merged.append(block)
    return merged


def _obstacle(slot: Interval, diary: Diary, offered: Collection[Interval]) -> Refusal | None:
    """The first thing that stands in the way: the one place where it is decided."""
    if slot.starts - diary.now < diary.notice:
        return Refusal.TOO_SOON
    if slot.starts.astimezone(diary.zone).date() > diary.last_day:
        return Refusal.TOO_FAR
    if slot not in offered:
        return Refusal.OUTSIDE_HOURS
    if any(slot.overlaps(busy) for busy in diary.busy):
        return Refusal.TAKEN
    if any(slot.overlaps(busy) for busy in diary.learner_busy):
        return Refusal.LEARNER_IS_BUSY
    return None


def _slots(diary: Diary) -> list[Interval]:
    """Every slot that the hours hold up to the horizon, one after the other in each window."""
    today = diary.now.astimezone(diary.zone).date()
    # Windows that touch across midnights are one, and its slots are counted from its start: look
    # far enough back to find that start, and from a Monday so that it does not move with today.
    monday = today - today.weekday() * DAY - 14 * DAY
    return [
        slot
        # A window may cross midnight: the last one is joined with what touches it.
        for window in windows(diary.weekly, diary.zone, first=monday, last=diary.last_day + DAY)
        for slot in _cut(window, diary.length)
    ]


def _cut(window: Interval, length: timedelta) -> Sequence[Interval]:
    count = (window.ends - window.starts) // length
    starts = (window.starts + length * step for step in range(count))
    return [Interval(start, start + length) for start in starts]


def _on_day(block: Block, day: date, zone: ZoneInfo) -> Interval:
    ends_on = day + DAY if block.ends_next_day else day
    return Interval(
        # In the hour that comes twice, a start is the first pass and an end the last.
        _instant(datetime.combine(day, block.starts), zone, fold=0),
        _instant(datetime.combine(ends_on, block.ends), zone, fold=1),
    )


def _instant(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """The instant of a wall-clock time; a time that the clock skips is the instant it skips."""
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _change_around(wall, zone)


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


def _reaches(block: Block, later: Block) -> bool:
    return block.ends_next_day or later.starts <= block.ends
