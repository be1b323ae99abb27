"""Trying questions out: graded and explained as a learner would see it, and kept nowhere."""

from collections.abc import Mapping, Sequence

from modules.kinds import KINDS, Answer, Snapshot
from modules.kinds.sheet import AskedQuestion, Show, sheet


def tried(questions: Sequence[Snapshot], answers: Mapping[int, Answer]) -> list[AskedQuestion]:
    """Return the questions with what was answered and earned; an answer not offered is blank."""
    given = {
        position: _given(asked, answers.get(position))
        for position, asked in enumerate(questions, start=1)
    }
    credits = {
        position: KINDS[asked["kind"]].grade(asked, given[position])
        for position, asked in enumerate(questions, start=1)
    }
    return sheet(questions, answers=given, credits=credits, show=Show.RESULT)


def _given(asked: Snapshot, answer: Answer | None) -> Answer:
    kind = KINDS[asked["kind"]]
    return answer if answer is not None and kind.accepts(asked, answer) else kind.blank
