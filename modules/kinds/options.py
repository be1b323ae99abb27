"""What single and multiple choice share: options, some of them right, and a choice among them.

An answer is the sorted list of the ids of the options chosen.
"""

from collections import Counter

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import Credit, score_choices
from modules.kinds.kind import Answer, Snapshot


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=500)
    is_correct = blocks.BooleanBlock(required=False, label=_("right answer"))
    feedback = blocks.CharBlock(
        required=False,
        label=_("feedback"),
        max_length=500,
        help_text=_("Shown afterwards to those who chose this option."),
    )

    class Meta:
        label = _("option")
        icon = "radio-empty"


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("question"), max_length=500)
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=12, label=_("options"))
    explanation = blocks.TextBlock(
        required=False,
        label=_("explanation"),
        help_text=_("Shown afterwards to everybody: why the right answer is right."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        options = cleaned["options"]
        twins = [text for text, count in Counter(map(_said, options)).items() if count > 1]
        if twins:
            raise self._refuse(_("Two options say the same thing: each must be different."))
        self.check_right_answers(sum(option["is_correct"] for option in options))
        return cleaned

    def check_right_answers(self, count: int) -> None:
        raise NotImplementedError

    @staticmethod
    def _refuse(message) -> blocks.StructBlockValidationError:
        return blocks.StructBlockValidationError(
            block_errors={"options": blocks.ListBlockValidationError(non_block_errors=[message])}
        )


def _said(option) -> str:
    return " ".join(option["text"].split()).casefold()


def snapshot(kind: str, value: blocks.StructValue, credit: Credit) -> Snapshot:
    children = value["options"].bound_blocks
    return {
        "kind": kind,
        "text": value["text"],
        "options": [
            {"id": child.id, "text": child.value["text"], "feedback": child.value["feedback"]}
            for child in children
        ],
        "correct": [child.id for child in children if child.value["is_correct"]],
        "credit": credit,
        "explanation": value["explanation"],
    }


def read(data: QueryDict, name: str) -> Answer:
    return sorted(set(data.getlist(name)))


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
