"""Multiple choice: several options may be right."""

from django.utils.translation import gettext_lazy as _

from modules.kinds.options import ChoiceBlock


class MultipleChoiceBlock(ChoiceBlock):
    class Meta:
        label = _("multiple choice")
        icon = "list-ul"
