"""A list of questions as a page shows it: to answer, or with answers and what they earned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modules.kinds import KINDS, Answer, Snapshot

PREFIX = "question-"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of the sheet; ``credit`` is None until it is graded."""

    position: int
    snapshot: Snapshot
    answer: Answer
    credit: float | None = None

    @property
    def name(self) -> str:
        """The name of its form fields."""
        return f"{PREFIX}{self.position}"

    @property
    def template(self) -> str:
        return KINDS[self.snapshot["kind"]].template

    @property
    def is_graded(self) -> bool:
        return self.credit is not None

    @property
    def result(self) -> str:
        """One word for what the answer earned: right, partly, wrong, or blank without an answer."""
        if self.answer == KINDS[self.snapshot["kind"]].blank:
            return "blank"
        if not self.credit:
            return "wrong"
        return "right" if self.credit == 1 else "partly"


def sheet(
    questions: Sequence[Snapshot],
    *,
    answers: Mapping[int, Answer] | None = None,
    credits: Mapping[int, float] | None = None,
) -> list[AskedQuestion]:
    """Return the questions numbered from 1, with the answers and credits known by position."""
    answers, credits = answers or {}, credits or {}
    return [
        AskedQuestion(
            position,
            snapshot,
            answers.get(position, KINDS[snapshot["kind"]].blank),
            credits.get(position),
        )
        for position, snapshot in enumerate(questions, start=1)
    ]
