"""« Mon espace »: what do I do next, what is coming up, how far am I."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment, Session
from cohorts.progress import Progress, give_courses, give_queue_places, progress_of
from cohorts.surveys.reports import to_answer
from lms.accounts.rules import SignedInRequest
from modules.outline import outlines_by_id

COURSES_PER_PAGE = 12
APPOINTMENTS_SHOWN = 5
SESSIONS_SHOWN = 5


@dataclass(frozen=True)
class Path:
    """One enrolment as the space shows it; people who wait for a seat have no progress yet."""

    enrolment: Enrolment
    progress: Progress | None


@login_required
def space(request: SignedInRequest) -> HttpResponse:
    enrolments = (
        Enrolment.objects.filter(learner=request.user.pk)
        .exclude(state__in=Enrolment.GONE)
        .select_related("cohort")
        .prefetch_related("certificates")
        .order_by(F("last_seen_at").desc(nulls_last=True), "-requested_at", "-pk")
    )
    # Few people have more than one page: whoever has not is not counted first.
    first = list(enrolments[: COURSES_PER_PAGE + 1])
    rows = enrolments if len(first) > COURSES_PER_PAGE else first
    page = Paginator(rows, COURSES_PER_PAGE).get_page(request.GET.get("page"))
    paths = _paths(list(page))
    now = timezone.now()
    bookings = Booking.objects.of(request.user).upcoming(now=now).select_related("coach", "learner")
    sessions = Session.objects.concerning(request.user).upcoming(now=now).select_related("cohort")
    return render(
        request,
        "cohorts/space.html",
        {
            "page": page,
            "paths": paths,
            "under_way": [path for path in paths if not path.enrolment.completed_at],
            "finished": [path for path in paths if path.enrolment.completed_at],
            "next_path": _next(paths),
            "surveys_to_answer": to_answer(request.user, now=now) if paths else [],
            "sessions": sessions[:SESSIONS_SHOWN],
            "bookings": bookings[:APPOINTMENTS_SHOWN],
            "cohorts_ahead": _cohorts_ahead(paths, on=_today(now)),
            "today": _today(now),
        },
    )


def _paths(enrolments: list[Enrolment]) -> list[Path]:
    give_courses(enrolments)
    give_queue_places(enrolments)
    seated = [enrolment for enrolment in enrolments if enrolment.is_seated]
    outlines = outlines_by_id({enrolment.cohort.course_id for enrolment in seated})
    progress = progress_of(seated, outlines)
    return [Path(enrolment, progress.get(enrolment.pk)) for enrolment in enrolments]


def _next(paths: list[Path]) -> Path | None:
    """Return where the learner was last, of what they have not finished."""
    for path in paths:
        is_active = path.enrolment.state == Enrolment.State.ACTIVE
        if is_active and path.progress and path.progress.next_activity:
            return path
    return None


def _cohorts_ahead(paths: list[Path], *, on: date) -> list:
    """Return the dated cohorts that still begin or end, the nearest date first."""
    cohorts = [
        path.enrolment.cohort for path in paths if path.progress and not path.enrolment.completed_at
    ]
    dated = [cohort for cohort in cohorts if cohort.ends_on and cohort.ends_on >= on]
    return sorted(dated, key=lambda cohort: _date_ahead(cohort, on=on))


def _date_ahead(cohort: Cohort, *, on: date) -> date:
    """Return the day that the list shows: the first of a cohort to come, the last of one begun."""
    ahead = (day for day in (cohort.starts_on, cohort.ends_on) if day and day > on)
    return min(ahead, default=on)


def _today(now: datetime) -> date:
    return timezone.localdate(now)
