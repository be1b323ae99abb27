"""What authors compose questionnaires from.

A question is asked with the kinds of quizzes: they read answers, check and draw them. What an
author fills in is simpler here, since no answer is right.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cohorts.surveys.choices import Measure
from modules.kinds import Snapshot, multiple_choice, open_text, parts, scale, single_choice

MOST_QUESTIONS = 40
# The scale that everybody knows as « recommanderiez-vous… »: 0 to 10.
ELEVEN = 11


class AskedBlock(blocks.StructBlock):
    """What every question of a questionnaire has."""

    text = parts.text_block()
    is_required = blocks.BooleanBlock(required=False, label=_("an answer is needed"))


class ScaleBlock(AskedBlock):
    points = scale.ScaleBlock.base_blocks["points"]
    low = scale.ScaleBlock.base_blocks["low"]
    high = scale.ScaleBlock.base_blocks["high"]
    has_no_opinion = scale.ScaleBlock.base_blocks["has_no_opinion"]
    measure = blocks.ChoiceBlock(
        choices=Measure.choices,
        required=False,
        label=_("measures"),
        help_text=_("What is compared from one cohort to another; leave empty for the others."),
    )

    class Meta:
        label = _("scale")
        icon = "list-ol"

    def clean(self, value):
        cleaned = super().clean(value)
        is_recommendation = cleaned["measure"] == Measure.RECOMMENDATION
        if is_recommendation and len(cleaned["points"]) != ELEVEN:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "measure": ValidationError(
                        _("Recommendation is measured on eleven points, from 0 to 10.")
                    )
                }
            )
        return cleaned


class ChoiceBlock(AskedBlock):
    options = blocks.ListBlock(
        blocks.CharBlock(label=_("option"), max_length=300),
        min_num=2,
        max_num=20,
        label=_("options"),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        said = [" ".join(option.split()).casefold() for option in cleaned["options"]]
        if len(set(said)) < len(said):
            raise parts.refusal(
                "options", _("Two options say the same thing: each must be different.")
            )
        return cleaned


class SingleChoiceBlock(ChoiceBlock):
    class Meta:
        label = _("single choice")
        icon = "radio-full"


class MultipleChoiceBlock(ChoiceBlock):
    class Meta:
        label = _("multiple choice")
        icon = "list-ul"


class OpenTextBlock(AskedBlock):
    class Meta:
        label = _("open text")
        icon = "doc-full"


class Form(NamedTuple):
    """How authors write one kind of question here, and what is asked of it then."""

    block: blocks.Block
    asks: Callable[[blocks.StructValue], dict[str, Any]]


def _scale(value: blocks.StructValue) -> dict[str, Any]:
    return {
        "points": list(value["points"]),
        "low": value["low"],
        "high": value["high"],
        "has_no_opinion": value["has_no_opinion"],
        "measure": value["measure"] or "",
    }


def _choice(value: blocks.StructValue) -> dict[str, Any]:
    return {"options": [{"id": one.id, "text": one.value} for one in value["options"].bound_blocks]}


def _text(value: blocks.StructValue) -> dict[str, Any]:
    return {}


FORMS = {
    scale.NAME: Form(ScaleBlock(), _scale),
    single_choice.NAME: Form(SingleChoiceBlock(), _choice),
    multiple_choice.NAME: Form(MultipleChoiceBlock(), _choice),
    open_text.NAME: Form(OpenTextBlock(), _text),
}


def snapshot(kind: str, value: blocks.StructValue) -> Snapshot:
    """Return all that a survey keeps of a question, in the words of the kinds."""
    return {
        "kind": kind,
        "text": value["text"],
        "is_required": value["is_required"],
        **FORMS[kind].asks(value),
    }
