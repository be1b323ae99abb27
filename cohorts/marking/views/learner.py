"""The learner's work: written, handed in, and what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.marking.forms import WorkForm
from cohorts.marking.models import Paper, Reading
from cohorts.marking.reports import filled, parts_of
from cohorts.marking.rules import days_late, deadline_of, submissions_of, terms_of
from cohorts.marking.services import handing_in
from cohorts.marking.views.doors import is_from_script, own_seat, private_file
from cohorts.models import Enrolment
from lms.accounts.rules import SignedInRequest
from modules.models import AssignmentPage, Attempt, Submission, SubmittedFile
from modules.outline import outline_of
from modules.services import Refused, may_begin_anew

State = Submission.State
COUNTING = (State.SENT, State.RETURNED)
LATEST_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Write and hand in; see where it stands, and the result once it is released."""
    enrolment = own_seat(request, pk)
    assignment = get_object_or_404(AssignmentPage.objects.live(), pk=activity_pk)
    if outline_of(enrolment.cohort.course).module_of(assignment.pk) is None:
        raise Http404
    mine = list(submissions_of(enrolment, assignment)[:LATEST_SHOWN])
    latest = mine[0] if mine else None
    bound = request.POST if request.method == "POST" else None
    form = WorkForm(
        bound,
        request.FILES or None,
        assignment=assignment,
        initial={"text": latest.text if latest else ""},
    )
    if bound is not None and form.is_valid():
        try:
            said = _act(request, enrolment, assignment, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if is_from_script(request):
                return HttpResponse(escape(said))
            messages.success(request, said)
            return redirect("marking:work", pk, activity_pk)
    if bound is not None and is_from_script(request):
        problems = " ".join(str(error) for each in form.errors.values() for error in each)
        return HttpResponse(escape(problems))
    return render(
        request,
        "marking/work.html",
        {"form": form, **_standing(enrolment, assignment, mine, wants="encore" in request.GET)},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_safe
def file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Give learners back what they sent themselves."""
    enrolment = own_seat(request, pk)
    found = get_object_or_404(SubmittedFile, pk=file_pk, submission__enrolment_id=enrolment.pk)
    return private_file(found, name=found.name)


@login_required
@require_safe
def correction(request: SignedInRequest, pk: int, attempt_pk: int) -> HttpResponse:
    """Show what a person made of the open answers of an attempt."""
    enrolment = own_seat(request, pk)
    attempt = get_object_or_404(Attempt.objects.select_related("quiz"), pk=attempt_pk)
    papers = Paper.objects.select_related("decision__reader", "attempt")
    paper = get_object_or_404(
        papers, attempt=attempt, enrolment=enrolment, released_at__isnull=False
    )
    return render(
        request,
        "marking/correction.html",
        {
            "cohort": enrolment.cohort,
            "activity": attempt.quiz,
            "attempt": attempt,
            "reading": paper.decision,
            "filled": filled(parts_of(attempt), paper.decision),
        },
    )


def _act(
    request: SignedInRequest, enrolment: Enrolment, assignment: AssignmentPage, form: WorkForm
) -> str:
    """Do what the button says; a file that was chosen is kept whichever it is."""
    text, sent = form.cleaned_data.get("text"), form.cleaned_data.get("file")
    removed = request.POST.get("remove", "")
    if text is not None and (sent or "send" not in request.POST):
        handing_in.save_draft(enrolment=enrolment, assignment=assignment, text=text)
    if sent:
        handing_in.add_file(
            enrolment=enrolment, assignment=assignment, name=sent.name, content=sent
        )
    if removed.isdecimal():
        handing_in.remove_file(enrolment=enrolment, assignment=assignment, file_pk=int(removed))
    if "send" in request.POST:
        handing_in.hand_in(enrolment=enrolment, assignment=assignment, text=text)
        return _("Your work is handed in.")
    saved_at = time_format(timezone.localtime())
    return _("Saved at %(time)s. Your work is not handed in yet.") % {"time": saved_at}


def _standing(
    enrolment: Enrolment, assignment: AssignmentPage, mine: list[Submission], *, wants: bool
) -> dict[str, Any]:
    """Return where the learner stands with the assignment, as the page shows it."""
    due_at = deadline_of(enrolment, assignment, terms_of(enrolment.cohort_id, assignment.pk))
    is_late = days_late(due_at, at=timezone.now()) > 0
    latest = mine[0] if mine else None
    current = next((each for each in mine if each.state in COUNTING), None)
    papers = Paper.objects.filter(submission=current).select_related("decision__reader")
    paper = papers.first() if current else None
    is_read = paper is not None and paper.released_at is None
    is_closed = is_late and assignment.late_policy == AssignmentPage.LatePolicy.REFUSE
    may_write = may_begin_anew(assignment, latest) and not is_closed and not is_read
    is_draft = latest is not None and latest.state == State.DRAFT
    standing = {
        "cohort": enrolment.cohort,
        "activity": assignment,
        "due_at": due_at,
        "is_late": is_late,
        "latest": latest,
        "files": latest.files.order_by("pk") if latest else (),
        "current": current,
        "is_read": is_read,
        "is_closed": is_closed,
        "may_write": may_write,
        "is_writing": may_write and (latest is None or is_draft or wants),
        "peer_readings": _peer_readings(enrolment, assignment),
    }
    if current and paper and paper.released_at:
        readings = list(paper.readings.filter(role=Reading.Role.PEER, finished_at__isnull=False))
        parts = parts_of(current)
        standing |= {
            "reading": paper.decision,
            "filled": filled(parts, paper.decision),
            "peers": [(each, filled(parts, each)) for each in readings],
        }
    return standing


def _peer_readings(enrolment: Enrolment, assignment: AssignmentPage) -> list[Reading]:
    if not assignment.peer_readings:
        return []
    mine = Reading.objects.filter(
        role=Reading.Role.PEER,
        reader=enrolment.learner,
        paper__activity=assignment.pk,
        paper__enrolment__cohort=enrolment.cohort_id,
    )
    return list(mine.select_related("paper").order_by("pk"))
