"""Credit for a choice among options."""

from collections.abc import Set
from enum import StrEnum


class Credit(StrEnum):
    """What a partly right choice is worth."""

    ALL_OR_NOTHING = "all_or_nothing"
    RIGHT_MINUS_WRONG = "right_minus_wrong"


def score_choices(chosen: Set[str], correct: Set[str], credit: Credit) -> float:
    """Return the share of credit earned; never below 0, and 1 only for exactly what is right."""
    if credit is Credit.ALL_OR_NOTHING:
        return float(chosen == correct)
    right, wrong = len(chosen & correct), len(chosen - correct)
    return max(0, right - wrong) / len(correct)
