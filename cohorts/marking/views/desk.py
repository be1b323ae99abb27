"""The readers' desk: what waits in their cohorts, each paper, deadlines, results released."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.marking import queues
from cohorts.marking.forms import MoreTimeForm, TermsForm
from cohorts.marking.models import Extension, Paper, Work
from cohorts.marking.reports import (
    Role,
)
from cohorts.marking.rules import cohorts_marked_by, terms_of
from cohorts.marking.services import peers, releasing
from cohorts.marking.services import terms as terms_services
from cohorts.marking.views.doors import (
    activity_to_mark,
    marked_cohort,
    reader_required,
)
from cohorts.models import Cohort
from lms.accounts.rules import SignedInRequest
from modules.models import Activity, AssignmentPage, Submission
from modules.services import Refused

LINES_PER_PAGE = 20
PAPERS_PER_PAGE = 50


@reader_required
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Everything to grade in the reader's cohorts, what waits longest first."""
    cohorts = cohorts_marked_by(request.user)
    waiting = queues.waiting_in(cohorts)
    running = cohorts.running_on(timezone.localdate())
    quiet = [key for key in queues.assignments_in(running) if key not in waiting]
    keys = sorted(waiting, key=lambda key: waiting[key][1]) + quiet
    page = Paginator(keys, LINES_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "marking/queue.html",
        {"lines": queues.lines_of(list(page), waiting), "page": page},
    )


@reader_required
@require_safe
def papers(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """The papers of one activity in one cohort, with where each stands."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    terms = terms_of(cohort.pk, activity.pk)
    page = Paginator(queues.works_of(cohort, activity), PAPERS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    settled = Paper.objects.filter(
        enrolment__cohort=cohort, activity=activity.pk, decision__isnull=False, released_at=None
    )
    return render(
        request,
        "marking/papers.html",
        {
            "cohort": cohort,
            "activity": activity,
            "terms": terms,
            "is_assignment": isinstance(activity, AssignmentPage),
            "page": page,
            "lines": [_line(work, is_blind=terms.is_blind) for work in page],
            "settled": settled.count(),
            "extensions": Extension.objects.filter(
                enrolment__cohort=cohort, activity=activity.pk
            ).select_related("enrolment__learner"),
        },
    )


@reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Deadline, names, second reader; and more time for one person."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        instance=terms_of(cohort.pk, activity.pk),
    )
    if form.is_bound and form.is_valid():
        terms_services.set_terms(
            cohort=cohort, activity=activity, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("It is set."))
        return redirect("marking:papers", pk, activity_pk)
    context = {"form": form, "more": _more_time_form(cohort)}
    return _render_terms(request, cohort, activity, context, is_bound=form.is_bound)


@reader_required
@require_POST
def more_time(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Give one person more time, or take it back."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    form = _more_time_form(cohort, request.POST)
    if form.is_valid():
        try:
            terms_services.give_more_time(
                enrolment=form.cleaned_data["person"],
                activity=activity,
                due_at=form.cleaned_data["due_at"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is set."))
            return redirect("marking:papers", pk, activity_pk)
    context = {"form": TermsForm(instance=terms_of(cohort.pk, activity.pk)), "more": form}
    return _render_terms(request, cohort, activity, context, is_bound=True)


@reader_required
@require_POST
def share_out(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Give learners works of the others to read."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    assignment = get_object_or_404(AssignmentPage, pk=activity.pk)
    try:
        count = peers.share_out(cohort=cohort, assignment=assignment, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            ngettext(
                "%(count)d reading is shared out.", "%(count)d readings are shared out.", count
            )
            % {"count": count},
        )
    return redirect("marking:papers", pk, activity_pk)


@reader_required
@require_POST
def release(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Give all settled results to their learners."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    count = len(releasing.release(cohort=cohort, activity=activity, by=request.user))
    messages.success(
        request,
        ngettext(
            "%(count)d result is released; its learner is told by mail.",
            "%(count)d results are released; their learners are told by mail.",
            count,
        )
        % {"count": count},
    )
    return redirect("marking:papers", pk, activity_pk)


def _line(work: Work, *, is_blind: bool) -> dict[str, Any]:
    found = queues.paper_of(work)
    state = queues.state_of(found)
    readings = list(found.readings.all()) if found else []
    return {
        "work": work,
        "paper": found,
        "is_named": not is_blind or state == "released",
        "sent_at": work.sent_at if isinstance(work, Submission) else work.submitted_at,
        "days_late": work.days_late if isinstance(work, Submission) else 0,
        "state": state,
        "state_label": queues.STATES[state],
        "readers": [each.reader for each in readings if each.role != Role.PEER],
        "peers": sum(each.role == Role.PEER and each.is_finished for each in readings),
        "peers_expected": sum(each.role == Role.PEER for each in readings),
    }


def _more_time_form(cohort: Cohort, data: Any = None) -> MoreTimeForm:
    people = cohort.enrolments.seated().select_related("learner")
    return MoreTimeForm(
        data, people=people.order_by("learner__last_name", "learner__first_name", "pk")
    )


def _render_terms(
    request: SignedInRequest,
    cohort: Cohort,
    activity: Activity,
    context: dict[str, Any],
    *,
    is_bound: bool,
) -> HttpResponse:
    return render(
        request,
        "marking/terms.html",
        {
            "cohort": cohort,
            "activity": activity,
            "is_assignment": isinstance(activity, AssignmentPage),
            **context,
        },
        status=422 if is_bound else 200,
    )
