"""What learners read of each other, without names either way."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.marking.forms import PeerForm, initial_of
from cohorts.marking.models import Reading
from cohorts.marking.reports import filled, parts_of
from cohorts.marking.services.peers import read_as_peer
from cohorts.marking.views.doors import own_seat, private_file
from cohorts.models import Enrolment
from lms.accounts.rules import SignedInRequest
from modules.models import SubmittedFile
from modules.services import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: SignedInRequest, pk: int, reading_pk: int) -> HttpResponse:
    """Read another learner's work by the rubric; what was sent stays."""
    enrolment = own_seat(request, pk)
    own = _own(enrolment, reading_pk)
    work = own.paper.work
    parts = parts_of(work)
    form = PeerForm(
        request.POST if request.method == "POST" else None,
        parts=parts,
        initial=initial_of(parts, own.marks) | {"comment": own.comment, "version": own.version},
    )
    if form.is_bound and form.is_valid():
        try:
            read_as_peer(
                reading=own,
                marks=form.marks,
                comment=form.cleaned_data["comment"],
                version=form.cleaned_data["version"],
                window=form.cleaned_data["window"],
                is_finished="send" in request.POST,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("Your reading is sent.") if "send" in request.POST else _("Saved.")
            messages.success(request, said)
            return redirect("marking:work", pk, own.paper.activity_id)
    return render(
        request,
        "marking/peer_reading.html",
        {
            "cohort": enrolment.cohort,
            "activity": own.paper.activity,
            "reading": own,
            "is_open": not own.is_finished and own.paper.released_at is None,
            "filled": filled(parts, own),
            "files": SubmittedFile.objects.filter(submission__paper=own.paper).order_by("pk"),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@login_required
@require_safe
def file(request: SignedInRequest, pk: int, reading_pk: int, file_pk: int) -> HttpResponseBase:
    """Give a learner the file that they read, under a name that says nothing of its author."""
    own = _own(own_seat(request, pk), reading_pk)
    found = get_object_or_404(SubmittedFile, pk=file_pk, submission__paper=own.paper)
    return private_file(found, name=nameless(found))


def nameless(file: SubmittedFile) -> str:
    """Return a name for a file that keeps only how to open it."""
    ending = file.name.rpartition(".")[2] if "." in file.name else ""
    return f"{_('file')}-{file.pk}.{ending}" if ending else f"{_('file')}-{file.pk}"


def _own(enrolment: Enrolment, reading_pk: int) -> Reading:
    mine = Reading.objects.filter(
        role=Reading.Role.PEER,
        reader=enrolment.learner_id,
        paper__enrolment__cohort=enrolment.cohort_id,
    )
    return get_object_or_404(
        mine.select_related("paper__activity", "paper__submission"), pk=reading_pk
    )
