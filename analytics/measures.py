"""What figures mean: expected progress, who is late, how progress is spread. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# A learner this many points behind the calendar is late; nearer is everyday life.
PATIENCE = 10


@dataclass(frozen=True)
class Band:
    """How many people are between two percentages, both included."""

    low: int
    high: int
    people: int


BANDS = ((0, 0), (1, 19), (20, 39), (40, 59), (60, 79), (80, 99), (100, 100))


def spread(percents: Iterable[int]) -> tuple[Band, ...]:
    """Return how many people are in each band; everybody is in exactly one."""
    percents = list(percents)
    return tuple(
        Band(low, high, sum(low <= percent <= high for percent in percents)) for low, high in BANDS
    )


def expected_percent(*, starts_on: date | None, ends_on: date | None, on: date) -> int | None:
    """Return how far the calendar is in a cohort, 0 to 100; nothing for a permanent one."""
    if starts_on is None or ends_on is None:
        return None
    if on < starts_on:
        return 0
    if on >= ends_on:
        return 100
    return 100 * (on - starts_on).days // (ends_on - starts_on).days


def is_late(percent: int, *, expected: int | None) -> bool:
    return expected is not None and percent < 100 and percent < expected - PATIENCE
