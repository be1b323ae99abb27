"""Multiple choice: several options may be right, and the author says what half-right is worth."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import Credit
from modules.kinds import options, parts
from modules.kinds.kind import Kind, Snapshot

NAME = "multiple_choice"


class MultipleChoiceBlock(options.ChoiceBlock):
    credit = blocks.ChoiceBlock(
        choices=[
            (Credit.RIGHT_MINUS_WRONG.value, _("right minus wrong, never below 0")),
            (Credit.ALL_OR_NOTHING.value, _("all or nothing")),
        ],
        default=Credit.RIGHT_MINUS_WRONG.value,
        label=_("credit"),
    )

    class Meta:
        label = _("multiple choice")
        icon = "list-ul"

    def check_right_answers(self, count: int) -> None:
        if not count:
            raise parts.refusal("options", _("Mark at least one option as a right answer."))


def snapshot(value: blocks.StructValue) -> Snapshot:
    return options.snapshot(NAME, value, Credit(value["credit"]))


KIND = Kind(
    name=NAME,
    block=MultipleChoiceBlock(),
    blank=[],
    snapshot=snapshot,
    read=options.read,
    accepts=options.accepts,
    grade=options.grade,
    right=options.right,
    in_words=options.in_words,
    template="modules/questions/multiple_choice.html",
    hint=_("Several answers may be right."),
    shuffle=options.shuffle,
)
