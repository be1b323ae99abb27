"""How a coach receives, the days on which they receive otherwise, the times they block."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.coaching.models import CoachSettings, SpecialHours, WeeklyHours
from cohorts.coaching.models.availability import LENGTHS
from cohorts.coaching.services.availability import EVERYBODY, ForWhom
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User

Kind = SpecialHours.Kind
MOST_DAYS = timedelta(days=366)
CLOCK = {"type": "time"}


def whom_choices(coach: User) -> list[tuple[str, str]]:
    """Everybody, or one cohort, or one of the learners this coach follows."""
    followed = (
        Enrolment.objects.seated()
        .filter(coach=coach)
        .select_related("learner", "cohort")
        .order_by("cohort__title", "learner__last_name", "pk")
    )
    cohorts = {f"c{each.cohort_id}": str(each.cohort) for each in followed}
    learners = {f"l{each.learner_id}": str(each.learner) for each in followed}
    return [("", str(_("everybody I follow"))), *cohorts.items(), *learners.items()]


def whom_of(value: str) -> ForWhom:
    if value.startswith("c"):
        return ForWhom(cohort_id=int(value[1:]))
    if value.startswith("l"):
        return ForWhom(learner_id=int(value[1:]))
    return EVERYBODY


def value_of(row: WeeklyHours | SpecialHours) -> str:
    """What a form shows for whom these hours are."""
    if row.cohort_id:
        return f"c{row.cohort_id}"
    return f"l{row.learner_id}" if row.learner_id else ""


class SettingsForm(forms.ModelForm):
    lengths = forms.TypedMultipleChoiceField(
        label=_("Lengths offered"),
        coerce=int,
        choices=[(minutes, _("%(minutes)d min") % {"minutes": minutes}) for minutes in LENGTHS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CoachSettings
        fields = [
            "lengths",
            "pause_before",
            "pause_after",
            "notice_hours",
            "horizon_days",
            "most_per_day",
            "most_per_week",
            "works_on_holidays",
            "way",
            "video_link",
            "room_template",
            "phone",
        ]

    def clean(self) -> dict:
        sent = super().clean() or {}
        way, template = sent.get("way"), sent.get("room_template", "")
        if template and ("{code}" not in template or not template.startswith("https://")):
            self.add_error("room_template", _("Give an https:// address with {code} in it."))
        if way == CoachSettings.Way.ROOM and not template:
            self.add_error("room_template", _("Give the address of the rooms."))
        return sent


class ExceptionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What changes"), choices=Kind.choices, initial=Kind.AWAY)
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for one day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"),
        required=False,
        help_text=_("Not needed for days on which you do not receive."),
        widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"),
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200, help_text=_("Leave empty for a distance.")
    )
    whom = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, coach: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["whom"] = forms.ChoiceField(
            label=_("For whom"), required=False, choices=whom_choices(coach)
        )

    def clean(self) -> dict:
        sent = super().clean() or {}
        if self.errors:
            return sent
        sent["last_day"] = sent["last_day"] or sent["first_day"]
        if not timedelta(0) <= sent["last_day"] - sent["first_day"] <= MOST_DAYS:
            raise ValidationError(
                {"last_day": _("The last day comes after the first, within a year.")}
            )
        if sent["kind"] == Kind.AWAY:
            return sent | {"starts": None, "ends": None, "place": "", "whom": EVERYBODY}
        if sent["starts"] is None or sent["ends"] is None:
            raise ValidationError({"ends": _("Give both a start and an end.")})
        if sent["starts"] == sent["ends"]:
            raise ValidationError({"ends": _("These hours end when they start.")})
        return sent | {"whom": whom_of(sent["whom"])}


class BlockForm(forms.Form):
    """A time of one day that the coach keeps for something else, as the page of the week asks."""

    first_day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs=CLOCK))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs=CLOCK))


class CalendarForm(forms.Form):
    url = forms.URLField(
        label=_("Address of my calendar (.ics)"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Your calendar program gives it, often as a “secret address”."),
    )


class GroupForm(forms.Form):
    """A time opened to several learners of one cohort, in the coach's own clock."""

    cohort = forms.ModelChoiceField(label=_("Cohort"), queryset=Cohort.objects.none())
    title = forms.CharField(label=_("Subject"), max_length=200)
    seats = forms.IntegerField(label=_("Seats"), min_value=2, max_value=6, initial=4)
    starts_at = forms.DateTimeField(
        label=_("When"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        initial=60,
        choices=[(minutes, _("%(minutes)d min") % {"minutes": minutes}) for minutes in LENGTHS],
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200, help_text=_("Leave empty for a distance.")
    )

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cohort"] = forms.ModelChoiceField(label=_("Cohort"), queryset=cohorts)
