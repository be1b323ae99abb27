"""Ordering: put things in order, one step up or down at a time, without dragging.

An answer is the list of all ids in the order given. A page sends the order that it shows whether or
not anybody looked at it: it is an answer once something was moved, or kept on purpose.
"""

from random import Random

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import OrderCredit, score_order
from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Line, Snapshot

NAME = "ordering"
UP, DOWN = "up", "down"


class ItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=300)
    picture = parts.PictureBlock()
    feedback = parts.note_block(_("feedback"), _("Shown afterwards to those who missed its place."))

    class Meta:
        label = _("item")
        icon = "order"
        form_layout = blocks.BlockGroup(children=["text", "feedback"], settings=["picture"])


class OrderingBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    items = blocks.ListBlock(
        ItemBlock(), min_num=3, max_num=10, label=_("items, in the right order")
    )
    credit = blocks.ChoiceBlock(
        choices=[
            (OrderCredit.NEIGHBOURS.value, _("for each item followed by the right one")),
            (OrderCredit.ALL_OR_NOTHING.value, _("all or nothing")),
        ],
        default=OrderCredit.NEIGHBOURS.value,
        label=_("credit"),
    )
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = _("ordering")
        icon = "order"

    def clean(self, value):
        cleaned = super().clean(value)
        items = cleaned["items"]
        if len({parts.folded(item["text"]) for item in items}) < len(items):
            raise parts.refusal("items", _("Two items say the same thing: each must be different."))
        return cleaned


def snapshot(value: blocks.StructValue) -> Snapshot:
    children = value["items"].bound_blocks
    items = [
        {
            "id": child.id,
            "text": child.value["text"],
            "picture": parts.picture(child.value["picture"]),
            "feedback": child.value["feedback"],
        }
        for child in children
    ]
    correct = [child.id for child in children]
    shown = sorted(items, key=lambda item: parts.folded(item["text"]))
    return parts.snapshot(
        NAME,
        value,
        # Never as they should be.
        items=shown if [item["id"] for item in shown] != correct else shown[::-1],
        correct=correct,
        credit=value["credit"],
    )


def shuffle(snapshot: Snapshot, luck: Random) -> Snapshot:
    items = luck.sample(snapshot["items"], len(snapshot["items"]))
    if [item["id"] for item in items] == snapshot["correct"]:
        items.reverse()
    return {**snapshot, "items": items}


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    order = data.getlist(name)
    way, _colon, moved = data.get(f"{name}.move", "").partition(":")
    if not moved and f"{name}.kept" not in data:
        return []
    return _moved(order, moved, way) if moved in order else order


def _moved(order: list[str], moved: str, way: str) -> list[str]:
    here = order.index(moved)
    there = here - 1 if way == UP else here + 1
    if not 0 <= there < len(order):
        return order
    changed = list(order)
    changed[here], changed[there] = changed[there], changed[here]
    return changed


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return (
        isinstance(answer, list)
        and all(isinstance(item, str) for item in answer)
        and (not answer or sorted(answer) == sorted(snapshot["correct"]))
    )


def grade(snapshot: Snapshot, answer: Answer) -> float:
    return score_order(answer, snapshot["correct"], OrderCredit(snapshot["credit"]))


def right(snapshot: Snapshot) -> Answer:
    return snapshot["correct"]


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    texts = {item["id"]: item["text"] for item in snapshot["items"]}
    return " → ".join(texts[item] for item in answer)


def lines(snapshot: Snapshot, answer: Answer) -> list[Line]:
    """Return the places in order: what was put there, and what belongs there."""
    items = {item["id"]: item for item in snapshot["items"]}
    given = answer or [""] * len(snapshot["correct"])
    places = zip(given, snapshot["correct"], strict=True)
    return [
        Line(
            label=str(place),
            given=items[put]["text"] if put else "",
            right=items[belongs]["text"],
            credit=float(put == belongs),
            remark="" if put == belongs else items[belongs]["feedback"],
            picture=items[belongs]["picture"],
        )
        for place, (put, belongs) in enumerate(places, start=1)
    ]


KIND = Kind(
    name=NAME,
    block=OrderingBlock(),
    blank=[],
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    lines=lines,
    template="modules/questions/ordering.html",
    hint=_("Move the lines up or down until their order is right."),
    shuffle=shuffle,
)
