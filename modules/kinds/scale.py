"""Scale: how far one agrees, point by point. No answer is right, so it earns no credit.

An answer is the number of the point, from 1; 0 is « no opinion », and None no answer.
"""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Marking, Snapshot

NAME = "scale"
NO_OPINION = 0
AGREEMENT = [
    gettext_lazy("Not at all"),
    gettext_lazy("Rather not"),
    gettext_lazy("Neither yes nor no"),
    gettext_lazy("Rather yes"),
    gettext_lazy("Completely"),
]


def _agreement() -> list[str]:
    return [str(point) for point in AGREEMENT]


class ScaleBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    points = blocks.ListBlock(
        blocks.CharBlock(label=gettext_lazy("point"), max_length=80),
        min_num=2,
        max_num=11,
        default=_agreement,
        label=gettext_lazy("points"),
        help_text=gettext_lazy("From the lowest to the highest: words or numbers."),
    )
    low = blocks.CharBlock(
        required=False, default="", max_length=80, label=gettext_lazy("what the lowest point means")
    )
    high = blocks.CharBlock(
        required=False,
        default="",
        max_length=80,
        label=gettext_lazy("what the highest point means"),
    )
    has_no_opinion = blocks.BooleanBlock(
        required=False, default=False, label=gettext_lazy("offer “No opinion” as well")
    )
    explanation = parts.explanation_block()

    class Meta:
        label = gettext_lazy("scale")
        icon = "list-ol"


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        points=list(value["points"]),
        low=value["low"],
        high=value["high"],
        has_no_opinion=value["has_no_opinion"],
    )


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    sent = data.get(name, "")
    if not sent:
        return None
    # Nobody is offered a point of three digits: what looks like one is kept to be refused.
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else sent


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    if answer is None:
        return True
    lowest = NO_OPINION if snapshot["has_no_opinion"] else 1
    # True is a whole number in Python, and no point of a scale.
    return type(answer) is int and lowest <= answer <= len(snapshot["points"])


def grade(snapshot: Snapshot, answer: Answer) -> None:
    return None


def right(snapshot: Snapshot) -> None:
    return None


def in_words(snapshot: Snapshot, answer: Any) -> str:
    if answer is None:
        return ""
    return _("No opinion") if answer == NO_OPINION else snapshot["points"][answer - 1]


KIND = Kind(
    name=NAME,
    block=ScaleBlock(),
    blank=None,
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    template="modules/questions/scale.html",
    hint=gettext_lazy("Choose one point: no answer is right or wrong."),
    marking=Marking.NEVER,
)
