"""What every kind of question can do. A kind knows no row and no person, only values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from wagtail.blocks import Block, StructValue

# Both travel as JSON: what was asked, and what was answered.
Snapshot = dict[str, Any]
Answer = Any


@dataclass(frozen=True)
class Kind:
    """One kind of question, as the quiz engine sees it.

    ``block``: what an author fills in.
    ``snapshot``: everything an attempt keeps of the question, in plain JSON, whatever becomes of
    the question afterwards; always with ``kind``, ``text`` and ``explanation``.
    ``read``: the answer in what a form sent under ``name``; ``blank`` when there is none.
    ``accepts``: whether an answer could have been given to this question.
    ``grade``: the credit of an accepted answer, 0 to 1.
    ``template``: draws the question, for answering and with its result (modules/questions).
    """

    name: str
    block: Block
    blank: Answer
    snapshot: Callable[[StructValue], Snapshot]
    read: Callable[[QueryDict, str], Answer]
    accepts: Callable[[Snapshot, Answer], bool]
    grade: Callable[[Snapshot, Answer], float]
    template: str
