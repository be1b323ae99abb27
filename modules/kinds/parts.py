"""What the blocks and snapshots of all kinds share: the question, a picture, why, and feedback."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from modules.kinds.kind import Snapshot

LONGEST_TEXT = 2000
# Wide enough for a reading column on a sharp screen.
PICTURE = "max-1320x1320|format-webp"


class PictureBlock(blocks.StructBlock):
    """An optional picture; whoever cannot see it hears what it shows."""

    image = ImageChooserBlock(required=False, label=_("image"))
    alt = blocks.CharBlock(
        required=False,
        default="",
        max_length=400,
        label=_("alternative text"),
        help_text=_("What the picture shows, for people who do not see it. Needed with an image."),
    )

    class Meta:
        label = _("picture")
        icon = "image"

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["image"] and not cleaned["alt"].strip():
            raise blocks.StructBlockValidationError(
                block_errors={"alt": ValidationError(_("Say what the picture shows."))}
            )
        return cleaned


class FeedbackBlock(blocks.StructBlock):
    """What people read first afterwards, by what their answer earned."""

    right = blocks.TextBlock(required=False, default="", label=_("when right"))
    partly = blocks.TextBlock(required=False, default="", label=_("when partly right"))
    wrong = blocks.TextBlock(required=False, default="", label=_("when wrong"))

    class Meta:
        label = _("feedback")
        icon = "comment"
        collapsed = True


def text_block(**kwargs: Any) -> blocks.TextBlock:
    return blocks.TextBlock(
        **{"label": _("question"), "max_length": LONGEST_TEXT, "rows": 2, **kwargs}
    )


def explanation_block() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        default="",
        label=_("explanation"),
        rows=3,
        help_text=_("Shown afterwards to everybody: why the right answer is right."),
    )


def note_block(label: Any, help_text: Any = "") -> blocks.CharBlock:
    """Return a line that an author may add to a part of the question."""
    return blocks.CharBlock(
        required=False, default="", max_length=500, label=label, help_text=help_text
    )


def folded(text: str) -> str:
    """Return what a text says, whatever its spaces and capitals: to find twins."""
    return " ".join(text.split()).casefold()


def refusal(field: str, message: Any) -> blocks.StructBlockValidationError:
    """Return what to raise when a list of the question is not right as a whole."""
    return blocks.StructBlockValidationError(
        block_errors={field: blocks.ListBlockValidationError(non_block_errors=[message])}
    )


def snapshot(kind: str, value: blocks.StructValue, **own: Any) -> Snapshot:
    """Return what every snapshot holds, and what is this kind's own."""
    return {
        "kind": kind,
        "text": value["text"],
        "picture": picture(value.get("picture")),
        **own,
        "feedback": dict(value.get("feedback") or {}),
        "explanation": value["explanation"],
    }


def picture(value: blocks.StructValue | None) -> dict[str, Any] | None:
    """Return the picture as an attempt keeps it: its file, which no later query has to find."""
    if not value or not value["image"]:
        return None
    rendition = value["image"].get_rendition(PICTURE)
    return {
        "file": rendition.file.name,
        "width": rendition.width,
        "height": rendition.height,
        "alt": value["alt"],
    }
