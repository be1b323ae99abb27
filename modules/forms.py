"""What learners send: the answers to a sheet of questions."""

from collections.abc import Sequence

from django.http import QueryDict

from modules.kinds import KINDS, Answer, Snapshot
from modules.kinds.sheet import DRAWN, PREFIX, digest, field


def read_answers(questions: Sequence[Snapshot], data: QueryDict) -> dict[int, Answer]:
    """Return the answers given on the page that sent this, by position, to check and keep.

    The page says what it was drawn with: an answer still as it was is left out, so that a page left
    open elsewhere takes nothing back. An answer to a question that was not asked stays in, as sent,
    so that it is refused and not silently dropped.
    """
    asked = dict(enumerate(questions, start=1))
    answers: dict[int, Answer] = {}
    for name in data:
        position = _position(name)
        if position in asked:
            question = asked[position]
            answer = KINDS[question["kind"]].read(question, data, field(position))
            if drawn_with(data, position) != digest(answer):
                answers[position] = answer
        elif position is not None:
            answers[position] = data.getlist(name)
    return answers


def drawn_with(data: QueryDict, position: int) -> str | None:
    """Return the digest of the answer with which the page drew this question."""
    return data.get(f"{DRAWN}{position}")


def _position(name: str) -> int | None:
    """Return the position in a field's name: a question may have fields of its own after a dot."""
    if not name.startswith(PREFIX):
        return None
    number = name.removeprefix(PREFIX).partition(".")[0]
    return int(number) if number.isdecimal() and len(number) < 6 else None
