"""A list of questions as a page shows it: to answer, as answered, or with what was right."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from modules.kinds import KINDS, Answer, Kind, Line, Snapshot, gap_text
from modules.kinds.kind import Marking

PREFIX = "question-"
DRAWN = "drawn-"


def field(position: int) -> str:
    """Return the name under which a form sends the answer to this question."""
    return f"{PREFIX}{position}"


def digest(answer: Answer) -> str:
    """Return a short word for an answer: a page sends it back, to tell what was changed there."""
    said = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class Show(StrEnum):
    """How much a page shows of a question."""

    FIELDS = "fields"  # what one answers with
    ANSWER = "answer"  # what was answered, and nothing of what is right
    RESULT = "result"  # what was answered, what was right and why


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of the sheet; ``credit`` is None until it is graded, or if it never is.

    A page includes ``modules/questions/_question.html`` with it, inside its own form.
    """

    position: int
    snapshot: Snapshot
    answer: Answer
    credit: float | None = None
    show: Show = Show.FIELDS
    # For a question inside a gap text: its id there, and its number.
    gap: str = ""
    gap_number: int = 0

    @property
    def kind(self) -> Kind:
        return KINDS[self.snapshot["kind"]]

    @property
    def name(self) -> str:
        """The name of its form fields."""
        name = field(self.position)
        return f"{name}.{self.gap}" if self.gap else name

    @property
    def template(self) -> str:
        return self.kind.template

    @property
    def heading(self) -> str:
        """What stands above the answer: a gap text is read where its gaps are filled."""
        return str(self.kind.hint) if self.kind is gap_text.KIND else self.snapshot["text"]

    @property
    def hint(self) -> str:
        return "" if self.kind is gap_text.KIND else str(self.kind.hint)

    @property
    def is_asked(self) -> bool:
        return self.show is Show.FIELDS

    @property
    def is_explained(self) -> bool:
        return self.show is Show.RESULT

    @property
    def is_blank(self) -> bool:
        return self.answer == self.kind.blank

    @property
    def digest(self) -> str:
        return digest(self.answer)

    @property
    def in_words(self) -> str:
        return self.kind.in_words(self.snapshot, self.answer)

    @property
    def lines(self) -> list[Line]:
        """The result part by part; a kind without parts has one."""
        kind, snapshot = self.kind, self.snapshot
        if kind.lines:
            return kind.lines(snapshot, self.answer)
        right = kind.right(snapshot)
        said = "" if right is None else kind.in_words(snapshot, right)
        remark = kind.remark(snapshot, self.answer)
        return [Line(self.in_words, said, self.credit, remark=remark)]

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of an ordering, as they stand now."""
        shown = {item["id"]: item for item in self.snapshot["items"]}
        return [shown[item] for item in self.answer or shown]

    @property
    def pieces(self) -> list["str | AskedQuestion"]:
        """The words of a gap text, and its gaps, as they follow each other."""
        # Splitting at a mark gives words and the numbers of gaps in turn.
        split = gap_text.MARK.split(self.snapshot["text"])
        return [
            self._gap(int(piece) - 1) if index % 2 else piece for index, piece in enumerate(split)
        ]

    def _gap(self, index: int) -> "AskedQuestion":
        gap = self.snapshot["gaps"][index]
        answer = self.answer.get(gap["id"], KINDS[gap["kind"]].blank)
        credit = self.lines[index].credit
        return AskedQuestion(
            self.position, gap, answer, credit, self.show, gap=gap["id"], gap_number=index + 1
        )

    @property
    def result(self) -> str:
        """One word for what the answer earned.

        Right, partly or wrong; blank without an answer; waiting for whoever grades it; or noted,
        when no answer is right.
        """
        if self.is_blank:
            return "blank"
        if self.credit is None:
            return "waiting" if self.kind.marking is Marking.BY_HAND else "noted"
        if not self.credit:
            return "wrong"
        return "right" if self.credit == 1 else "partly"

    @property
    def feedback(self) -> str:
        """What the author says to those whose answer earned this."""
        # A snapshot of before there was feedback has none.
        said = self.snapshot.get("feedback") or {}
        return said.get("wrong" if self.result == "blank" else self.result, "")


def sheet(
    questions: Sequence[Snapshot],
    *,
    answers: Mapping[int, Answer] | None = None,
    credits: Mapping[int, float | None] | None = None,
    show: Show = Show.FIELDS,
) -> list[AskedQuestion]:
    """Return the questions numbered from 1, with the answers and credits known by position."""
    answers, credits = answers or {}, credits or {}
    return [
        AskedQuestion(
            position,
            snapshot,
            answers.get(position, KINDS[snapshot["kind"]].blank),
            credits.get(position),
            show,
        )
        for position, snapshot in enumerate(questions, start=1)
    ]
