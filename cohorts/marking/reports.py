"""What readers look at: the work behind a paper, part by part, and where its grading stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.marking.models import Paper, Reading, Work
from cohorts.marking.passages import Segment, segments
from modules.grading.rubrics import middle_levels, score_mark
from modules.kinds import KINDS, Marking
from modules.models import Submission

Role = Reading.Role


@dataclass(frozen=True, slots=True)
class Part:
    """One answer that a person reads and marks."""

    position: int
    answer: str
    rubric: Sequence[Mapping[str, Any]]
    question: str = ""
    guidance: str = ""
    model_answer: str = ""

    @property
    def key(self) -> str:
        """Its name in a reading's marks."""
        return str(self.position)


def parts_of(work: Work) -> list[Part]:
    """Return what is to read: the whole submission, or the open answers of an attempt."""
    if isinstance(work, Submission):
        return [Part(1, work.text, work.rubric)]
    parts = []
    for response in work.responses.order_by("position"):
        asked = work.questions[response.position - 1]
        kind = KINDS[asked["kind"]]
        if kind.marking is Marking.BY_HAND and response.answer != kind.blank:
            parts.append(
                Part(
                    position=response.position,
                    answer=response.answer,
                    rubric=asked.get("rubric", []),
                    question=asked["text"],
                    guidance=asked.get("guidance", ""),
                    model_answer=asked.get("model_answer", ""),
                )
            )
    return parts


def credits_of(parts: Sequence[Part], marks: Mapping[str, Any]) -> dict[int, float] | None:
    """Return what the marks earn by part, or nothing while one is missing."""
    credits = {part.position: score_mark(part.rubric, marks.get(part.key)) for part in parts}
    known = {position: credit for position, credit in credits.items() if credit is not None}
    return known if len(known) == len(credits) else None


def mean_of(credits: Mapping[int, float] | None) -> int | None:
    """Return what the credits come to, in %."""
    return int(100 * sum(credits.values()) / len(credits) + 1e-9) if credits else None


def by_role(readings: Sequence[Reading]) -> dict[str, Reading]:
    """Return the team's readings of a paper by role; those of other learners stay aside."""
    return {each.role: each for each in readings if each.role != Role.PEER}


def role_for(
    readings: Sequence[Reading], *, reader_id: int, has_second_reader: bool
) -> Reading.Role | None:
    """Return as what this person reads the paper, or nothing when it is in other hands."""
    known = by_role(readings)
    first, second = known.get(Role.FIRST), known.get(Role.SECOND)
    if first and second and first.is_finished and second.is_finished:
        return Role.AGREED
    for reading in (first, second):
        if reading and reading.reader_id == reader_id:
            return Role(reading.role)
    if first is None:
        return Role.FIRST
    return Role.SECOND if has_second_reader and second is None else None


def readings_of(paper: Paper | None) -> list[Reading]:
    if paper is None:
        return []
    return list(paper.readings.select_related("reader").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Filled:
    """One part with its rubric as a reader filled it, and remarks where they stand in the text."""

    part: Part
    mark: Mapping[str, Any]
    remarks: Sequence[Mapping[str, Any]]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        chosen = self.mark.get("levels", {})
        return [
            {
                "title": criterion["title"],
                "levels": [
                    {**level, "is_chosen": chosen.get(criterion["id"]) == level["id"]}
                    for level in criterion["levels"]
                ],
            }
            for criterion in self.part.rubric
        ]

    @property
    def percent(self) -> int | None:
        credit = score_mark(self.part.rubric, self.mark)
        return None if credit is None else int(credit * 100 + 1e-9)

    @property
    def segments(self) -> list[Segment]:
        return segments(self.part.answer, [remark["passage"] for remark in self.remarks])


def filled(parts: Sequence[Part], reading: Reading | None) -> list[Filled]:
    """Return the parts as this reading fills them; without one, as they were handed in."""
    marks = reading.marks if reading else {}
    remarks = reading.remarks if reading else []
    return [Filled(part, marks.get(part.key, {}), remarks) for part in parts]


def suggested_marks(parts: Sequence[Part], readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the middle of what finished readings say, for whoever has the last word."""
    done = [each.marks for each in readings if each.is_finished]
    return {
        part.key: {
            "levels": middle_levels(
                part.rubric, [marks.get(part.key, {}).get("levels", {}) for marks in done]
            )
        }
        for part in parts
        if part.rubric and done
    }
