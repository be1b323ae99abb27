"""Single choice: one option is right."""

from django.utils.translation import gettext_lazy as _

from modules.kinds.options import ChoiceBlock


class SingleChoiceBlock(ChoiceBlock):
    class Meta:
        label = _("single choice")
        icon = "radio-full"
