"""What a programme manager may send: filters, a cohort, a person, a coach."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrolment
from cohorts.reports import Stage, holders_of
from cohorts.roster import Row
from cohorts.services.steering import facts_of
from courses.choices import Format, Length
from courses.models import CoursePage
from lms.accounts.choices import time_zone_choices
from lms.accounts.models import Organisation, Role, User

ANSWER_HOURS = 72
TEAM_FIELDS = {"managers": Role.MANAGER, "coaches": Role.COACH, "trainers": Role.TRAINER}


class DeskFilterForm(forms.Form):
    """Which cohorts to show; what is not understood filters nothing."""

    q = forms.CharField(label=_("Search"), required=False)
    format = forms.ChoiceField(
        label=_("Format"), choices=[("", _("All formats")), *Format.choices], required=False
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("All stages")), *Stage.choices], required=False
    )
    attention = forms.BooleanField(label=_("Only what asks for attention"), required=False)


class CalendarFilterForm(forms.Form):
    """Whose sessions, or which cohorts, a calendar shows."""

    q = forms.CharField(label=_("Search"), required=False)
    format = forms.ChoiceField(
        label=_("Format"), choices=[("", _("All formats")), *Format.choices], required=False
    )


class PeopleFilterForm(forms.Form):
    """Which people of a cohort to show."""

    q = forms.CharField(label=_("Name or address"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *Enrolment.State.choices], required=False
    )
    coach = forms.ChoiceField(label=_("Coach"), required=False)

    def __init__(self, *args: Any, coaches: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(coach.pk), str(coach)) for coach in coaches]
        fields: dict[str, Any] = self.fields
        fields["coach"].choices = [("", _("Everybody")), ("none", _("No coach")), *names]


class TeamField(forms.ModelMultipleChoiceField):
    """People of one role, to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: User) -> str:
        return str(person)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CohortForm(forms.ModelForm):
    """A cohort and its team. ``seen`` carries what the form showed when it was drawn."""

    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        help_text=_("Leave empty for no limit."),
        error_messages={"min_value": _("Give at least one seat, or leave empty for no limit.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("name"),
        required=False,
        empty_label=_("None: people of several organisations"),
        help_text=_("Its partners see how the people of this cohort are getting on."),
    )
    answer_hours = forms.IntegerField(
        label=_("Hours to answer when a seat is free"),
        required=False,
        min_value=0,
        max_value=720,
        help_text=_(
            "How long a freed seat is kept for the first person waiting. "
            "0: it is theirs at once. 72 is a good habit."
        ),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    managers = TeamField(label=_("Programme managers"), queryset=None, required=False)
    coaches = TeamField(label=_("Coaches"), queryset=None, required=False)
    trainers = TeamField(label=_("Trainers"), queryset=None, required=False)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Cohort
        fields = [
            "title",
            "starts_on",
            "ends_on",
            "capacity",
            "entry",
            "answer_hours",
            "organisation",
            "time_zone",
        ]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = self.instance if self.instance.pk else None
        fields: dict[str, Any] = self.fields
        for name, role in TEAM_FIELDS.items():
            fields[name].queryset = holders_of(role, besides=cohort)
        fields["time_zone"].choices = time_zone_choices()
        if cohort:
            facts = facts_of(cohort)
            self.initial.update({name: facts[name] for name in TEAM_FIELDS}, seen=facts)
        if self.instance.is_permanent:
            for name in (
                "starts_on", "ends_on", "capacity", "entry", "answer_hours", "organisation",
            ):  # fmt: skip
                del self.fields[name]
        else:
            self.fields["starts_on"].required = self.fields["ends_on"].required = True

    def clean(self) -> None:
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("A cohort cannot end before it starts."))

    def clean_answer_hours(self) -> int:
        return self.cleaned_data["answer_hours"] or 0

    @property
    def particulars(self) -> dict[str, Any]:
        """What the cohort itself is asked to become."""
        named = set(self.Meta.fields) | {"course"}
        return {name: value for name, value in self.cleaned_data.items() if name in named}

    @property
    def team(self) -> dict[Role, list[User]]:
        return {role: list(self.cleaned_data[name]) for name, role in TEAM_FIELDS.items()}

    def refresh_seen(self, facts: dict[str, Any]) -> None:
        """Let the next sending of the same answers count: their author has now seen the facts."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = json.dumps(facts)
        self.data = data


class OpenCohortForm(CohortForm):
    """A new cohort of any published course."""

    course = forms.ModelChoiceField(
        label=_("Course"), queryset=CoursePage.objects.live(), empty_label=_("Choose a course")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Leave empty to take the title of the course and the first month."),
    )

    field_order = ["course", "title"]

    class Meta(CohortForm.Meta):
        fields = ["course", *CohortForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
        self.initial.setdefault("answer_hours", ANSWER_HOURS)
        fields: dict[str, Any] = self.fields
        fields["course"].choices = _courses_by_format(fields["course"].empty_label)

    def clean(self) -> None:
        super().clean()
        course, starts_on = self.cleaned_data.get("course"), self.cleaned_data.get("starts_on")
        if course and starts_on and not self.cleaned_data.get("title"):
            self.cleaned_data["title"] = proposed_title(course, starts_on)


class AddPersonForm(forms.Form):
    """One person to enrol, known here or not."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    # Becomes true when the manager has read that the cohort is full.
    may_wait = forms.BooleanField(widget=forms.HiddenInput, required=False)

    @property
    def row(self) -> Row:
        return Row(
            line=1,
            email=self.cleaned_data["email"].lower(),
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
        )


class CoachForm(forms.Form):
    """Who coaches the people that are ticked; nobody is an answer too."""

    enrolments = forms.ModelMultipleChoiceField(
        queryset=Enrolment.objects.none(),
        error_messages={"required": _("Tick the people to give a coach to.")},
    )
    coach = forms.ModelChoiceField(label=_("Coach"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["enrolments"].queryset = cohort.enrolments.select_related("cohort")
        fields["coach"].queryset = coaches_of(cohort)


class MessageForm(forms.Form):
    """A message to several people."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=150,
        error_messages={"required": _("Give your message a subject.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message.")},
    )


class TickedForm(forms.Form):
    """The people that are ticked."""

    enrolments = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick the people whom this is about.")}
    )

    def __init__(self, *args: Any, people: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["enrolments"].choices = [(pk, pk) for pk in people]


class MoveForm(forms.Form):
    """The cohort that people move to: one that is not over, of the same course first."""

    target = forms.ModelChoiceField(
        label=_("Other cohort"),
        queryset=Cohort.objects.none(),
        error_messages={"required": _("Choose the cohort that they move to.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_same = Case(When(course=cohort.course_id, then=Value(0)), default=Value(1))
        others = Cohort.objects.running_on(on).filter(is_permanent=False).exclude(pk=cohort.pk)
        fields: dict[str, Any] = self.fields
        fields["target"].queryset = others.order_by(is_same, "starts_on", "pk")


class TickedCohortsForm(MessageForm):
    """A message to everybody of the cohorts that are ticked."""

    cohorts = forms.ModelMultipleChoiceField(
        queryset=Cohort.objects.all(),
        error_messages={"required": _("Tick the cohorts whose people you write to.")},
    )

    field_order = ["cohorts", "subject", "text"]


def coaches_of(cohort: Cohort) -> Any:
    return User.objects.filter(
        staffed_cohorts__cohort=cohort, staffed_cohorts__role=Role.COACH
    ).order_by("last_name", "first_name")


def copy_of(cohort: Cohort) -> dict[str, Any]:
    """What a form for the next cohort begins with: all of this one but its title and dates."""
    facts = facts_of(cohort)
    kept = {"capacity", "entry", "organisation", "time_zone", *TEAM_FIELDS}
    return {"course": cohort.course_id} | {name: facts[name] for name in kept}


def proposed_title(course: CoursePage, starts_on: date) -> str:
    month = date_format(starts_on, "YEAR_MONTH_FORMAT")
    return f"{course.title[: 197 - len(month)]} – {month}"


def _courses_by_format(empty_label: Any) -> Iterator[tuple[Any, Any]]:
    yield "", empty_label
    courses = (
        CoursePage.objects.live()
        .order_by("format", "title", "pk")
        .values_list("format", "pk", "title", "length")
    )
    for kind, group in groupby(courses, key=lambda course: course[0]):
        # The two depths of a module have one title: what tells them apart is their length.
        named = [(pk, f"{title} ({Length(length).label})") for _format, pk, title, length in group]
        yield Format(kind).label, named
