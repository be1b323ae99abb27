"""Gap text: sentences with gaps, each a closed question of another kind.

The text holds ``[[1]]``, ``[[2]]``… where the gaps go, in any order. An answer is ``{gap: answer}``
for the gaps that were filled; the credit is the mean of theirs.
"""

import re
from random import Random

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.kinds import (
    matching,
    multiple_choice,
    number,
    ordering,
    parts,
    short_text,
    single_choice,
    true_false,
)
from modules.kinds.kind import Answer, Kind, Line, Snapshot

NAME = "gap_text"
CLOSED: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        short_text,
        single_choice,
        number,
        true_false,
        multiple_choice,
        matching,
        ordering,
    )
}
MARK = re.compile(r"\[\[([0-9]{1,2})\]\]")


def _gap(kind: Kind) -> blocks.Block:
    """Return the form of a kind inside a gap: the sentence around it may be all the question."""
    written = type(kind.block)
    text = blocks.CharBlock(
        required=False, default="", max_length=200, label=_("what the gap asks, for screen readers")
    )
    # A class attribute of None takes a block of the parent away.
    inside = type(f"{written.__name__}Gap", (written,), {"text": text, "picture": None})
    return inside(label=kind.block.label, icon=kind.block.meta.icon)


class GapTextBlock(blocks.StructBlock):
    text = parts.text_block(
        label=_("text"),
        rows=5,
        help_text=_("Write [[1]], [[2]]… where the gaps go, each once."),
    )
    picture = parts.PictureBlock()
    gaps = blocks.StreamBlock(
        [(name, _gap(kind)) for name, kind in CLOSED.items()],
        min_num=1,
        max_num=20,
        label=_("gaps, in the order of their numbers"),
    )
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = _("gap text")
        icon = "form"

    def clean(self, value):
        cleaned = super().clean(value)
        marks = sorted(int(mark) for mark in MARK.findall(cleaned["text"]))
        if marks != list(range(1, len(cleaned["gaps"]) + 1)):
            message = _("Each gap must be in the text once, and nothing else: %(marks)s.") % {
                "marks": " ".join(f"[[{number + 1}]]" for number in range(len(cleaned["gaps"])))
            }
            raise blocks.StructBlockValidationError(block_errors={"text": ValidationError(message)})
        return cleaned


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        gaps=[
            {"id": child.id, **CLOSED[child.block_type].snapshot(child.value)}
            for child in value["gaps"]
        ],
    )


def shuffle(snapshot: Snapshot, luck: Random) -> Snapshot:
    gaps = [CLOSED[gap["kind"]].shuffle(gap, luck) for gap in snapshot["gaps"]]
    return {**snapshot, "gaps": gaps}


def gap_field(name: str, gap: Snapshot) -> str:
    """Return the name of a gap's own field inside its question's."""
    return f"{name}.{gap['id']}"


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    answers = {}
    for gap in snapshot["gaps"]:
        kind = CLOSED[gap["kind"]]
        answer = kind.read(gap, data, gap_field(name, gap))
        if answer != kind.blank:
            answers[gap["id"]] = answer
    return answers


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    gaps = {gap["id"]: gap for gap in snapshot["gaps"]}
    return (
        isinstance(answer, dict)
        and gaps.keys() >= answer.keys()
        and all(_fills(gaps[gap], given) for gap, given in answer.items())
    )


def _fills(gap: Snapshot, answer: Answer) -> bool:
    kind = CLOSED[gap["kind"]]
    return answer != kind.blank and kind.accepts(gap, answer)


def grade(snapshot: Snapshot, answer: Answer) -> float:
    credits = [_credit(gap, answer) for gap in snapshot["gaps"]]
    return sum(credits) / len(credits)


def _credit(gap: Snapshot, answer: Answer) -> float:
    kind = CLOSED[gap["kind"]]
    return kind.grade(gap, answer.get(gap["id"], kind.blank)) or 0.0


def right(snapshot: Snapshot) -> Answer:
    return {gap["id"]: CLOSED[gap["kind"]].right(gap) for gap in snapshot["gaps"]}


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    """Return the text with its gaps filled as they were; nothing when none was."""
    if not answer:
        return ""
    said = [line.given or "…" for line in lines(snapshot, answer)]
    return MARK.sub(lambda mark: f"[{said[int(mark[1]) - 1]}]", snapshot["text"])


def lines(snapshot: Snapshot, answer: Answer) -> list[Line]:
    return [
        Line(
            label=str(number),
            given=_said(gap, answer.get(gap["id"])),
            right=_said(gap, CLOSED[gap["kind"]].right(gap)),
            credit=_credit(gap, answer),
            remark=gap["explanation"],
        )
        for number, gap in enumerate(snapshot["gaps"], start=1)
    ]


def _said(gap: Snapshot, answer: Answer) -> str:
    return "" if answer is None else CLOSED[gap["kind"]].in_words(gap, answer)


KIND = Kind(
    name=NAME,
    block=GapTextBlock(),
    blank={},
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    lines=lines,
    template="modules/questions/gap_text.html",
    hint=_("Fill the gaps in the text."),
    shuffle=shuffle,
)
