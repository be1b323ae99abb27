"""Ways into a cohort: a word of motivation, a code, the answers to requests, new keys."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.forms.steering import DateInput
from cohorts.models import Cohort


class AskForm(forms.Form):
    """Why somebody would like a seat."""

    motivation = forms.CharField(
        label=_("What leads you to this course?"),
        help_text=_("A few lines are enough. The team reads them."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CodeForm(forms.Form):
    """The code that somebody was given."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=80,
        help_text=_("Capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AnswerForm(forms.Form):
    """The requests that are ticked, and what the team answers to them."""

    enrolments = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick the requests to answer.")}
    )
    answer = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])
    reason = forms.CharField(
        label=_("Reason, for those whom you decline"),
        help_text=_("They read it in their mail."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, asked: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["enrolments"].choices = [(pk, "") for pk in asked]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("answer") == "decline" and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why: people read the reason."))


class KeyForm(forms.Form):
    """A new key: its last day and how often it opens."""

    last_day = forms.DateField(label=_("Valid until"), widget=DateInput())
    most_uses = forms.IntegerField(
        label=_("Number of people"), min_value=1, max_value=10_000, initial=30
    )

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day

    def valid_until(self, cohort: Cohort) -> datetime:
        """Return the end of the last day, where the cohort is."""
        zone = ZoneInfo(cohort.time_zone)
        return datetime.combine(self.cleaned_data["last_day"], time.max, tzinfo=zone)
