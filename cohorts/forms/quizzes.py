"""What the team may send about quizzes: when one is open, and one person's extra time."""

from django import forms
from django.utils.translation import gettext_lazy as _


class InstantInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class WindowForm(forms.Form):
    """When a quiz opens and closes; the service says whether the two follow each other."""

    opens_at = forms.DateTimeField(label=_("Opens"), required=False, widget=InstantInput)
    closes_at = forms.DateTimeField(label=_("Closes"), required=False, widget=InstantInput)


class ExtraTimeForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the person"))
    percent = forms.IntegerField(
        label=_("Time added (%)"),
        min_value=0,
        max_value=300,
        initial=33,
        help_text=_("33 adds a third, in every timed quiz of this cohort. 0 takes it back."),
    )
