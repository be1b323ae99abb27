"""What single and multiple choice share: a text and options, some of them right."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"))
    is_correct = blocks.BooleanBlock(required=False, label=_("right"))
    feedback = blocks.CharBlock(required=False, label=_("feedback"))


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("question"))
    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("options"))
    explanation = blocks.TextBlock(required=False, label=_("explanation"))
