"""Single choice: one option is right, and one can be chosen."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructValue

from modules.grading import Credit
from modules.kinds import options, parts
from modules.kinds.kind import Answer, Kind, Snapshot

NAME = "single_choice"


class SingleChoiceBlock(options.ChoiceBlock):
    class Meta:
        label = _("single choice")
        icon = "radio-full"

    def check_right_answers(self, count: int) -> None:
        if count != 1:
            raise parts.refusal(
                "options",
                _("Mark exactly one option as the right answer, or use a multiple choice."),
            )


def snapshot(value: StructValue) -> Snapshot:
    return options.snapshot(NAME, value, Credit.ALL_OR_NOTHING)


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return options.accepts(snapshot, answer) and len(answer) <= 1


KIND = Kind(
    name=NAME,
    block=SingleChoiceBlock(),
    blank=[],
    snapshot=snapshot,
    read=options.read,
    accepts=accepts,
    grade=options.grade,
    right=options.right,
    in_words=options.in_words,
    template="modules/questions/single_choice.html",
    hint=_("Choose one answer."),
    shuffle=options.shuffle,
)
