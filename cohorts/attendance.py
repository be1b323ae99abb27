"""Attendance as plain rules: what a signature says, how signatures are chained, minutes attended.

A record's canonical text holds everything it says, and the hash of the record before it; its own
hash is the SHA-256 of that text. So one changed byte shows in the record that holds it, and a
record taken out, put in or moved shows at its place. The text is versioned: chains signed today
must still be provable when records say more.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from cohorts.scheduling import DAY, HOURS, HalfDay, half_days, on_day

VERSION = 1
# People who come early sign while they wait; earlier than that, a signature says nothing yet.
EARLY = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
# What the pad of the tablet measures; the drawing's numbers stay inside.
DRAWING_WIDTH, DRAWING_HEIGHT = 600, 200
LONGEST_DRAWING = 12_000
FEWEST_POINTS = 8
POINT = r"\d{1,3} \d{1,3}"
DRAWING = re.compile(rf"(?:M{POINT}(?:L{POINT})+)+")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A record as the chain sees it: ids, words and instants. ``corrects`` is a number."""

    cohort: int
    number: int
    session: int
    day: date
    half_day: str
    enrolment: int | None
    signatory: int
    witness: int | None
    statement: str
    means: str
    arrived_at: datetime | None
    left_at: datetime | None
    reason: str
    words: str
    drawing: str
    typed_name: str
    proof_hash: str
    corrects: int | None
    signed_at: datetime
    previous_hash: str
    hash: str = ""


class Fault(StrEnum):
    """What is wrong at a place of the chain."""

    MISSING = "missing"
    PREVIOUS = "previous"
    CHANGED = "changed"


@dataclass(frozen=True)
class Broken:
    """The first place where a chain does not hold."""

    number: int
    fault: Fault


@dataclass(frozen=True)
class Span:
    """The time of a session within one half-day."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        return max(0, (self.ends - self.starts) // MINUTE)


class Numbered(Protocol):
    number: int


R = TypeVar("R", bound=Numbered)


def canonical_text(entry: Entry) -> str:
    """Return the one way to write what a record says: sorted keys, no spaces, instants in UTC."""
    said = {name: _plain(value) for name, value in asdict(entry).items() if name != "hash"}
    return json.dumps(
        said | {"version": VERSION}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def hash_of(entry: Entry) -> str:
    return sha256(canonical_text(entry).encode()).hexdigest()


def first_broken(entries: Iterable[Entry], *, length: int | None = None) -> Broken | None:
    """Name the first place where the chain does not hold, or nothing.

    A chain cut at its end is still whole in itself: ``length`` says how long it ought to be.
    """
    expected, previous = 1, ""
    for entry in entries:
        if entry.number != expected:
            return Broken(expected, Fault.MISSING)
        if entry.previous_hash != previous:
            return Broken(expected, Fault.PREVIOUS)
        if entry.hash != hash_of(entry):
            return Broken(expected, Fault.CHANGED)
        expected, previous = expected + 1, entry.hash
    if length is not None and expected - 1 < length:
        return Broken(expected, Fault.MISSING)
    return None


def last_words(records: Iterable[R], place: Callable[[R], Hashable]) -> dict[Hashable, R]:
    """Return the record that counts at each place: the last one said about it."""
    return {place(record): record for record in sorted(records, key=lambda each: each.number)}


def span_of(
    day: date, half_day: str, *, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> Span | None:
    """Return the session's own time within a half-day; nothing when it does not touch it.

    The break belongs to nobody when a session spans it, and to the session when it fills it. A
    session of several days keeps the house's hours between its first and its last instant.
    """
    touched = half_days(starts_at, ends_at, zone)
    if (day, half_day) not in touched:
        return None
    opening, _noon = on_day(day, *HOURS[HalfDay.MORNING], zone)
    _afternoon, closing = on_day(day, *HOURS[HalfDay.AFTERNOON], zone)
    midnight, next_midnight = _day(day, zone)
    starts = starts_at if starts_at >= midnight else min(opening, ends_at)
    ends = ends_at if ends_at <= next_midnight else max(closing, starts)
    if starts >= ends:
        starts, ends = max(starts_at, midnight), min(ends_at, next_midnight)
    halves = [half for touched_day, half in touched if touched_day == day]
    if len(halves) == 2:
        noon = on_day(day, HOURS[HalfDay.MORNING][1], HOURS[HalfDay.AFTERNOON][0], zone)
        if half_day == HalfDay.MORNING:
            ends = noon[0]
        else:
            starts = noon[1]
    return Span(starts, ends)


def window(span: Span, day: date, zone: ZoneInfo) -> Span:
    """Return when people may sign: from a little before they sit down to the end of their day.

    Not later: a signature given the day after is what judges throw out of a file.
    """
    return Span(span.starts - EARLY, _day(day, zone)[1])


def minutes_attended(
    span: Span, *, arrived_at: datetime | None = None, left_at: datetime | None = None
) -> int:
    """Count whole minutes between coming and leaving, inside the half-day."""
    starts = max(span.starts, arrived_at or span.starts)
    ends = min(span.ends, left_at or span.ends)
    return Span(starts, ends).minutes


def is_drawing(path: str) -> bool:
    """Say whether this is a signature drawn on the pad: strokes of straight lines, and enough."""
    return (
        len(path) <= LONGEST_DRAWING
        and path.count("L") + path.count("M") >= FEWEST_POINTS
        and DRAWING.fullmatch(path) is not None
        and all(
            int(x) <= DRAWING_WIDTH and int(y) <= DRAWING_HEIGHT
            for x, y in re.findall(r"(\d+) (\d+)", path)
        )
    )


def _day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    starts, _same = on_day(day, time(0), time(0), zone)
    ends, _same = on_day(day + DAY, time(0), time(0), zone)
    return starts, ends


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
