"""What a manager may send of a survey: what is asked, when, with or without names, how long."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from cohorts.surveys.choices import Moment
from cohorts.surveys.models import Questionnaire, Survey
from cohorts.surveys.models.surveys import DAYS_OPEN, FIRST_MONTH, LAST_MONTH

LONGEST = 120
NAMED, ANONYMOUS = "named", "anonymous"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DaysForm(forms.Form):
    """The one thing that may change once people have been asked."""

    days_open = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=LONGEST,
        initial=DAYS_OPEN,
        help_text=_("Counted from the day on which it leaves; at entry, until the cohort ends."),
    )

    @property
    def particulars(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SurveyForm(DaysForm):
    """A survey that has not left yet."""

    questionnaire: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Questionnaire"), queryset=None
    )
    moment = forms.ChoiceField(
        label=_("When"), choices=Moment.choices, widget=forms.RadioSelect, initial=Moment.DATE
    )
    months = forms.TypedChoiceField(
        label=_("Months after the end"),
        choices=[(months, str(months)) for months in range(FIRST_MONTH, LAST_MONTH + 1)],
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Only for a survey some months after the end."),
    )
    on_date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=DateInput,
        help_text=_("Only for a survey on a date; it leaves that morning."),
    )
    names = forms.ChoiceField(
        label=_("Anonymity"),
        choices=[
            (ANONYMOUS, _("Anonymous: nobody can tell who answered what, not even here")),
            (NAMED, _("Named: the team reads each person’s answers")),
        ],
        widget=forms.RadioSelect,
        initial=ANONYMOUS,
        help_text=_("At entry, answers always bear names."),
    )

    field_order = ["questionnaire", "moment", "months", "on_date", "names", "days_open"]

    def __init__(self, *args: Any, cohort: Cohort, survey: Survey | None = None, **kwargs: Any):
        if survey:
            kwargs["initial"] = _shown(survey)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["questionnaire"].queryset = Questionnaire.objects.filter(live=True).order_by("title")
        self.kept_date = survey.on_date if survey else None
        if cohort.is_permanent:
            fields["moment"].choices = [
                (moment.value, moment.label) for moment in (Moment.ENTRY, Moment.DATE)
            ]

    def clean_on_date(self) -> date | None:
        day = self.cleaned_data["on_date"]
        if day and day < timezone.localdate() and day != self.kept_date:
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self) -> None:
        super().clean()
        wanted = self.cleaned_data
        has_date = wanted.get("on_date") or "on_date" in self.errors
        if wanted.get("moment") == Moment.DATE and not has_date:
            self.add_error("on_date", _("Give the date on which it leaves."))
        if wanted.get("moment") == Moment.ENTRY and wanted.get("names") == ANONYMOUS:
            self.add_error(
                "names",
                _("The team reads where each person starts from: name the answers."),
            )

    @property
    def particulars(self) -> dict[str, Any]:
        """What the survey is asked to be: only the date that its moment asks for."""
        wanted = self.cleaned_data
        moment = wanted["moment"]
        return {
            "questionnaire": wanted["questionnaire"],
            "moment": moment,
            "months": (wanted["months"] or FIRST_MONTH) if moment == Moment.LATER else None,
            "on_date": wanted["on_date"] if moment == Moment.DATE else None,
            "is_anonymous": wanted["names"] == ANONYMOUS,
            "days_open": wanted["days_open"],
        }


def _shown(survey: Survey) -> dict[str, Any]:
    return {
        "questionnaire": survey.questionnaire_id,
        "moment": survey.moment,
        "months": survey.months,
        "on_date": survey.on_date,
        "names": ANONYMOUS if survey.is_anonymous else NAMED,
        "days_open": survey.days_open,
    }
