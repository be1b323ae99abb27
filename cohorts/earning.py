"""When a certificate of completion is earned: the rules of a cohort, and what is missing, in words.

Plain values in, sentences out: no database and no clock.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Rules:
    """What a cohort asks for. Left alone: all that is required online, as the course says."""

    modules: bool = True
    quizzes: bool = False
    attendance_percent: int = 0


@dataclass(frozen=True)
class Work:
    """What a learner did, of what there was to do."""

    activities_done: int = 0
    activities: int = 0
    quizzes_passed: int = 0
    quizzes: int = 0
    half_days_present: int = 0
    half_days: int = 0


def missing(rules: Rules, work: Work) -> list[str]:
    """Return a sentence for each thing that is missing; nothing is missing: it is earned."""
    if not asks_for_something(rules, work):
        return [_("nothing has taken place that could be attested")]
    reasons = []
    left = work.activities - work.activities_done
    if rules.modules and left > 0:
        reasons.append(
            ngettext(
                "%(left)d online activity of %(total)d is missing",
                "%(left)d online activities of %(total)d are missing",
                left,
            )
            % {"left": left, "total": work.activities}
        )
    left = work.quizzes - work.quizzes_passed
    if rules.quizzes and left > 0:
        reasons.append(
            ngettext(
                "%(left)d quiz of %(total)d is not passed",
                "%(left)d quizzes of %(total)d are not passed",
                left,
            )
            % {"left": left, "total": work.quizzes}
        )
    left = half_days_needed(rules, work.half_days) - work.half_days_present
    if left > 0:
        reasons.append(
            ngettext(
                "%(left)d half-day of %(total)d is missing",
                "%(left)d half-days of %(total)d are missing",
                left,
            )
            % {"left": left, "total": work.half_days}
        )
    return reasons


def asks_for_something(rules: Rules, work: Work) -> bool:
    return bool(
        (rules.modules and work.activities)
        or (rules.quizzes and work.quizzes)
        or half_days_needed(rules, work.half_days)
    )


def half_days_needed(rules: Rules, half_days: int) -> int:
    """Return the share asked for, rounded up: 80 % of 8 half-days is 7."""
    return -(-half_days * rules.attendance_percent // 100)
