"""What answers tell about questions: item statistics of classical test theory, in plain Python.

Figures over fewer than ``FEWEST`` attempts are not given: they would say more about five people
than about a question, and might name them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from math import sqrt
from statistics import fmean, variance

FEWEST = 5

# A distractor that fewer than one in twenty choose does no work (Haladyna & Downing, 1993,
# "How many options is enough for a multiple-choice test item?").
RARE = 0.05


class Facility(Enum):
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    FINE = "fine"


class Discrimination(Enum):
    UNKNOWN = "unknown"
    REVERSED = "reversed"
    NONE = "none"
    FAIR = "fair"
    GOOD = "good"


class Choice(Enum):
    """How one option is chosen."""

    NEVER = "never"
    RARE = "rare"
    WORKS = "works"
    RIGHT = "right"
    RIGHT_BUT_BEATEN = "right_but_beaten"


class Reliability(Enum):
    UNKNOWN = "unknown"
    LOW = "low"
    FAIR = "fair"
    GOOD = "good"


def facility(credits: Sequence[float]) -> float:
    """Return the mean credit, from 0 (nobody knows) to 1 (everybody does)."""
    return fmean(credits)


def discrimination(credits: Sequence[float], rests: Sequence[float]) -> float | None:
    """Return how the credit of a question goes with the score on the other ones, from -1 to 1.

    This is the point-biserial correlation with the item removed from the total (for right or wrong
    answers), and the product-moment correlation where credit is partial. None when one of the two
    never varies.

    Worked example: the five items of LSAT section VI answered by 1,000 people (Bock & Lieberman,
    1970, "Fitting a response model for n dichotomously scored items", Psychometrika 35), analysed
    in Rizopoulos (2006), "ltm: An R package for latent variable modeling and item response theory
    analyses", Journal of Statistical Software 17(5): 0.1128, 0.1532, 0.1728, 0.1444, 0.1216
    ("Point Biserial correlation with Total Score", excluded).
    """
    credit_mean, rest_mean = fmean(credits), fmean(rests)
    credit_gaps = [credit - credit_mean for credit in credits]
    rest_gaps = [rest - rest_mean for rest in rests]
    spread = sum(gap * gap for gap in credit_gaps) * sum(gap * gap for gap in rest_gaps)
    # A credit that never varies leaves dust of rounding behind, not zero.
    if spread < 1e-18:
        return None
    together = sum(a * b for a, b in zip(credit_gaps, rest_gaps, strict=True))
    return together / sqrt(spread)


def cronbach_alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Return how well the questions of a quiz measure one thing together, at most 1.

    One row per attempt, one credit per question: k/(k-1) · (1 - sum of the variances of the
    questions / variance of the totals) (Cronbach, 1951, "Coefficient alpha and the internal
    structure of tests", Psychometrika 16). None with fewer than two questions or two attempts, or
    when everybody has the same total.

    Worked example: 0.2950 for the five items of LSAT section VI (as in ``discrimination``).
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    count = len(rows[0])
    spread = variance(map(sum, rows))
    if spread < 1e-12:
        return None
    return count / (count - 1) * (1 - sum(map(variance, zip(*rows, strict=True))) / spread)


def standard_error(scores: Sequence[float], alpha: float) -> float:
    """Return by how much a score may miss what the person knows, in the unit of the scores.

    Two times in three the difference is smaller: s · √(1 - alpha) (Lord & Novick, 1968,
    "Statistical theories of mental test scores").
    """
    # An alpha below 0 says that the questions do not go together: the whole spread is error.
    return sqrt(variance(scores) * (1 - max(alpha, 0)))


def shares(choices: Iterable[Collection[str]], options: Sequence[str]) -> dict[str, float]:
    """Return the share of attempts that chose each option; several may be chosen in one."""
    chosen = [set(choice) for choice in choices]
    counts = Counter(option for choice in chosen for option in choice)
    return {option: counts[option] / len(chosen) for option in options}


def judge_facility(value: float) -> Facility:
    """Say whether a question is answered by nearly everybody, or by hardly anybody."""
    if value >= 0.9:
        return Facility.TOO_EASY
    return Facility.TOO_HARD if value < 0.25 else Facility.FINE


def judge_discrimination(value: float | None) -> Discrimination:
    """Say whether those who know the rest know this (marks of Ebel & Frisbie, 1991)."""
    if value is None:
        return Discrimination.UNKNOWN
    if value < 0:
        return Discrimination.REVERSED
    if value < 0.2:
        return Discrimination.NONE
    return Discrimination.FAIR if value < 0.3 else Discrimination.GOOD


def judge_choice(option: str, chosen: dict[str, float], correct: Collection[str]) -> Choice:
    """Say what an option does: a right one should be chosen most, a wrong one by some."""
    if option in correct:
        beaten = any(
            share > chosen[option] for other, share in chosen.items() if other not in correct
        )
        return Choice.RIGHT_BUT_BEATEN if beaten else Choice.RIGHT
    if not chosen[option]:
        return Choice.NEVER
    return Choice.RARE if chosen[option] < RARE else Choice.WORKS


def judge_alpha(value: float | None) -> Reliability:
    """Say whether a score may be trusted: 0.7 is the usual mark (Nunnally, 1978)."""
    if value is None:
        return Reliability.UNKNOWN
    if value < 0.5:
        return Reliability.LOW
    return Reliability.FAIR if value < 0.7 else Reliability.GOOD
