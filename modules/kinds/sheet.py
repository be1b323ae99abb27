"""A list of questions as a page shows it: to answer, as answered, or with what was right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from modules.kinds import KINDS, Answer, Kind, Snapshot
from modules.kinds.kind import Marking

PREFIX = "question-"


def field(position: int) -> str:
    """Return the name under which a form sends the answer to this question."""
    return f"{PREFIX}{position}"


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

    @property
    def kind(self) -> Kind:
        return KINDS[self.snapshot["kind"]]

    @property
    def name(self) -> str:
        """The name of its form fields."""
        return field(self.position)

    @property
    def template(self) -> str:
        return self.kind.template

    @property
    def hint(self) -> str:
        return str(self.kind.hint)

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
    def in_words(self) -> str:
        return self.kind.in_words(self.snapshot, self.answer)

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
