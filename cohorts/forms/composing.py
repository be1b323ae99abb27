"""What somebody may send about a form'action: their request, an answer, the dates of its cohort."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cohorts.forms.steering import DateInput
from cohorts.models import Composition
from cohorts.services.composing import last_day
from lms.accounts.models import Organisation


class QuoteForm(forms.ModelForm):
    """Who asks. ``website`` is for robots: people do not see it, and leave it empty."""

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = Composition
        fields = ["organisation_name", "kind", "contact_name", "contact_email", "note"]
        widgets = {
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "note": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {
            "contact_name": _("Your name"),
            "contact_email": _("Your e-mail address"),
        }
        help_texts = {
            "note": _("Who will take part, how many, when, and what you would like to change."),
        }

    def __init__(self, *args: Any, is_ours: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("Choose")), *Composition.KINDS]
        # The team may compose for somebody whom it has only met.
        fields["contact_name"].required = fields["contact_email"].required = not is_ours
        if is_ours:
            fields["contact_name"].label = _("Contact")
            fields["contact_email"].label = _("Contact’s e-mail address")
            del self.fields["website"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, then send again."))
        return ""

    @property
    def particulars(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(forms.Form):
    """The team's answer to whoever asked."""

    words = forms.CharField(
        label=_("A word with the answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is sent to the contact with the answer, and shown on the programme."),
    )


class OpenCompositionForm(forms.Form):
    """When the form'action is held, and for how many."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("Ends on"),
        widget=DateInput(),
        help_text=_("The modules stay open online until then, after the last day together."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, help_text=_("Leave empty for no limit.")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("name"),
        required=False,
        help_text=_("Its partners see how the people of this cohort are getting on."),
    )

    def __init__(self, *args: Any, composition: Composition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.composition = composition
        name = composition.organisation_name
        fields: dict[str, Any] = self.fields
        known = Organisation.objects.filter(name__iexact=name).first()
        fields["organisation"].empty_label = _("New: %(name)s") % {"name": name}
        fields["organisation"].initial = known

    def clean(self) -> None:
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if not starts_on or not ends_on:
            return
        last = last_day(composition=self.composition, starts_on=starts_on)
        if ends_on < last:
            self.add_error(
                "ends_on",
                _("The last day together is %(day)s: the cohort cannot end before it.")
                % {"day": date_format(last)},
            )
