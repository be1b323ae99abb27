"""The desk as a calendar: sessions of a month, cohorts of a season; and what needs attention."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts import needs, reports
from cohorts.calendar import Month, Season, month_of, read_month, read_season, season_of
from cohorts.forms.steering import CalendarFilterForm
from cohorts.models import Cohort, Session
from cohorts.models.cohorts import CohortQuerySet
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

# What a page of paper would hold; beyond it the page says so, and the filters narrow it.
MOST_SESSIONS = 300
MOST_COHORTS = 200
NEEDS_PER_PAGE = 50
SHOWN_IN_A_DAY = 3
# A day begins and ends elsewhere up to so much earlier and later than in Greenwich.
WORLD = timedelta(hours=14)

follows_cohorts = role_required(Role.MANAGER, Role.PARTNER, Role.TRAINER, Role.COACH)


@dataclass
class Day:
    """One day of a month: its sessions, and the cohorts that begin or end on it."""

    date: date
    sessions: list[tuple[Session, datetime, datetime]] = field(default_factory=list)
    starting: list[Cohort] = field(default_factory=list)
    ending: list[Cohort] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[Session, datetime, datetime]]:
        return self.sessions[:SHOWN_IN_A_DAY]

    @property
    def more(self) -> int:
        return len(self.sessions) - len(self.shown)

    @property
    def is_empty(self) -> bool:
        return not (self.sessions or self.starting or self.ending)


@follows_cohorts
def month(request: SignedInRequest) -> HttpResponse:
    """Show the sessions of one month, of every cohort that this person follows."""
    today = timezone.localdate()
    shown = read_month(request.GET.get("mois", "")) or month_of(today)
    form, cohorts = _cohorts(request)
    sessions = list(_sessions_in(shown, cohorts)[: MOST_SESSIONS + 1])
    days = _days(shown, sessions[:MOST_SESSIONS], cohorts)
    known = Session.objects.visible_to(request.user).filter(pk__in=[each.pk for each in sessions])
    context = {
        "month": shown,
        "weeks": [[days[day] for day in week] for week in shown.weeks],
        "days": [day for day in days.values() if _is_in(shown, day.date) and not day.is_empty],
        "has_more": len(sessions) > MOST_SESSIONS,
        "known": set(known.values_list("pk", flat=True)),
        "today": today,
        "tab": "month",
    }
    return _page(request, "cohorts/calendar_month.html", form, context)


@follows_cohorts
def season(request: SignedInRequest) -> HttpResponse:
    """Show the cohorts of one season as bars over its twelve months."""
    today = timezone.localdate()
    shown = read_season(request.GET.get("saison", "")) or season_of(today)
    form, cohorts = _cohorts(request)
    dated = cohorts.filter(starts_on__lte=shown.last, ends_on__gte=shown.first)
    dated = dated.with_seats().select_related("course", "organisation")
    found = list(dated.order_by("starts_on", "title", "pk")[: MOST_COHORTS + 1])
    ticks = _ticks(shown, found)
    context = {
        "season": shown,
        "months": [(each, shown.place(each.first)) for each in shown.months],
        "rows": [
            (cohort, shown.bar(cohort.starts_on, cohort.ends_on), ticks[cohort.pk])
            for cohort in found[:MOST_COHORTS]
            if cohort.starts_on and cohort.ends_on
        ],
        "has_more": len(found) > MOST_COHORTS,
        "today_at": shown.place(today) if shown.first <= today <= shown.last else None,
        "tab": "season",
    }
    return _page(request, "cohorts/calendar_season.html", form, context)


@role_required(Role.MANAGER)
def need(request: SignedInRequest, key: str) -> HttpResponse:
    """List all that waits for a manager in one respect."""
    if key not in needs.BY_KEY:
        raise Http404
    need = needs.BY_KEY[key]
    items = Paginator(need.find(timezone.now()), NEEDS_PER_PAGE)
    page = items.get_page(request.GET.get("page"))
    return render(request, "cohorts/need.html", {"need": need, "page": page})


def _cohorts(request: SignedInRequest) -> tuple[CalendarFilterForm, CohortQuerySet]:
    form = CalendarFilterForm(request.GET)
    form.is_valid()  # what is not understood filters nothing
    cohorts = reports.cohorts_followed_by(request.user)
    for word in form.cleaned_data.get("q", "").split():
        cohorts = reports.mentioning(cohorts, word)
    if form.cleaned_data.get("format"):
        cohorts = cohorts.filter(course__format=form.cleaned_data["format"])
    return form, cohorts


def _page(
    request: SignedInRequest, template: str, form: CalendarFilterForm, context: dict[str, Any]
) -> HttpResponse:
    shared = {
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "is_manager": request.user.has_role(Role.MANAGER),
    }
    return render(request, template, shared | context)


def _sessions_in(shown: Month, cohorts: CohortQuerySet) -> Any:
    """Standing sessions that may be of the month, on the clock of their cohort."""
    starts = datetime.combine(shown.weeks[0][0], time(0), tzinfo=ZoneInfo("UTC")) - WORLD
    ends = datetime.combine(shown.weeks[-1][-1], time(0), tzinfo=ZoneInfo("UTC")) + 2 * WORLD
    sessions = Session.objects.overlapping(starts_at=starts, ends_at=ends)
    return (
        sessions.filter(cohort__in=cohorts.values("pk"))
        .select_related("cohort__course")
        .order_by("starts_at", "pk")
    )


def _days(shown: Month, sessions: list[Session], cohorts: CohortQuerySet) -> dict[date, Day]:
    days = {day: Day(day) for week in shown.weeks for day in week}
    for session in sessions:
        zone = ZoneInfo(session.cohort.time_zone)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        if starts.date() in days:
            days[starts.date()].sessions.append((session, starts, ends))
    span = (shown.weeks[0][0], shown.weeks[-1][-1])
    edges = cohorts.filter(Q(starts_on__range=span) | Q(ends_on__range=span))
    for cohort in edges.order_by("title", "pk")[:MOST_COHORTS]:
        if cohort.starts_on in days:
            days[cohort.starts_on].starting.append(cohort)
        if cohort.ends_on in days:
            days[cohort.ends_on].ending.append(cohort)
    return days


def _is_in(shown: Month, day: date) -> bool:
    return shown.first <= day <= shown.last


def _ticks(shown: Season, cohorts: list[Cohort]) -> dict[int, list[int]]:
    """Return where the sessions of each cohort stand in the season, in one query."""
    zones = {cohort.pk: ZoneInfo(cohort.time_zone) for cohort in cohorts}
    ticks: dict[int, list[int]] = defaultdict(list)
    sessions = Session.objects.standing().filter(cohort__in=zones)
    starts = sessions.order_by("starts_at").values_list("cohort", "starts_at")
    for cohort, starts_at in starts[: MOST_COHORTS * 50]:
        day = starts_at.astimezone(zones[cohort]).date()
        if shown.first <= day <= shown.last:
            ticks[cohort].append(shown.place(day))
    return ticks
