"""The classroom: the home of a course, its activities, and their quizzes."""

import math
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.marking.rules import where_work_stands
from cohorts.models import Enrolment
from cohorts.progress import Progress, next_activity, progress_of
from cohorts.services import classroom as services
from cohorts.services.quizzes import extra_percent_of, may_begin, window_of
from cohorts.surveys.reports import to_answer
from cohorts.views.doors import own_enrolment, seated
from courses.choices import Depth
from lms.accounts.rules import SignedInRequest
from modules.models import Activity, AssignmentPage, QuizPage
from modules.outline import outline_of, page_of
from modules.progress import counting_scores, standing_of
from modules.services import Refused

SESSIONS_SHOWN = 5


@login_required
@require_safe
def classroom(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the learner's course; to people without a seat, what became of their request."""
    enrolment = own_enrolment(request, pk)
    if not enrolment.is_seated:
        return _without_seat(request, enrolment)
    now = timezone.now()
    return render(
        request,
        "cohorts/classroom.html",
        {
            "surveys_to_answer": to_answer(enrolment.learner, now=now, cohort=enrolment.cohort),
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "progress": _progress(enrolment),
            "scores": counting_scores([enrolment.pk])[enrolment.pk],
            "sessions": enrolment.cohort.sessions.upcoming(now=now)[:SESSIONS_SHOWN],
            "team": enrolment.cohort.staff.select_related("person").order_by("role", "pk"),
        },
    )


@seated
@require_safe
def activity(request: HttpRequest, enrolment: Enrolment, activity_pk: int) -> HttpResponse:
    """Show one activity, and remember that the learner is there."""
    progress = _progress(enrolment)
    module = progress.outline.module_of(activity_pk)
    if module is None:
        raise Http404
    order = progress.outline.activities
    here = [step.id for step in order].index(activity_pk)
    page = page_of(order[here])
    if page is None:
        raise Http404
    resume_at = _resume_at(request, enrolment, page)
    services.open_activity(enrolment=enrolment, activity=page, module_id=module.id)
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "progress": progress,
        "module": module,
        "activity": page,
        "is_done": activity_pk in progress.completed,
        "previous": order[here - 1] if here else None,
        "next": order[here + 1] if here + 1 < len(order) else None,
        "resume_at": resume_at,
    }
    if page.kind == QuizPage.kind:
        context |= _door(enrolment, page, module.depth)
    elif page.kind == AssignmentPage.kind:
        context["work"] = where_work_stands(enrolment, page)
    return render(request, "cohorts/activity.html", context)


@seated
@require_POST
def finish_activity(request: HttpRequest, enrolment: Enrolment, activity_pk: int) -> HttpResponse:
    """Note that a lesson is done, then go on to what comes next."""
    page = get_object_or_404(Activity, pk=activity_pk)
    try:
        services.finish_activity(enrolment=enrolment, activity=page)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(enrolment.cohort)
    return _go_on(request, enrolment, after=activity_pk)


@seated
@require_POST
def keep_position(request: HttpRequest, enrolment: Enrolment, activity_pk: int) -> HttpResponse:
    """Hear from the page how far down the learner is (position.js)."""
    page = get_object_or_404(Activity, pk=activity_pk)
    try:
        position = float(request.POST.get("position", ""))
    except ValueError:
        position = math.nan
    if math.isnan(position):
        return HttpResponseBadRequest()
    services.keep_position(enrolment=enrolment, activity=page, position=position)
    return HttpResponse(status=204)


def _door(enrolment: Enrolment, quiz: QuizPage, depth: Depth) -> dict[str, Any]:
    """Return what the door of a quiz shows; an attempt whose time is over is handed in."""
    now = timezone.now()
    standing = standing_of(enrolment.pk, quiz=quiz, depth=depth)
    underway = standing.open_attempt
    if underway and underway.is_overdue(at=now):
        services.submit_attempt(enrolment=enrolment, attempt=underway, answers={}, at=now)
        standing = standing_of(enrolment.pk, quiz=quiz, depth=depth)
    window = window_of(enrolment, quiz)
    return {
        "standing": standing,
        "window": window,
        "extra_percent": extra_percent_of(enrolment),
        "may_begin": may_begin(window, next(iter(standing.attempts), None), at=now),
    }


def _progress(enrolment: Enrolment) -> Progress:
    course = enrolment.cohort.course
    return progress_of([enrolment], {course.pk: outline_of(course)})[enrolment.pk]


def _go_on(request: HttpRequest, enrolment: Enrolment, *, after: int) -> HttpResponse:
    enrolment.refresh_from_db(fields=["state"])
    progress = _progress(enrolment)
    following = next_activity(progress.outline.activities, progress.completed, after)
    if progress.is_finished or following is None:
        messages.success(request, _("Well done: you have finished this course."))
        return redirect(enrolment.cohort)
    return redirect("cohorts:activity", enrolment.cohort_id, following.id)


def _resume_at(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> float:
    """Return how far down the page to begin: where they stopped, when they come to resume."""
    is_same = enrolment.last_activity_id == activity.pk
    return enrolment.last_position if is_same and "reprendre" in request.GET else 0.0


def _without_seat(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    enrolments = Enrolment.objects.select_related("cohort__course").with_queue_place()
    enrolment = enrolments.get(pk=enrolment.pk)
    context = {"enrolment": enrolment, "cohort": enrolment.cohort}
    return render(request, "cohorts/without_seat.html", context)
