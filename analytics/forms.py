"""How somebody may look at a cohort's progress."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProgressFilterForm(forms.Form):
    """Whom to show and in what order; what is not understood changes nothing."""

    q = forms.CharField(label=_("Name or address"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("late", _("Late on the calendar")),
            ("silent", _("Silent for two weeks")),
            ("not_started", _("Not started")),
            ("started", _("On their way")),
            ("finished", _("Finished")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("By name")),
            ("late", _("Least advanced first")),
            ("ahead", _("Most advanced first")),
            ("silent", _("Longest silent first")),
        ],
    )
