"""What learners send: the answers to an attempt."""

from django.http import QueryDict

from modules.kinds import KINDS, Answer
from modules.kinds.sheet import PREFIX
from modules.models import Attempt


def read_answers(attempt: Attempt, data: QueryDict) -> dict[int, Answer]:
    """Return the answers sent, by position, for ``submit_attempt`` to check and grade.

    An answer to a question that was not asked stays in, as sent, so that it is refused and not
    silently dropped.
    """
    asked = dict(enumerate(attempt.questions, start=1))
    answers: dict[int, Answer] = {}
    for name in data:
        position = _position(name)
        if position in asked:
            answers[position] = KINDS[asked[position]["kind"]].read(data, name)
        elif position is not None:
            answers[position] = data.getlist(name)
    return answers


def _position(name: str) -> int | None:
    number = name.removeprefix(PREFIX)
    return int(number) if number != name and number.isdecimal() and len(number) < 6 else None
