"""The figures of questions and quizzes as tables."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from modules.formats.tables import as_csv
from modules.reports import Figures, QuizFigures


def question_table(versions: list[Figures]) -> bytes:
    """Write one line per version, and one per option of each."""
    headings = [
        _("Version"),
        _("Attempts"),
        _("Facility"),
        _("Discrimination"),
        _("Seconds"),
        _("Option"),
        _("Share"),
        _("What it says"),
    ]
    return as_csv(headings, _lines_of_versions(versions))


def quiz_table(quiz: QuizFigures) -> bytes:
    """Write one line per question and version, then one for the quiz as a whole."""
    headings = [
        _("Question"),
        _("Version"),
        _("Attempts"),
        _("Facility"),
        _("Discrimination"),
        _("Cronbach’s alpha"),
        _("Standard error (points out of 100)"),
        _("What it says"),
    ]
    return as_csv(headings, _lines_of_quiz(quiz))


def _lines_of_versions(versions: list[Figures]) -> Iterator[list]:
    for one in versions:
        yield [one.version, one.attempts, *_measures(one), one.seconds if one.is_shown else None,
               None, None, _advice(one)]  # fmt: skip
        if one.is_shown:
            for option in one.options:
                yield [one.version, one.attempts, None, None, None, option.text, option.share,
                       option.advice]  # fmt: skip


def _lines_of_quiz(quiz: QuizFigures) -> Iterator[list]:
    for one in quiz.questions:
        yield [one.title, one.version, one.attempts, *_measures(one), None, None, _advice(one)]
    advice = quiz.alpha_advice if quiz.alpha_is_shown else _("Too few attempts to say.")
    score = None if quiz.score is None else quiz.score / 100
    yield [_("The whole quiz"), None, quiz.attempts, score, None, quiz.alpha, quiz.error, advice]


def _measures(one: Figures) -> list[float | None]:
    return [one.facility, one.discrimination] if one.earns_credit else [None, None]


def _advice(one: Figures) -> str:
    if not one.is_shown:
        return _("Too few attempts to say.")
    return f"{one.facility_advice} {one.discrimination_advice}" if one.earns_credit else ""
