"""Short text: a word or a name, compared with the answers that the author accepts.

An answer is the text.
"""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.grading import Strict, same_text
from modules.kinds import parts
from modules.kinds.kind import Answer, Kind, Snapshot

NAME = "short_text"
LONGEST_ANSWER = 300


class AcceptedBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("accepted answer"), max_length=LONGEST_ANSWER)
    feedback = parts.note_block(_("feedback"))

    class Meta:
        label = _("accepted answer")
        icon = "check"


class ShortTextBlock(blocks.StructBlock):
    text = parts.text_block()
    picture = parts.PictureBlock()
    accepted = blocks.ListBlock(
        AcceptedBlock(),
        min_num=1,
        max_num=30,
        label=_("accepted answers"),
        help_text=_("The first one is shown as the right answer."),
    )
    strict = blocks.MultipleChoiceBlock(
        choices=[
            (Strict.CASE.value, _("capital and small letters")),
            (Strict.ACCENTS.value, _("accents")),
            (Strict.SPACES.value, _("spaces")),
            (Strict.APOSTROPHES.value, _("the form of apostrophes")),
        ],
        required=False,
        default=[],
        label=_("what must be exact"),
        help_text=_("What is not ticked is forgiven."),
    )
    explanation = parts.explanation_block()
    feedback = parts.FeedbackBlock()

    class Meta:
        label = _("short text")
        icon = "pilcrow"


def snapshot(value: blocks.StructValue) -> Snapshot:
    return parts.snapshot(
        NAME,
        value,
        accepted=[{"id": child.id, **child.value} for child in value["accepted"].bound_blocks],
        strict=list(value["strict"]),
    )


def read(snapshot: Snapshot, data: QueryDict, name: str) -> Answer:
    return data.get(name, "").strip()


def accepts(snapshot: Snapshot, answer: Answer) -> bool:
    return isinstance(answer, str) and len(answer) <= LONGEST_ANSWER


def grade(snapshot: Snapshot, answer: Answer) -> float:
    return float(_found(snapshot, answer) is not None)


def right(snapshot: Snapshot) -> Answer:
    return snapshot["accepted"][0]["text"].strip()


def in_words(snapshot: Snapshot, answer: Answer) -> str:
    return answer


def remark(snapshot: Snapshot, answer: Answer) -> str:
    found = _found(snapshot, answer)
    return found["feedback"] if found else ""


def _found(snapshot: Snapshot, answer: str) -> dict[str, str] | None:
    """Return the accepted answer that this one is."""
    if not answer:
        return None
    strict = {Strict(word) for word in snapshot["strict"]}
    accepted = snapshot["accepted"]
    return next((one for one in accepted if same_text(answer, one["text"].strip(), strict)), None)


KIND = Kind(
    name=NAME,
    block=ShortTextBlock(),
    blank="",
    snapshot=snapshot,
    read=read,
    accepts=accepts,
    grade=grade,
    right=right,
    in_words=in_words,
    remark=remark,
    template="modules/questions/short_text.html",
)
