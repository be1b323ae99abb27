"""What a manager may send about sessions: proposals line by line, one session, its cancelling."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.forms.steering import DateInput, TeamField
from cohorts.models import Cohort, Session
from cohorts.scheduling import HOURS, HalfDay, NotAPeriod, on_day, read_periods
from cohorts.services.sessions import Draft
from courses.choices import LIVE, StepKind
from lms.accounts.models import Role, User

SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
MOST_LINES = 60


def written(starts: time, ends: time) -> str:
    return f"{starts:%H:%M}-{ends:%H:%M}"


MORNING, AFTERNOON = (written(*HOURS[half]) for half in HalfDay)
WHOLE_DAY = written(HOURS[HalfDay.MORNING][0], HOURS[HalfDay.AFTERNOON][1])
USUAL = [(MORNING, _("Morning")), (AFTERNOON, _("Afternoon")), (WHOLE_DAY, _("Whole day"))]


def read_span(text: str) -> tuple[time, time] | None:
    """Read « 09:00-12:30 »; nothing when it is not hours in order."""
    typed = SPAN.fullmatch(text)
    if typed is None:
        return None
    hour, minute, until_hour, until_minute = map(int, typed.groups())
    starts, ends = time(hour, minute), time(until_hour, until_minute)
    return (starts, ends) if starts < ends else None


class PeriodsField(forms.CharField):
    """Dates or ranges of dates, as people type them."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            read_periods(text)
        except NotAPeriod as error:
            raise forms.ValidationError(
                _("“%(line)s” is neither a date nor two dates in order."),
                params={"line": error.args[0]},
            ) from None
        return text


class PeriodsForm(forms.Form):
    """When the cohort does not meet."""

    closed_periods = PeriodsField(
        label=_("Periods without sessions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("School holidays, for instance: 21/12/2026 - 3/1/2027, one period a line."),
    )


class LineForm(forms.Form):
    """One proposed session. ``plan_item_id`` and ``kind`` say where it comes from."""

    keep = forms.BooleanField(label=_("Create"), required=False, initial=True)
    title = forms.CharField(label=_("Title"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    hours = forms.ChoiceField(label=_("Hours"))
    leader = forms.ChoiceField(label=_("Led by"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    plan_item_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=StepKind.choices)
    mode = forms.ChoiceField(widget=forms.HiddenInput, choices=Session.Mode.choices)
    detail = forms.CharField(widget=forms.HiddenInput, required=False)
    is_required = forms.BooleanField(widget=forms.HiddenInput, required=False)
    follows_previous = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, team: dict[int, User], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.zone = team, zone
        names = [(str(pk), str(person)) for pk, person in team.items()]
        self.fields["leader"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]
        asked = str(self["hours"].value() or "")
        own = [(asked, asked.replace("-", " – "))] if read_span(asked) else []
        known = {hours for hours, _label in USUAL}
        self.fields["hours"].choices = [*USUAL, *(one for one in own if one[0] not in known)]  # type: ignore[attr-defined]

    @property
    def draft(self) -> Draft:
        """The session that these answers describe; only of a valid form."""
        told = self.cleaned_data
        starts, ends = read_span(told["hours"]) or HOURS[HalfDay.MORNING]
        starts_at, ends_at = on_day(told["day"], starts, ends, self.zone)
        leader = self.team.get(int(told["leader"])) if told["leader"] else None
        return Draft(
            kind=told["kind"],
            title=told["title"],
            starts_at=starts_at,
            ends_at=ends_at,
            plan_item_id=told["plan_item_id"],
            detail=told["detail"],
            mode=told["mode"],
            place=told["place"],
            is_required=told["is_required"],
            leaders=[leader] if leader else [],
            follows_previous=told["follows_previous"],
        )


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


def initial_of(draft: Draft, zone: ZoneInfo) -> dict[str, Any]:
    """What the form of a proposed session shows."""
    starts, ends = draft.starts_at.astimezone(zone), draft.ends_at.astimezone(zone)
    return {
        "keep": True,
        "title": draft.title,
        "day": starts.date(),
        "hours": written(starts.time(), ends.time()),
        "leader": str(draft.leaders[0].pk) if draft.leaders else "",
        "place": draft.place,
        "plan_item_id": draft.plan_item_id,
        "kind": draft.kind,
        "mode": draft.mode,
        "detail": draft.detail,
        "is_required": draft.is_required,
        "follows_previous": draft.follows_previous,
    }


class SessionForm(forms.ModelForm):
    """One session, in the wall clock of its cohort. ``seen`` is the version the form shows."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    leaders = TeamField(label=_("Led by"), queryset=None, required=False)
    with_followers = forms.BooleanField(
        label=_("Also move the sessions that follow"),
        required=False,
        help_text=_("By as many days, each to a day when the cohort may meet."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Session
        fields = [
            "title", "kind", "mode", "place", "map_url", "room_url", "detail", "is_required",
        ]  # fmt: skip
        widgets = {"detail": forms.Textarea({"rows": 3})}
        help_texts = {
            "map_url": _("A link to a map."),
            "room_url": _("Where people meet online; only its people see it."),
        }

    field_order = ["title", "day", "starts", "ends", "with_followers", "mode", "place"]

    def __init__(self, *args: Any, cohort: Cohort, has_followers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(cohort.time_zone)
        self.fields["leaders"].queryset = team_of(cohort)  # type: ignore[attr-defined]
        live = [(kind.value, kind.label) for kind in LIVE]
        self.fields["kind"].choices = live  # type: ignore[attr-defined]
        session = self.instance
        if session.pk:
            starts, ends = (
                edge.astimezone(self.zone) for edge in (session.starts_at, session.ends_at)
            )
            self.initial = {
                **self.initial,
                "day": starts.date(),
                "starts": starts.time(),
                "ends": ends.time(),
                "leaders": list(session.leaders.values_list("person", flat=True)),
                "seen": session.sequence,
            }
        else:
            del self.fields["seen"]
        if not has_followers:
            del self.fields["with_followers"]

    def clean(self) -> None:
        super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("A session cannot end before it starts."))

    def _post_clean(self) -> None:
        """Leave the instance as it is: a service writes it."""

    @property
    def facts(self) -> dict[str, Any]:
        """The session that these answers describe, as the services name it."""
        told = self.cleaned_data
        day: date = told["day"]
        starts_at, ends_at = on_day(day, told["starts"], told["ends"], self.zone)
        return {
            **{name: told[name] for name in self.Meta.fields},
            "starts_at": starts_at,
            "ends_at": ends_at,
        }

    def refresh_seen(self, sequence: int) -> None:
        """Let the next sending of the same answers count: their author has now seen the news."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(sequence)
        self.data = data


class CancelSessionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("It stands in the mail that people receive."),
    )


def team_of(cohort: Cohort) -> Any:
    """The people of the cohort's team who may lead its sessions."""
    return (
        User.objects.filter(
            staffed_cohorts__cohort=cohort, staffed_cohorts__role__in=(Role.TRAINER, Role.COACH)
        )
        .distinct()
        .order_by("last_name", "first_name", "email")
    )


def span_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[date, str]:
    """Return the day and the hours of a session as a line shows them."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return starts.date(), written(starts.time(), ends.time())
