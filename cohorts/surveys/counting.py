"""What answers say together, and when they may be shown: plain rules.

Answers without names are shown in groups, never fewer than `FEWEST` at a time (docs/decisions,
« Anonymous means that nobody can tell »).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5
PROMOTERS_FROM = 9
DETRACTORS_TO = 6


def releasable(held: int, *, is_closed: bool) -> int:
    """Return how many of the answers held back may be shown now.

    While a survey is open, groups of `FEWEST` leave only when as many stay behind: so the last
    group, at the closing, is never a small one, and no answer is lost if there were enough at all.
    """
    if is_closed:
        return held if held >= FEWEST else 0
    return max(held // FEWEST - 1, 0) * FEWEST


@dataclass(frozen=True)
class Line:
    """One possible answer, how many gave it, and their share of those who answered."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Recommendation:
    """The net promoter score: promoters (9 and 10) less detractors (0 to 6), in points."""

    promoters: int
    passives: int
    detractors: int

    @property
    def score(self) -> int:
        people = self.promoters + self.passives + self.detractors
        return round(100 * (self.promoters - self.detractors) / people)


def lines(labels: Sequence[str], chosen: Iterable[int], *, people: int) -> tuple[Line, ...]:
    """Count how often each place was chosen, by ``people`` who may each have chosen several."""
    counts = Counter(chosen)
    return tuple(
        Line(label, counts[place], round(100 * counts[place] / people) if people else 0)
        for place, label in enumerate(labels)
    )


def mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None


def recommendation(scores: Sequence[int]) -> Recommendation | None:
    """Sort scores from 0 to 10; nothing comes of nothing."""
    if not scores:
        return None
    promoters = sum(score >= PROMOTERS_FROM for score in scores)
    detractors = sum(score <= DETRACTORS_TO for score in scores)
    return Recommendation(promoters, len(scores) - promoters - detractors, detractors)
