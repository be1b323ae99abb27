"""A whole attempt: its score, when its time is over, and which of several counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class Counted(StrEnum):
    """Which of a learner's attempts at a quiz counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


def score_attempt(credits: list[float]) -> float | None:
    """Return the share of the whole: every question that earns credit weighs the same."""
    return sum(credits) / len(credits) if credits else None


def end_of_attempt(
    started_at: datetime, *, minutes: int | None, extra_percent: int, closes_at: datetime | None
) -> datetime | None:
    """Return when an attempt is over; nothing when it may take for ever.

    Extra time is a right: it lengthens the limit, and moves the closing of the quiz as far.
    """
    if minutes is None:
        return closes_at
    limit = timedelta(minutes=minutes)
    extra = limit * extra_percent / 100
    ends_at = started_at + limit + extra
    return min(ends_at, closes_at + extra) if closes_at else ends_at


def counting(scores: Sequence[float | None], counted: Counted) -> int | None:
    """Return the place of the attempt that counts, among graded ones in order.

    Without a score, an attempt asked nothing that earns credit: no other is better.
    """
    if not scores:
        return None
    if counted is Counted.FIRST:
        return 0
    if counted is Counted.LAST:
        return len(scores) - 1
    return max(range(len(scores)), key=lambda place: _worth(scores[place]))


def _worth(score: float | None) -> float:
    return 1.0 if score is None else score
