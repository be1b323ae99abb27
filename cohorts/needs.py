"""What waits for a manager today: one table of needs, each with its sentence and its rows.

To add a need is to add a line to the table: a function that finds its items, at most ``MOST`` in a
fixed number of queries, each with the address where one acts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from cohorts.models import (
    Cohort,
    CohortStaff,
    Composition,
    Enrolment,
    Session,
    SessionLeader,
    SignatureRecord,
)
from cohorts.scheduling import half_days
from cohorts.surveys.reports import to_look_at
from courses.choices import LIVE, Format
from courses.models import PlanItem
from lms.accounts.models import Role

MOST = 100
SOON = timedelta(days=21)
# Older sheets are for the evidence file of their cohort: nobody can sign them any more.
SHEETS_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is about, what is missing, where one acts."""

    title: str
    said: str
    url: str


@dataclass(frozen=True)
class Need:
    """One kind of thing that waits for somebody. ``key`` names it in addresses."""

    key: str
    title: Any
    sentence: Any
    find: Callable[[datetime], list[Item]]


@dataclass(frozen=True)
class Found:
    need: Need
    items: list[Item]

    @property
    def sentence(self) -> str:
        return self.need.sentence % {"count": len(self.items)}


def unsigned_sheets(now: datetime) -> list[Item]:
    """Half-days that are over and that nobody has countersigned, the oldest first."""
    seated = Enrolment.objects.seated().filter(cohort=OuterRef("cohort"))
    sessions = list(
        Session.objects.standing()
        .filter(Exists(seated), ends_at__lte=now, ends_at__gt=now - SHEETS_FOR)
        .select_related("cohort")
        .order_by("ends_at", "pk")
    )
    signed = SignatureRecord.objects.filter(session__in=sessions)
    said = set(signed.values_list("session", "day", "half_day", "statement").distinct())
    closed = SignatureRecord.Statement.COUNTERSIGNED
    items = []
    for session in sessions:
        zone = ZoneInfo(session.cohort.time_zone)
        touched = half_days(session.starts_at, session.ends_at, zone)
        open_sheets = [
            (day, half)
            for day, half in touched
            if (session.pk, day, half.value, closed) not in said
        ]
        if open_sheets:
            is_signed = any(row[0] == session.pk for row in said)
            items.append(_sheet(session, len(open_sheets), is_signed=is_signed))
    return items[:MOST]


def people_waiting(now: datetime) -> list[Item]:
    return [
        Item(
            cohort.title,
            ngettext(
                "%(count)d person waiting for a seat, %(seated)d seated",
                "%(count)d people waiting for a seat, %(seated)d seated",
                cohort.waiting,
            )
            % {"count": cohort.waiting, "seated": cohort.seated},
            url=reverse("cohorts:people", args=[cohort.pk]) + "?state=waiting",
        )
        for cohort in _current(now).with_seats().filter(waiting__gt=0)[:MOST]
    ]


def requests_to_answer(now: datetime) -> list[Item]:
    return [
        Item(
            cohort.title,
            ngettext(
                "%(count)d request to answer", "%(count)d requests to answer", cohort.requested
            )
            % {"count": cohort.requested},
            url=reverse("cohorts:requests", args=[cohort.pk]),
        )
        for cohort in _current(now).with_seats().filter(requested__gt=0)[:MOST]
    ]


def people_without_coach(now: datetime) -> list[Item]:
    alone = Q(enrolments__state=Enrolment.State.ACTIVE, enrolments__coach=None)
    cohorts = _current(now).filter(course__format=Format.EXPERIENCE)
    cohorts = cohorts.annotate(uncoached=Count("enrolments", filter=alone))
    return [
        Item(
            cohort.title,
            ngettext(
                "%(count)d person without a coach",
                "%(count)d people without a coach",
                cohort.uncoached,
            )
            % {"count": cohort.uncoached},
            url=reverse("cohorts:people", args=[cohort.pk]) + "?coach=none&state=active",
        )
        for cohort in cohorts.filter(uncoached__gt=0)[:MOST]
    ]


def cohorts_not_ready(now: datetime) -> list[Item]:
    """Cohorts that start soon and still lack their sessions, a trainer or people."""
    on = timezone.localdate(now)
    to_plan = PlanItem.objects.filter(course=OuterRef("course"), kind__in=LIVE)
    sessions = Session.objects.standing().filter(cohort=OuterRef("pk"))
    trainers = CohortStaff.objects.filter(cohort=OuterRef("pk"), role=Role.TRAINER)
    cohorts = (
        Cohort.objects.filter(starts_on__range=(on, on + SOON))
        .annotate(
            lacks_sessions=Exists(to_plan) & ~Exists(sessions),
            lacks_trainer=(Exists(to_plan) | Exists(sessions)) & ~Exists(trainers),
            lacks_people=~Exists(Enrolment.objects.seated().filter(cohort=OuterRef("pk"))),
        )
        .filter(Q(lacks_sessions=True) | Q(lacks_trainer=True) | Q(lacks_people=True))
        .order_by("starts_on", "pk")
    )
    return [_unready(cohort) for cohort in cohorts[:MOST]]


def sessions_without_leader(now: datetime) -> list[Item]:
    leaders = SessionLeader.objects.filter(session=OuterRef("pk"))
    sessions = (
        Session.objects.upcoming(now=now)
        .filter(~Exists(leaders), starts_at__lte=now + SOON)
        .select_related("cohort")
    )
    return [
        Item(
            title=session.title,
            said=_("%(cohort)s, %(day)s") % _where(session),
            url=reverse("cohorts:edit_session", args=[session.cohort_id, session.pk]),
        )
        for session in sessions[:MOST]
    ]


def quotes_to_answer(_now: datetime) -> list[Item]:
    asked = Composition.objects.filter(state=Composition.State.REQUESTED)
    return [
        Item(
            title=composition.organisation_name,
            said=_("since %(day)s")
            % {"day": date_format(timezone.localdate(composition.requested_at), "j F")},
            url=reverse("cohorts:composition", args=[composition.pk]),
        )
        for composition in asked.order_by("requested_at", "pk")[:MOST]
    ]


def surveys_to_look_at(now: datetime) -> list[Item]:
    return [
        Item(title=str(survey), said=_of_survey(survey), url=_survey_url(survey))
        for survey in to_look_at(now=now)[:MOST]
    ]


NEEDS = (
    Need(
        "feuilles",
        gettext_lazy("Attendance sheets to close"),
        ngettext_lazy(
            "%(count)d session has a sheet to close",
            "%(count)d sessions have a sheet to close",
            "count",
        ),
        unsigned_sheets,
    ),
    Need(
        "demandes",
        gettext_lazy("Requests to answer"),
        ngettext_lazy(
            "%(count)d cohort has requests to answer",
            "%(count)d cohorts have requests to answer",
            "count",
        ),
        requests_to_answer,
    ),
    Need(
        "devis",
        gettext_lazy("Quotes to answer"),
        ngettext_lazy(
            "%(count)d form’action awaits its quote",
            "%(count)d form’actions await their quote",
            "count",
        ),
        quotes_to_answer,
    ),
    Need(
        "bientot",
        gettext_lazy("Cohorts that start soon"),
        ngettext_lazy(
            "%(count)d cohort starts soon and is not ready",
            "%(count)d cohorts start soon and are not ready",
            "count",
        ),
        cohorts_not_ready,
    ),
    Need(
        "intervenants",
        gettext_lazy("Sessions without anybody to lead them"),
        ngettext_lazy(
            "%(count)d session to come has nobody to lead it",
            "%(count)d sessions to come have nobody to lead them",
            "count",
        ),
        sessions_without_leader,
    ),
    Need(
        "attente",
        gettext_lazy("Waiting lists"),
        ngettext_lazy(
            "%(count)d cohort has people waiting",
            "%(count)d cohorts have people waiting",
            "count",
        ),
        people_waiting,
    ),
    Need(
        "coachs",
        gettext_lazy("People without a coach"),
        ngettext_lazy(
            "%(count)d cohort has people without a coach",
            "%(count)d cohorts have people without a coach",
            "count",
        ),
        people_without_coach,
    ),
    Need(
        "questionnaires",
        gettext_lazy("Surveys due"),
        ngettext_lazy(
            "%(count)d survey is due, or lacks answers",
            "%(count)d surveys are due, or lack answers",
            "count",
        ),
        surveys_to_look_at,
    ),
)
BY_KEY = {need.key: need for need in NEEDS}


def needs_today(*, now: datetime) -> list[Found]:
    """Return what waits for a manager, kind by kind; nothing of what is in order."""
    found = [Found(need, need.find(now)) for need in NEEDS]
    return [each for each in found if each.items]


def _current(now: datetime) -> Any:
    return Cohort.objects.running_on(timezone.localdate(now)).order_by("starts_on", "title", "pk")


def _sheet(session: Session, count: int, *, is_signed: bool) -> Item:
    if is_signed:
        said = ngettext(
            "%(cohort)s, %(day)s: %(count)d half-day to countersign",
            "%(cohort)s, %(day)s: %(count)d half-days to countersign",
            count,
        )
    else:
        said = _("%(cohort)s, %(day)s: nobody has signed")
    return Item(
        title=session.title,
        said=said % (_where(session) | {"count": count}),
        url=reverse("cohorts:sheet", args=[session.cohort_id, session.pk]),
    )


def _where(session: Session) -> dict[str, str]:
    day = timezone.localdate(session.starts_at, ZoneInfo(session.cohort.time_zone))
    return {"cohort": session.cohort.title, "day": date_format(day, "l j F")}


def _unready(cohort: Any) -> Item:
    """Say what a cohort lacks; the address is where the first of it is put right."""
    lacks = [
        (cohort.lacks_sessions, _("without sessions"), "cohorts:propose_sessions"),
        (cohort.lacks_trainer, _("without a trainer"), "cohorts:edit_cohort"),
        (cohort.lacks_people, _("without anybody enrolled"), "cohorts:people"),
    ]
    missing = [(word, address) for is_missing, word, address in lacks if is_missing]
    return Item(
        title=cohort.title,
        said=_("%(day)s: %(missing)s")
        % {
            "day": date_format(cohort.starts_on, "j F"),
            "missing": ", ".join(word for word, _address in missing),
        },
        url=reverse(missing[0][1], args=[cohort.pk]),
    )


def _of_survey(survey: Any) -> str:
    cohort = survey.cohort.title
    if survey.is_sent:
        return _("%(cohort)s: %(answered)d of %(asked)d have answered, closes on %(day)s") % {
            "cohort": cohort,
            "answered": survey.answered,
            "asked": survey.asked,
            "day": date_format(survey.closes_on, "j F"),
        }
    if not survey.questionnaire.live:
        return _("%(cohort)s: its questionnaire is not published") % {"cohort": cohort}
    day = date_format(survey.due_on, "j F")
    return _("%(cohort)s: leaves on %(day)s") % {"cohort": cohort, "day": day}


def _survey_url(survey: Any) -> str:
    if survey.is_sent:
        return reverse("surveys:results", args=[survey.cohort_id, survey.pk])
    return reverse("surveys:surveys", args=[survey.cohort_id])
