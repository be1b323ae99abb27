"""What authors compose lessons from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

VIDEO_TYPES = {"mp4", "webm"}
TEXT = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class CalloutBlock(blocks.StructBlock):
    """A remark that stands out: something to remember, to do, to think about."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("text"))

    class Meta:
        label = _("callout")
        icon = "openquote"
        template = "modules/blocks/callout.html"


class FigureBlock(blocks.StructBlock):
    """A picture with its alternative text and, if wanted, a caption."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(required=False, label=_("caption"))

    class Meta:
        label = _("image")
        icon = "image"
        template = "modules/blocks/figure.html"


class VideoBlock(blocks.StructBlock):
    """A video, from a file of ours or a player elsewhere, always with its transcript."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    file = DocumentChooserBlock(
        required=False, label=_("video file"), help_text=_("An mp4 or webm document of ours.")
    )
    captions = DocumentChooserBlock(
        required=False,
        label=_("captions"),
        help_text=_("A vtt document in French; needed with a video file."),
    )
    player = blocks.URLBlock(
        required=False,
        label=_("or address of a player"),
        help_text=_("The address to embed, with its captions switched on there."),
    )
    transcript = blocks.RichTextBlock(
        features=["bold", "italic", "ol", "ul"], label=_("transcript")
    )

    class Meta:
        label = _("video")
        icon = "media"
        template = "modules/blocks/video.html"

    def clean(self, value):
        cleaned = super().clean(value)
        errors = dict(self._problems(cleaned))
        if errors and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(
                block_errors={name: ValidationError(text) for name, text in errors.items()}
            )
        return cleaned

    @staticmethod
    def _problems(value) -> "Iterator[tuple[str, StrPromise | str]]":
        """Yield the fields that keep this video from being shown to everybody, and why."""
        file, captions, player = value["file"], value["captions"], value["player"]
        if bool(file) == bool(player):
            yield "file", _("Choose a video file or give the address of a player, not both.")
            return
        if player and not _is_allowed(player):
            hosts = ", ".join(urlsplit(address).netloc for address in settings.VIDEO_PLAYERS)
            yield "player", _("Videos can be played from: %(hosts)s.") % {"hosts": hosts}
        if file and file.file_extension.lower() not in VIDEO_TYPES:
            yield "file", _("A video file ends in .mp4 or .webm.")
        if file and not captions:
            yield "captions", _("A video file needs its captions.")
        if file and captions and captions.file_extension.lower() != "vtt":
            yield "captions", _("A captions file ends in .vtt.")


def _is_allowed(address: str) -> bool:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower() in settings.VIDEO_PLAYERS


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("document"))
    detail = blocks.CharBlock(required=False, label=_("what it holds"), max_length=200)

    class Meta:
        label = _("document")
        icon = "doc-full"
        template = "modules/blocks/document.html"


class LessonBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT, label=_("text"))
    table = TableBlock(label=_("table"), template="modules/blocks/table.html")
    callout = CalloutBlock()
    image = FigureBlock()
    video = VideoBlock()
    document = DocumentBlock()
