"""What single and multiple choice share: options, some of them right, and a choice among them.

An answer is the sorted list of the ids of the options chosen.
"""

from random import Random
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import Credit, score_choices
from modules.kinds import parts
from modules.kinds.kind import Answer, Snapshot


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=500)
    is_correct = blocks.BooleanBlock(required=False, default=False, label=_("right answer"))
    picture = parts.PictureBlock()
    feedback = parts.note_block(
        _("feedback"), _("Shown afterwards to those who chose this option.")
    )
    explanation = blocks.TextBlock(
        required=False,
        default="",
        label=_("explanation"),
        rows=2,
        help_text=_("Shown afterwards to everybody: why this option is right, or is not."),
    )
    source = blocks.CharBlock(required=False, default="", label=_("source"), max_length=160)

    class Meta:
        label = _("option")
        icon = "radio-empty"
        form_layout = blocks.BlockGroup(
            children=["text", "is_correct", "feedback"],
            settings=["picture", "explanation", "source"],
        )


class ChoiceBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=12, label=_("options"))
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()
    keeps_order = blocks.BooleanBlock(
        required=False,
        default=False,
        label=_("keep the options in this order"),
        help_text=_("Even in a quiz that shuffles: “All of these”, or a scale."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        options = cleaned["options"]
        if len({parts.folded(option["text"]) for option in options}) < len(options):
            raise parts.refusal(
                "options", _("Two options say the same thing: each must be different.")
            )
        self.check_right_answers(sum(option["is_correct"] for option in options))
        return cleaned

    def check_right_answers(self, count: int) -> None:
        raise NotImplementedError


def snapshot(kind: str, value: blocks.StructValue, credit: Credit) -> Snapshot:
    children = value["options"].bound_blocks
    return parts.snapshot(
        kind,
        value,
        options=[_option(child.id, child.value) for child in children],
        correct=[child.id for child in children if child.value["is_correct"]],
        credit=credit,
        keeps_order=value["keeps_order"],
    )


def _option(option_id: str, value: blocks.StructValue) -> dict[str, Any]:
    return {
        "id": option_id,
        "text": value["text"],
        "picture": parts.picture(value["picture"]),
        "feedback": value["feedback"],
        "explanation": value["explanation"],
        "source": value["source"],
    }


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    # A list to choose from sends nothing chosen as an empty text.
    return sorted(set(data.getlist(name)) - {""})


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    """Whether the answer is a list of offered options, each at most once."""
    offered = {option["id"] for option in snapshot["options"]}
    return (
        isinstance(answer, list)
        and all(isinstance(chosen, str) for chosen in answer)
        and len(set(answer)) == len(answer)
        and offered.issuperset(answer)
    )


def grade(snapshot: Snapshot, answer: Answer) -> float:
    return score_choices(set(answer), set(snapshot["correct"]), Credit(snapshot["credit"]))


def right(snapshot: Snapshot) -> Answer:
    return sorted(snapshot["correct"])


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    return " ; ".join(option["text"] for option in snapshot["options"] if option["id"] in answer)


def shuffle(snapshot: Snapshot, luck: Random) -> Snapshot:
    if snapshot.get("keeps_order"):
        return snapshot
    options = snapshot["options"]
    return {**snapshot, "options": luck.sample(options, len(options))}
