"""What every kind of question can do. A kind knows no row and no person, only values.

**What an author wrote** is one block of ``Question.content``: ``{"type": <kind>, "value": {…}}``.
Lists are stored as Wagtail stores them, ``[{"type": "item", "id": <uuid>, "value": …}, …]``, and
their ids are the ids of options, pairs and items for ever; below they are written ``[…]``. Every
value has ``text``, ``picture`` (``{"image": <id or null>, "alt": ""}``) and ``explanation``; those
that the platform grades have ``feedback`` (``{"right": "", "partly": "", "wrong": ""}``). Beside
these:

=================  ================================================================================
single_choice      ``options [{text, picture, is_correct, feedback, explanation, source}]``,
                   ``keeps_order``
multiple_choice    the same, and ``credit`` ("right_minus_wrong" or "all_or_nothing")
true_false         ``is_true`` ("true" or "false"), ``feedback_true``, ``feedback_false``
short_text         ``accepted [{text, feedback}]``, ``strict`` (of "case", "accents", "spaces",
                   "apostrophes": what is not forgiven)
number             ``number``, ``tolerance`` (decimals, as text), ``tolerance_kind`` ("absolute" or
                   "percent"), ``units [{name, factor}]``, ``needs_unit``
matching           ``pairs [{left, picture, right, feedback}]``, ``distractors [text]``
ordering           ``items [{text, picture, feedback}]`` in the right order, ``credit``
                   ("neighbours" or "all_or_nothing")
gap_text           ``gaps`` (a stream: ``[{"type": <kind>, "id": <uuid>, "value": {…}}]``; the text
                   holds ``[[1]]``, ``[[2]]``… where they go)
scale              ``points [text]``, ``low``, ``high``, ``has_no_opinion``
open_text          ``longest`` (words), ``model_answer``, ``guidance``, ``rubric [{title, levels
                   [{text, points}]}]``
=================  ================================================================================

**What an attempt keeps** is a snapshot, flat and in plain JSON: ``kind``, ``text``, ``picture``
(``{file, width, height, alt}`` or null), ``explanation``, ``feedback``; the lists above as
``[{id, …}]``; and what is right:

=================  ================================================================================
choices            ``options``, ``correct [id]``, ``credit``; true_false has the options "true" and
                   "false"
short_text         ``accepted``, ``strict``
number             ``number``, ``tolerance``, ``tolerance_kind``, ``units``, ``needs_unit``
matching           ``lefts [{id, text, picture, feedback}]``, ``rights [{id, text}]``,
                   ``correct {left: right}``
ordering           ``items`` in the order shown, ``correct [id]``, ``credit``
gap_text           ``gaps [{id, …the snapshot of the kind inside}]``
scale, open_text   as written (``points`` is a list of texts)
=================  ================================================================================

Snapshots made before a key existed do not have it: who reads one says what its absence means.

**Answers**: a sorted list of ids (choices), a text (short_text, number, open_text), ``{left:
right}`` (matching), a list of ids (ordering), ``{gap: answer}`` (gap_text), a whole number from 1,
or 0 for no opinion (scale).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from wagtail.blocks import Block, StructValue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Both travel as JSON: what was asked, and what was answered.
Snapshot = dict[str, Any]
Answer = Any


class Marking(StrEnum):
    """Who says what an answer is worth."""

    AT_ONCE = "at_once"  # the platform
    BY_HAND = "by_hand"  # a person, later: until then its credit is None
    NEVER = "never"  # nobody: there is no right answer, and its credit stays None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result: what was given, what was right there, and what it earned."""

    given: str
    right: str
    credit: float | None
    label: str = ""
    remark: str = ""
    picture: dict[str, Any] | None = None

    @property
    def is_right(self) -> bool:
        return self.credit == 1


def no_remark(snapshot: Snapshot, answer: Answer) -> str:
    return ""


def as_written(snapshot: Snapshot, luck: Random) -> Snapshot:
    """Leave the order alone: there is none, or it means something."""
    return snapshot


@dataclass(frozen=True)
class Kind:
    """One kind of question, as the quiz engine sees it.

    ``block``: what an author fills in.
    ``snapshot``: everything an attempt keeps of the question, in plain JSON, whatever becomes of
    the question afterwards.
    ``read``: the answer in what a form sent under ``name`` and ``name.…``; ``blank`` when there is
    none. It keeps what was not offered, so that it is refused and not silently dropped.
    ``accepts``: whether an answer could have been given to this question.
    ``grade``: the credit of an accepted answer, 0 to 1; None when it is not for the platform to
    say, or not yet.
    ``right``: an answer that earns everything; None when there is no such thing.
    ``in_words``: an answer as a person reads it, in one line.
    ``remark``: what the author says to those who gave this very answer.
    ``lines``: the result part by part, for the kinds that have parts; None: in one line.
    ``shuffle``: the same question with its parts in another order.
    ``hint``: how to answer, in one sentence.
    ``template``: draws what one answers with, or the answer and what was right
    (modules/questions; ``_question.html`` draws what is around it).
    """

    name: str
    block: Block
    blank: Answer
    snapshot: Callable[[StructValue], Snapshot]
    read: Callable[[Snapshot, QueryDict, str], Answer]
    accepts: Callable[[Snapshot, Answer], bool]
    grade: Callable[[Snapshot, Answer], float | None]
    right: Callable[[Snapshot], Answer | None]
    in_words: Callable[[Snapshot, Answer], str]
    template: str
    hint: "StrPromise | str" = ""
    shuffle: Callable[[Snapshot, Random], Snapshot] = as_written
    remark: Callable[[Snapshot, Answer], str] = no_remark
    lines: Callable[[Snapshot, Answer], list[Line]] | None = None
    marking: Marking = Marking.AT_ONCE
