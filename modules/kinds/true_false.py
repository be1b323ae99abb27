"""True or false: a statement to judge. It is kept and graded as a choice between two options."""

from django.utils.translation import gettext, gettext_lazy
from wagtail import blocks

from modules.grading import Credit
from modules.kinds import options, parts
from modules.kinds.kind import Answer, Kind, Snapshot

NAME = "true_false"


class TrueFalseBlock(blocks.StructBlock):
    text = parts.text_block(label=gettext_lazy("statement"))
    picture = parts.PictureBlock()
    is_true = blocks.ChoiceBlock(
        choices=[("true", gettext_lazy("true")), ("false", gettext_lazy("false"))],
        label=gettext_lazy("this statement is"),
    )
    feedback_true = parts.note_block(gettext_lazy("feedback to those who say “true”"))
    feedback_false = parts.note_block(gettext_lazy("feedback to those who say “false”"))
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = gettext_lazy("true or false")
        icon = "check"


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        options=[
            {"id": "true", "text": gettext("True"), "feedback": value["feedback_true"]},
            {"id": "false", "text": gettext("False"), "feedback": value["feedback_false"]},
        ],
        correct=[value["is_true"]],
        credit=Credit.ALL_OR_NOTHING,
        keeps_order=True,
    )


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return options.accepts(snapshot, answer) and len(answer) <= 1


KIND = Kind(
    name=NAME,
    block=TrueFalseBlock(),
    blank=[],
    snapshot=snapshot,
    read=options.read,
    accepts=accepts,
    grade=options.grade,
    right=options.right,
    in_words=options.in_words,
    template="modules/questions/single_choice.html",
)
