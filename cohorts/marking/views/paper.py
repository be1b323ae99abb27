"""One paper on the readers' desk: read it, mark it as one goes, finish, go on to the next."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.marking import queues
from cohorts.marking.forms import MOST_REMARKS, ReadingForm, initial_of
from cohorts.marking.models import Reading, Work
from cohorts.marking.reports import (
    Part,
    Role,
    by_role,
    credits_of,
    filled,
    mean_of,
    parts_of,
    readings_of,
    role_for,
    suggested_marks,
)
from cohorts.marking.rules import terms_of
from cohorts.marking.services import reading
from cohorts.marking.views.doors import (
    activity_to_mark,
    is_from_script,
    marked_cohort,
    private_file,
    reader_required,
)
from cohorts.marking.views.peers import nameless
from cohorts.models import Cohort
from lms.accounts.rules import SignedInRequest
from modules.models import Activity, AssignmentPage, Attempt, Submission, SubmittedFile
from modules.services import Refused

# How far to look for the next paper to read.
AHEAD = 200


@reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: SignedInRequest, pk: int, activity_pk: int, work_pk: int) -> HttpResponse:
    """Read one paper, and mark it; everything typed is kept as one goes."""
    cohort, activity = marked_cohort(request.user, pk), activity_to_mark(activity_pk)
    work = _work(cohort, activity, work_pk)
    parts = parts_of(work)
    form = ReadingForm(request.POST if request.method == "POST" else None, parts=parts)
    if form.is_bound:
        answer = _mark(request, work, form)
        if answer is not None:
            return answer
    context = _sheet(request, cohort, activity, work, parts)
    if form.is_bound:
        context["form"] = form
    if form.is_bound and is_from_script(request):
        return render(request, "marking/_saved.html", {"problems": _problems(form)})
    return render(request, "marking/paper.html", context, status=422 if form.is_bound else 200)


@reader_required
@require_safe
def file(
    request: SignedInRequest, pk: int, activity_pk: int, work_pk: int, file_pk: int
) -> HttpResponseBase:
    """Give a reader a file of the work; without names, its own name stays hidden too."""
    cohort = marked_cohort(request.user, pk)
    work = _work(cohort, activity_to_mark(activity_pk), work_pk)
    found = get_object_or_404(SubmittedFile, pk=file_pk, submission=work.pk)
    is_blind = terms_of(cohort.pk, activity_pk).is_blind
    return private_file(found, name=nameless(found) if is_blind else found.name)


def _mark(request: SignedInRequest, work: Work, form: ReadingForm) -> HttpResponse | None:
    """Do what the button says; nothing comes back when it is refused, and the form says why."""
    if "again" in request.POST or "over" in request.POST:
        act = reading.take_up_again if "again" in request.POST else reading.take_over
        try:
            act(work=work, reader=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(request.path)
    if not form.is_valid():
        return None
    try:
        kept = reading.mark(
            work=work,
            reader=request.user,
            marks=form.marks,
            comment=form.cleaned_data["comment"],
            remarks=_remarks(request, work, form),
            version=form.cleaned_data["version"],
            window=form.cleaned_data["window"],
            is_finished="finish" in request.POST,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if is_from_script(request):
        return render(request, "marking/_saved.html", {"reading": kept})
    if "finish" in request.POST:
        messages.success(request, _("This paper is read. Its learner sees it once released."))
        return _to_next(request, work)
    return redirect(request.path)


def _remarks(request: SignedInRequest, work: Work, form: ReadingForm) -> Sequence[Any]:
    """Return the remarks with the one just written, without the one just removed."""
    own = _own_reading(request, work)
    remarks = list(own.remarks) if own else []
    removed = request.POST.get("remove", "")
    if removed.isdecimal() and int(removed) < len(remarks):
        del remarks[int(removed)]
    written = form.cleaned_data["remark"]
    # Saving as one types leaves a remark alone until its button is pressed.
    if written and not is_from_script(request) and len(remarks) < MOST_REMARKS:
        passage = form.cleaned_data["passage"].replace("\r\n", "\n")
        remarks.append({"passage": passage, "text": written})
    return remarks


def _to_next(request: SignedInRequest, work: Work) -> HttpResponse:
    """Go on to the next paper that this reader may read; else back to all of them."""
    activity_pk = work.assignment_id if isinstance(work, Submission) else work.quiz_id
    cohort = Cohort.objects.get(enrolments=work.enrolment_id)
    activity = activity_to_mark(activity_pk)
    has_second = terms_of(cohort.pk, activity_pk).has_second_reader
    for other in queues.works_of(cohort, activity)[:AHEAD]:
        found = queues.paper_of(other)
        readings = queues.team_readings(found)
        if found and found.decision_id:
            continue
        role = role_for(readings, reader_id=request.user.pk, has_second_reader=has_second)
        mine = by_role(readings).get(role) if role else None
        if role and role != Role.AGREED and (mine is None or not mine.is_finished):
            return redirect("marking:paper", cohort.pk, activity_pk, other.pk)
    return redirect("marking:papers", cohort.pk, activity_pk)


def _sheet(
    request: SignedInRequest,
    cohort: Cohort,
    activity: Activity,
    work: Work,
    parts: Sequence[Part],
) -> dict[str, Any]:
    """Return all that the page of a paper shows to this reader."""
    terms = terms_of(cohort.pk, activity.pk)
    found = queues.paper_of(work)
    readings = readings_of(found)
    team, others = by_role(readings), [each for each in readings if each.role == Role.PEER]
    role = role_for(readings, reader_id=request.user.pk, has_second_reader=terms.has_second_reader)
    own = team.get(role) if role else None
    is_settled = bool(found and found.decision_id)
    may_write = role is not None and not is_settled and not (own and own.is_finished)
    if own and own.reader_id != request.user.pk:
        may_write = False
    suggestion = suggested_marks(parts, others)
    marks = own.marks if own else suggestion
    both_done = role == Role.AGREED
    shown = [
        each
        for each in team.values()
        if is_settled or both_done or each.reader_id == request.user.pk
    ]
    return {
        "cohort": cohort,
        "activity": activity,
        "terms": terms,
        "work": work,
        "state": queues.STATES[queues.state_of(found)],
        "is_released": bool(found and found.released_at),
        "is_settled": is_settled,
        "files": work.files.order_by("pk") if isinstance(work, Submission) else (),
        "sent_at": work.sent_at if isinstance(work, Submission) else work.submitted_at,
        "own": own,
        "role": role,
        "may_write": may_write,
        "may_take_up": bool(
            found
            and not found.released_at
            and any(each.is_finished and each.reader_id == request.user.pk for each in shown)
        ),
        "may_take_over": role is None and any(not each.is_finished for each in team.values()),
        "in_hands_of": None if role else next(iter(team.values()), None),
        "readings": [(each, filled(parts, each), _percent(parts, each)) for each in shown],
        "peers": [(each, filled(parts, each)) for each in others if each.is_finished],
        "is_suggested": own is None and bool(suggestion),
        "parts": filled(parts, own),
        "form": ReadingForm(
            parts=parts,
            initial=initial_of(parts, marks)
            | {"comment": own.comment if own else "", "version": own.version if own else 0},
        ),
    }


def _percent(parts: Sequence[Part], one: Reading) -> int | None:
    return mean_of(credits_of(parts, one.marks))


def _own_reading(request: SignedInRequest, work: Work) -> Reading | None:
    mine = Reading.objects.filter(paper=queues.paper_of(work), reader=request.user)
    return mine.exclude(role=Role.PEER).filter(finished_at=None).first()


def _work(cohort: Cohort, activity: Activity, work_pk: int) -> Work:
    if isinstance(activity, AssignmentPage):
        works: QuerySet[Any] = Submission.objects.handed_in().filter(assignment=activity)
    else:
        works = Attempt.objects.filter(quiz=activity.pk, submitted_at__isnull=False)
    works = works.filter(enrolment_id__in=cohort.enrolments.values("pk"))
    return get_object_or_404(works.select_related("learner"), pk=work_pk)


def _problems(form: ReadingForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
