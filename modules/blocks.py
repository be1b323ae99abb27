"""What authors compose lessons from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

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

    title = blocks.CharBlock(label=_("title"))
    file = DocumentChooserBlock(required=False, label=_("video file (mp4, webm)"))
    player = blocks.URLBlock(required=False, label=_("or address of a player"))
    captions = DocumentChooserBlock(required=False, label=_("captions (vtt)"))
    transcript = blocks.RichTextBlock(
        features=["bold", "italic", "ol", "ul"], label=_("transcript")
    )

    class Meta:
        label = _("video")
        icon = "media"
        template = "modules/blocks/video.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("document"))
    detail = blocks.CharBlock(required=False, label=_("what it holds"))

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
