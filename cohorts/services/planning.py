"""What a manager is shown before anything is saved: sessions, and what stands against them.

Nothing here writes. Proposals come from the plan of the course, or from an earlier cohort; both go
through the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment, Session, SessionLeader
from cohorts.scheduling import (
    Clash,
    Conflict,
    Engagement,
    Step,
    conflicts,
    monday_of,
    schedule,
    shift,
)
from cohorts.services.sessions import Draft, said_by
from cohorts.services.workdays import rules_of
from courses.choices import LIVE, StepKind
from courses.models import PlanItem
from lms.accounts.models import Role, User

WEBINAR_MINUTES = 90
WEEK = timedelta(days=7)
# How far after a date another is looked for (cohorts.scheduling.REACH), and a week.
AHEAD = timedelta(days=70)
MOST_ENGAGEMENTS = 2000


@dataclass(frozen=True)
class Objection:
    """What stands against one draft, said to people, and another time without any of it."""

    sentence: str
    proposal: tuple[datetime, datetime] | None


def live_steps(cohort: Cohort) -> list[PlanItem]:
    """The steps of the plan that have no session in this cohort yet."""
    there = cohort.sessions.filter(plan_item_id__isnull=False).values("plan_item_id")
    return list(
        PlanItem.objects.filter(course=cohort.course_id, kind__in=LIVE)
        .exclude(pk__in=there)
        .order_by("sort_order")
    )


def drafts_from_plan(cohort: Cohort) -> list[Draft]:
    """Give every live step of the plan a date that the cohort's rules allow."""
    items = {item.pk: item for item in live_steps(cohort)}
    if cohort.starts_on is None:
        return []
    rules = rules_of(cohort)
    dated = schedule(
        [_step(item) for item in items.values()],
        starts_on=cohort.starts_on,
        excluded=rules.excluded,
        holidays=rules.holidays,
    )
    leaders = _only_trainer(cohort)
    drafts = []
    for line in dated:
        item = items[line.step.key]
        starts_at, ends_at = line.instants(rules.zone)
        is_remote = item.kind == StepKind.WEBINAR
        drafts.append(
            Draft(
                kind=item.kind,
                title=item.title,
                starts_at=starts_at,
                ends_at=ends_at,
                plan_item_id=item.pk,
                detail=item.detail,
                mode=Session.Mode.REMOTE if is_remote else Session.Mode.ON_SITE,
                place=item.place,
                is_required=item.is_required,
                leaders=leaders,
                follows_previous=item.follows_previous,
            )
        )
    return drafts


def drafts_from_cohort(cohort: Cohort, earlier: Cohort) -> list[Draft]:
    """Bring the sessions of an earlier cohort to this one's weeks, at the same hours."""
    if cohort.starts_on is None or earlier.starts_on is None:
        return []
    there = set(cohort.sessions.values_list("plan_item_id", flat=True))
    leaders = Prefetch("leaders", SessionLeader.objects.select_related("person"))
    sessions = [
        session
        for session in earlier.sessions.standing().prefetch_related(leaders).order_by("starts_at")
        if session.plan_item_id is None or session.plan_item_id not in there
    ]
    rules = rules_of(cohort)
    days = (monday_of(cohort.starts_on) - monday_of(earlier.starts_on)).days
    spans = shift(
        [(session.starts_at, session.ends_at) for session in sessions],
        days=days,
        rules=rules,
        before=cohort.starts_on,
    )
    team = set(cohort.staff.values_list("person", flat=True))
    return [
        Draft(
            **said_by(session) | {"starts_at": starts_at, "ends_at": ends_at},
            leaders=[one.person for one in session.leaders.all() if one.person_id in team],
            follows_previous=session.follows_id is not None,
        )
        for session, (starts_at, ends_at) in zip(sessions, spans, strict=True)
    ]


def earlier_cohorts(cohort: Cohort) -> list[Cohort]:
    """The cohorts of the same course whose sessions can be copied, the latest first."""
    cohorts = Cohort.objects.filter(course=cohort.course_id, sessions__isnull=False)
    return list(cohorts.exclude(pk=cohort.pk).distinct().order_by("-starts_on", "-pk")[:20])


def objections(
    cohort: Cohort, drafts: Sequence[Draft | Session], *, names: dict[int, User]
) -> list[list[Objection]]:
    """Say what stands against each draft, or each session that stands already.

    ``names`` are the people who may lead: conflicts name them.
    """
    if not drafts:
        return []
    mine = [session.pk for session in drafts if isinstance(session, Session)]
    found = conflicts(
        [_engagement(draft, is_ours=True) for draft in drafts],
        others=_others(cohort, drafts, except_for=mine),
        rules=rules_of(cohort, around=timezone.localdate(drafts[0].starts_at)),
    )
    lines: list[list[Objection]] = [[] for _draft in drafts]
    for conflict in found:
        lines[conflict.draft].append(Objection(_sentence(conflict, names), conflict.proposal))
    return lines


def _step(item: PlanItem) -> Step:
    minutes = item.minutes
    if item.kind == StepKind.WEBINAR and not minutes:
        minutes = WEBINAR_MINUTES
    return Step(item.pk, item.week, item.weekday, item.half_day, minutes)


def _only_trainer(cohort: Cohort) -> list[User]:
    """The trainer of the cohort, when there is no choice to make."""
    members = cohort.staff.filter(role=Role.TRAINER).select_related("person")[:2]
    return [member.person for member in members] if len(members) == 1 else []


def _engagement(draft: Draft | Session, *, is_ours: bool, learners: int = 0) -> Engagement:
    if isinstance(draft, Session):
        leaders = frozenset(leader.person_id for leader in draft.leaders.all())
    else:
        leaders = frozenset(person.pk for person in draft.leaders)
    place = "" if draft.mode == Session.Mode.REMOTE else draft.place
    return Engagement(draft.starts_at, draft.ends_at, leaders, place, is_ours, learners)


def _others(
    cohort: Cohort, drafts: Sequence[Draft | Session], *, except_for: Iterable[int]
) -> list[Engagement]:
    """Whatever may stand in the way of these drafts or of the dates proposed instead."""
    ours = [_engagement(draft, is_ours=True) for draft in drafts]
    first = min(draft.starts for draft in ours) - WEEK
    last = max(draft.ends for draft in ours) + AHEAD
    leaders = set().union(*(draft.leaders for draft in ours))
    places = {draft.place for draft in ours if draft.place}
    learners = cohort.enrolments.seated().values("learner")
    shared = dict(
        Enrolment.objects.seated()
        .filter(learner__in=learners)
        .exclude(cohort=cohort.pk)
        .values_list("cohort")
        .annotate(Count("pk"))
    )
    concerned = reduce(
        or_,
        [
            Q(cohort=cohort.pk),
            Q(cohort__in=list(shared)),
            Q(pk__in=SessionLeader.objects.filter(person__in=leaders).values("session")),
            *(Q(place__iexact=place) for place in places),
        ],
    )
    sessions = (
        Session.objects.overlapping(starts_at=first, ends_at=last)
        .filter(concerned)
        .exclude(pk__in=except_for)
        .prefetch_related("leaders")
        .order_by("starts_at")[:MOST_ENGAGEMENTS]
    )
    bookings = (
        Booking.objects.overlapping(starts_at=first, ends_at=last)
        .filter(coach__in=leaders)
        .values_list("starts_at", "ends_at", "coach")[:MOST_ENGAGEMENTS]
    )
    return [
        _engagement(
            session,
            is_ours=session.cohort_id == cohort.pk,
            learners=shared.get(session.cohort_id, 0),
        )
        for session in sessions
    ] + [Engagement(starts, ends, frozenset({coach})) for starts, ends, coach in bookings]


def _sentence(conflict: Conflict, names: dict[int, User]) -> str:
    match conflict.clash:
        case Clash.LEADER:
            person = names.get(int(conflict.what), _("Somebody of the team"))
            return _("%(person)s is already taken then.") % {"person": person}
        case Clash.PLACE:
            return _("“%(place)s” is already taken then.") % {"place": conflict.what}
        case Clash.SESSION:
            return _("The cohort has another session then.")
        case Clash.LEARNERS:
            count = int(conflict.what)
            return ngettext(
                "%(count)d learner has a session of another cohort then.",
                "%(count)d learners have a session of another cohort then.",
                count,
            ) % {"count": count}
        case Clash.WEEK:
            hours = f"{conflict.what:g}".replace(".", ",")
            return _("The week already holds much: %(hours)s hours with this session.") % {
                "hours": hours
            }
        case _:
            return _("This is a weekend, a public holiday or an excluded period.")
