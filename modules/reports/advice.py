"""What a figure means and what to do about it, in one sentence of plain language."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from modules.measures import Choice, Discrimination, Facility, Reliability

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Verdict = Facility | Discrimination | Choice | Reliability

SAID: "dict[Verdict, StrPromise]" = {
    Facility.TOO_EASY: _(
        "Too easy: nearly everybody is right. Make the wrong answers more tempting, or keep it as "
        "a warm-up."
    ),
    Facility.TOO_HARD: _(
        "Too hard: hardly anybody is right. Check which answer is marked as right, that the lesson "
        "says it, and the wording."
    ),
    Facility.FINE: _("Neither too easy nor too hard: keep it."),
    Discrimination.UNKNOWN: _(
        "Cannot be told: everybody earned the same here or elsewhere, or too few attempts had "
        "other questions."
    ),
    Discrimination.REVERSED: _(
        "Those who know the rest are wrong here: check which answer is marked as right, then the "
        "wording."
    ),
    Discrimination.NONE: _(
        "Does not tell people apart: those who know the rest do no better here. Ask something more "
        "precise."
    ),
    Discrimination.FAIR: _("Tells people apart a little: a more tempting wrong answer would help."),
    Discrimination.GOOD: _("Tells well those who know from those who do not: keep it."),
    Choice.NEVER: _("Distractor never chosen: replace it, or take it out."),
    Choice.RARE: _("Distractor hardly ever chosen: make it more plausible."),
    Choice.WORKS: _("A wrong answer that tempts: keep it."),
    Choice.RIGHT: _("Right answer."),
    Choice.RIGHT_BUT_BEATEN: _(
        "Right answer, but a wrong one is chosen more: check which is marked, and the wording."
    ),
    Reliability.UNKNOWN: _(
        "Cannot be reckoned: it takes at least two questions with credit, and scores that differ."
    ),
    Reliability.LOW: _(
        "The questions do not go together: a score says little. Mend first those that do not tell "
        "people apart."
    ),
    Reliability.FAIR: _("Enough for practice; for an examination, add questions like the best."),
    Reliability.GOOD: _("The questions measure the same thing: scores may be trusted."),
}
