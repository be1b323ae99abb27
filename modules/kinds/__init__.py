"""The kinds of question: one file each, with its form for authors, its reading and its grading."""

from wagtail import blocks

from modules.kinds.multiple_choice import MultipleChoiceBlock
from modules.kinds.single_choice import SingleChoiceBlock


class QuestionBlocks(blocks.StreamBlock):
    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
