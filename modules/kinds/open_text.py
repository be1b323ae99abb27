"""Open text: a few sentences or a page, read by a person who grades it with a rubric.

An answer is the text; an empty one earns nothing, and any other waits for its reader.
"""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BoundBlock

from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Marking, Snapshot

NAME = "open_text"
LONGEST_ANSWER = 20_000  # characters: six or seven pages


class LevelBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what is seen at this level"), max_length=300)
    points = blocks.IntegerBlock(label=_("points"), min_value=0, max_value=100)

    class Meta:
        label = _("level")
        icon = "order"


class CriterionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("criterion"), max_length=200)
    levels = blocks.ListBlock(LevelBlock(), min_num=2, max_num=8, label=_("levels"))

    class Meta:
        label = _("criterion")
        icon = "tasks"

    def clean(self, value):
        cleaned = super().clean(value)
        if not any(level["points"] for level in cleaned["levels"]):
            raise parts.refusal("levels", _("At least one level must be worth a point."))
        return cleaned


class OpenTextBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    longest = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=3000,
        label=_("words at most"),
        help_text=_("Said to learners as advice; empty: no limit is named."),
    )
    rubric = blocks.ListBlock(
        CriterionBlock(),
        default=[],
        max_num=12,
        label=_("rubric"),
        help_text=_("What the reader looks at, level by level; learners see it afterwards."),
    )
    model_answer = blocks.TextBlock(
        required=False,
        default="",
        label=_("a good answer"),
        help_text=_("Shown afterwards to everybody."),
    )
    guidance = blocks.TextBlock(
        required=False,
        default="",
        label=_("for whoever grades"),
        help_text=_("Learners never see it."),
    )
    explanation = parts.explanation_block()

    class Meta:
        label = _("open text")
        icon = "doc-full"


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        longest=value["longest"],
        model_answer=value["model_answer"],
        guidance=value["guidance"],
        rubric=rubric_of(value["rubric"].bound_blocks),
    )


def rubric_of(criteria: Iterable[BoundBlock]) -> list[dict[str, Any]]:
    """Return a rubric as whoever grades keeps it: plain values, whatever becomes of its page."""
    return [
        {"id": child.id, "title": child.value["title"], "levels": _levels(child.value)}
        for child in criteria
    ]


def _levels(criterion: blocks.StructValue) -> list[dict[str, Any]]:
    return [{"id": child.id, **child.value} for child in criterion["levels"].bound_blocks]


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    # A form sends two characters for the end of a line.
    return data.get(name, "").replace("\r\n", "\n").strip()


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return isinstance(answer, str) and len(answer) <= LONGEST_ANSWER


def grade(snapshot: Snapshot, answer: Answer) -> float | None:
    return None if answer else 0.0


def right(snapshot: Snapshot) -> None:
    return None


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    return answer


KIND = Kind(
    name=NAME,
    block=OpenTextBlock(),
    blank="",
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    template="modules/questions/open_text.html",
    marking=Marking.BY_HAND,
)
