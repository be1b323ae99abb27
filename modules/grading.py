"""How answers earn credit, from 0 to 1: plain functions of what was chosen and what is right."""

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


def score_attempt(credits: list[float]) -> float | None:
    """Return the share of the whole: every question that earns credit weighs the same."""
    return sum(credits) / len(credits) if credits else None
