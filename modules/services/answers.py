"""Answers to an open attempt: each is saved as it is given, alone, and the newest one wins.

A save takes its attempt's row, as handing in does: whatever was confirmed before the attempt is
handed in, or before its time is over, counts; nothing after.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modules.kinds import KINDS, Answer
from modules.models import Attempt, Response
from modules.services.completions import Refused

logger = logging.getLogger(__name__)

# A page of closed questions weighs a few kilobytes; essays fit too.
MAX_ANSWERS_BYTES = 200_000


class QuestionNotAsked(Refused):
    pass


class AnswerNotOffered(Refused):
    pass


class AnswersTooLarge(Refused):
    pass


class AttemptIsOver(Refused):
    pass


class AnswerIsFinal(Refused):
    pass


class NothingToExplain(Refused):
    pass


@transaction.atomic
def save_answers(
    *, attempt: Attempt, answers: Mapping[int, Answer], at: datetime | None = None
) -> dict[int, Answer]:
    """Keep these answers (by position, from 1); return what those that changed replace."""
    at = at or timezone.now()
    with refusals_logged(attempt):
        return keep(lock_open(attempt, at=at), answers, at=at)


@transaction.atomic
def check_answer(
    *,
    attempt: Attempt,
    position: int,
    answers: Mapping[int, Answer] | None = None,
    at: datetime | None = None,
) -> None:
    """Save, and let the learner see what is right, and why; where it counts, that is final."""
    at = at or timezone.now()
    with refusals_logged(attempt):
        attempt = lock_open(attempt, at=at)
        keep(attempt, answers or {}, at=at)
        response = attempt.responses.filter(position=position).first()
        if not attempt.quiz.explains_at_once:
            raise NothingToExplain(_("In this quiz, answers are not explained before the end."))
        if response is None or response.answer == _kind(attempt, position).blank:
            raise NothingToExplain(_("Answer first: the explanation comes next."))
        asked = attempt.questions[position - 1]
        response.credit = KINDS[asked["kind"]].grade(asked, response.answer)
        response.checked_at = at
        response.save(update_fields=["credit", "checked_at"])


@transaction.atomic
def answer_again(
    *,
    attempt: Attempt,
    position: int,
    answers: Mapping[int, Answer] | None = None,
    at: datetime | None = None,
) -> None:
    """Ask the question again, in practice; the answer so far stays until another is given."""
    at = at or timezone.now()
    with refusals_logged(attempt):
        attempt = lock_open(attempt, at=at)
        keep(attempt, answers or {}, at=at)
        if not attempt.quiz.is_practice:
            raise AnswerIsFinal(_("You have seen the explanation: this answer is final."))
        attempt.responses.filter(position=position).update(credit=None, checked_at=None)


@contextmanager
def refusals_logged(attempt: Attempt) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        logger.warning("Attempt %s refused: %s", attempt.pk, type(refusal).__name__)
        raise


def lock(attempt: Attempt) -> Attempt:
    """Hold the attempt until the transaction ends: saving and handing in come one by one."""
    attempts = Attempt.objects.select_for_update(of=("self",), no_key=True)
    return attempts.select_related("learner", "quiz").get(pk=attempt.pk)


def lock_open(attempt: Attempt, *, at: datetime) -> Attempt:
    attempt = lock(attempt)
    if attempt.is_submitted or attempt.is_overdue(at=at):
        raise AttemptIsOver(_("This attempt is over: what was saved before the end counts."))
    return attempt


def keep(attempt: Attempt, answers: Mapping[int, Answer], *, at: datetime) -> dict[int, Answer]:
    """Check and write the answers of an attempt that is held; those saved already stay alone."""
    _check(attempt, answers)
    saved = {response.position: response for response in attempt.responses.all()}
    replaced = {
        place: saved[place].answer if place in saved else _kind(attempt, place).blank
        for place in answers
    }
    changed = {place: answer for place, answer in answers.items() if answer != replaced[place]}
    looked_at = {place for place, response in saved.items() if response.checked_at}
    if looked_at & changed.keys() and not attempt.quiz.is_practice:
        raise AnswerIsFinal(_("You have seen the explanation: this answer is final."))
    write(
        attempt,
        {place: {"answer": answer, "saved_at": at} for place, answer in changed.items()},
        fields=["answer", "saved_at", "credit", "checked_at"],
    )
    return {place: replaced[place] for place in changed}


def write(attempt: Attempt, rows: Mapping[int, Mapping[str, Any]], *, fields: list[str]) -> None:
    """Write these fields of the responses at these positions, in one query."""
    Response.objects.bulk_create(
        [
            Response(
                attempt=attempt,
                position=place,
                question_id=attempt.questions[place - 1].get("question"),
                version=attempt.questions[place - 1].get("version", 0),
                **row,
            )
            for place, row in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=fields,
    )


def _kind(attempt: Attempt, position: int) -> Any:
    return KINDS[attempt.questions[position - 1]["kind"]]


def _check(attempt: Attempt, answers: Mapping[int, Answer]) -> None:
    """Refuse what could not have been answered."""
    if len(json.dumps(answers, default=str)) > MAX_ANSWERS_BYTES:
        raise AnswersTooLarge(_("These answers are too long to be kept. Please shorten them."))
    if not answers.keys() <= set(range(1, len(attempt.questions) + 1)):
        raise QuestionNotAsked(_("One of these answers is to a question that was not asked."))
    for position, answer in answers.items():
        asked = attempt.questions[position - 1]
        if not KINDS[asked["kind"]].accepts(asked, answer):
            raise AnswerNotOffered(
                _("The answer to question %(position)d is not one of those offered.")
                % {"position": position}
            )
