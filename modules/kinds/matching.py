"""Matching: put each thing with what it belongs to, in a list to choose from.

An answer is ``{left: right}`` for the lefts that were given one. Two pairs may have the same right
side: it is offered once.
"""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import score_pairs
from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Line, Snapshot

NAME = "matching"


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("this"), max_length=300)
    right = blocks.CharBlock(label=_("goes with"), max_length=300)
    picture = parts.PictureBlock()
    feedback = parts.note_block(_("feedback"), _("Shown afterwards to those who missed it."))

    class Meta:
        label = _("pair")
        icon = "link"
        form_layout = blocks.BlockGroup(
            children=["left", "right", "feedback"], settings=["picture"]
        )


class MatchingBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=12, label=_("pairs"))
    distractors = blocks.ListBlock(
        blocks.CharBlock(label=_("belongs to nothing"), max_length=300),
        default=[],
        max_num=8,
        label=_("also offered"),
        help_text=_("Choices that go with nothing."),
    )
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = _("matching")
        icon = "link"

    def clean(self, value):
        cleaned = super().clean(value)
        rights = [parts.folded(pair["right"]) for pair in cleaned["pairs"]]
        if len({parts.folded(pair["left"]) for pair in cleaned["pairs"]}) < len(rights):
            raise parts.refusal("pairs", _("Two pairs ask about the same thing."))
        others = [parts.folded(text) for text in cleaned["distractors"]]
        if len({*rights, *others}) < 2:
            raise parts.refusal("pairs", _("There must be at least two things to choose from."))
        if set(rights) & set(others) or len(set(others)) < len(others):
            raise parts.refusal("distractors", _("This is already offered."))
        return cleaned


def snapshot(value: blocks.StructValue) -> Snapshot:
    pairs, others = value["pairs"].bound_blocks, value["distractors"].bound_blocks
    offered: dict[str, dict[str, str]] = {}
    for right_id, text in [
        *((child.id, child.value["right"]) for child in pairs),
        *((child.id, child.value) for child in others),
    ]:
        offered.setdefault(parts.folded(text), {"id": right_id, "text": text})
    return parts.snapshot(
        NAME,
        value,
        lefts=[
            {
                "id": child.id,
                "text": child.value["left"],
                "picture": parts.picture(child.value["picture"]),
                "feedback": child.value["feedback"],
            }
            for child in pairs
        ],
        # In the order of the alphabet, which gives nothing away and is quick to look through.
        rights=sorted(offered.values(), key=lambda right: parts.folded(right["text"])),
        correct={child.id: offered[parts.folded(child.value["right"])]["id"] for child in pairs},
    )


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    prefix = f"{name}."
    return {
        field.removeprefix(prefix): data[field]
        for field in data
        if field.startswith(prefix) and data[field]
    }


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    lefts = {left["id"] for left in snapshot["lefts"]}
    rights = [right["id"] for right in snapshot["rights"]]
    return (
        isinstance(answer, dict)
        and lefts.issuperset(answer)
        and all(chosen in rights for chosen in answer.values())
    )


def grade(snapshot: Snapshot, answer: Answer) -> float:
    return score_pairs(answer, snapshot["correct"])


def right(snapshot: Snapshot) -> Answer:
    return snapshot["correct"]


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    rights = {right["id"]: right["text"] for right in snapshot["rights"]}
    return " ; ".join(
        f"{left['text']} → {rights[answer[left['id']]]}"
        for left in snapshot["lefts"]
        if left["id"] in answer
    )


def lines(snapshot: Snapshot, answer: Answer) -> list[Line]:
    rights = {right["id"]: right["text"] for right in snapshot["rights"]}
    return [
        _line(left, rights, answer.get(left["id"], ""), snapshot["correct"][left["id"]])
        for left in snapshot["lefts"]
    ]


def _line(left: dict[str, Any], rights: dict[str, str], chosen: str, belongs: str) -> Line:
    is_right = chosen == belongs
    return Line(
        label=left["text"],
        given=rights.get(chosen, ""),
        right=rights[belongs],
        credit=float(is_right),
        remark="" if is_right else left["feedback"],
        picture=left["picture"],
    )


KIND = Kind(
    name=NAME,
    block=MatchingBlock(),
    blank={},
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    lines=lines,
    template="modules/questions/matching.html",
    hint=_("For each line, choose what goes with it."),
)
