"""Credit that people give with a rubric, and what comes off it."""

from collections.abc import Mapping, Sequence
from typing import Any

Levels = Mapping[str, str]


def score_rubric(rubric: Sequence[Mapping[str, Any]], chosen: Levels) -> float | None:
    """Return the share of the rubric's points that the chosen levels earn, by criterion.

    None until every criterion has a level of its own: half a reading is no mark.
    """
    earned = best = 0
    for criterion in rubric:
        points = {level["id"]: level["points"] for level in criterion["levels"]}
        if chosen.get(criterion["id"]) not in points:
            return None
        earned += points[chosen[criterion["id"]]]
        best += max(points.values())
    return earned / best if best else None


def score_mark(rubric: Sequence[Mapping[str, Any]], mark: Mapping[str, Any] | None) -> float | None:
    """Return what a reader's mark of one piece earns: by levels, or in % where none are named."""
    mark = mark or {}
    if rubric:
        return score_rubric(rubric, mark.get("levels", {}))
    percent = mark.get("percent")
    return None if percent is None else percent / 100


def middle_levels(
    rubric: Sequence[Mapping[str, Any]], readings: Sequence[Levels]
) -> dict[str, str]:
    """Return, by criterion, the level in the middle of what several readers chose.

    Between two, the lower one: it is a suggestion, and the last word is a person's.
    """
    middles = {}
    for criterion in rubric:
        order = sorted(criterion["levels"], key=lambda level: level["points"])
        places = {level["id"]: place for place, level in enumerate(order)}
        said = [reading.get(criterion["id"], "") for reading in readings]
        known = sorted(places[level] for level in said if level in places)
        if known:
            middles[criterion["id"]] = order[known[(len(known) - 1) // 2]]["id"]
    return middles


def less_for_lateness(score: float, *, days: int, percent_a_day: int) -> float:
    """Take points of percentage off for each day begun after the deadline; never below 0."""
    return max(0.0, score - days * percent_a_day / 100)
