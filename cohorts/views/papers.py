"""A cohort's papers, for its manager: who has what, issuing, revoking, archives and evidence."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.forms.papers import EarningRulesForm, RevocationForm
from cohorts.models import Archive, Certificate, Cohort, EarningRules, TrainingBody
from cohorts.papers import ledger_of, standings_of
from cohorts.services import archives
from cohorts.services import certificates as services
from cohorts.views.files import attached
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

PEOPLE_PER_PAGE = 50
ARCHIVES_SHOWN = 5


@role_required(Role.MANAGER)
@require_safe
def papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who has what, and what the others miss."""
    cohort = _cohort(pk)
    seated = cohort.enrolments.seated().select_related("learner")
    people = seated.order_by("learner__last_name", "learner__first_name", "pk")
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    for enrolment in page:
        enrolment.cohort = cohort
    rules = EarningRules.objects.filter(cohort=cohort).first()
    return render(
        request,
        "cohorts/papers.html",
        {
            "cohort": cohort,
            "page": page,
            "standings": standings_of(ledger_of(cohort, at=timezone.now()), page),
            "lacking": TrainingBody.load(request_or_site=request).missing,
            "archives": _latest(cohort, Archive.Kind.PAPERS),
            "rules_form": EarningRulesForm(instance=rules or EarningRules(cohort=cohort)),
            "tab": "papers",
        },
    )


@role_required(Role.MANAGER)
@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the evidence files of the cohort, and what one holds."""
    cohort = _cohort(pk)
    return render(
        request,
        "cohorts/evidence.html",
        {
            "cohort": cohort,
            "archives": _latest(cohort, Archive.Kind.EVIDENCE),
            "fingerprint": archives.fingerprint(),
            "tab": "papers",
        },
    )


@role_required(Role.MANAGER)
@require_POST
def change_rules(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _cohort(pk)
    rules = EarningRules.objects.filter(cohort=cohort).first() or EarningRules(cohort=cohort)
    form = EarningRulesForm(request.POST, instance=rules)
    if form.is_valid():
        services.set_rules(cohort=cohort, by=request.user, **form.cleaned_data)
        messages.success(request, _("The rules are changed. What was issued stays."))
    else:
        messages.error(request, _("Attendance is a percentage, from 0 to 100."))
    return redirect("cohorts:papers", pk)


@role_required(Role.MANAGER)
@require_POST
def issue_paper(request: SignedInRequest, pk: int, enrolment_pk: int, kind: str) -> HttpResponse:
    """Issue one paper; after a revocation, a new one with a new code."""
    if kind not in Certificate.Kind.values:
        raise Http404
    enrolment = get_object_or_404(_cohort(pk).enrolments.seated(), pk=enrolment_pk)
    try:
        certificate = services.issue(enrolment=enrolment, kind=kind)
    except services.NotFinished as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Issued: %(code)s.") % {"code": certificate.code})
    return redirect("cohorts:papers", pk)


@role_required(Role.MANAGER)
@require_safe
def issued(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Hand the manager any paper of the cohort that stands."""
    paper = _paper(pk, code)
    if paper.is_revoked:
        raise Http404
    return attached(archives.paper_of(paper), f"{archives.file_of(paper)}.pdf")


@role_required(Role.MANAGER)
def revoke_paper(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Ask why, then take the paper back."""
    paper = _paper(pk, code)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.revoke(certificate=paper, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The certificate is revoked; its learner is told."))
        return redirect("cohorts:papers", pk)
    return render(
        request,
        "cohorts/revoke_paper.html",
        {"cohort": paper.enrolment.cohort, "paper": paper, "form": form, "tab": "papers"},
        status=422 if form.errors or request.method == "POST" else 200,
    )


@role_required(Role.MANAGER)
@require_POST
def build_archive(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Have an archive built; the page shows how far it is."""
    if kind not in Archive.Kind.values:
        raise Http404
    archives.ask_for(cohort=_cohort(pk), kind=kind, by=request.user)
    return redirect("cohorts:papers" if kind == Archive.Kind.PAPERS else "cohorts:evidence", pk)


@role_required(Role.MANAGER)
@require_safe
def archive(request: SignedInRequest, pk: int, archive_pk: int) -> HttpResponse:
    """Say how far one archive is: the fragment that the pages poll."""
    found = get_object_or_404(Archive.objects.select_related("cohort"), pk=archive_pk, cohort=pk)
    return render(request, "cohorts/_archive.html", {"archive": found, "cohort": found.cohort})


@role_required(Role.MANAGER)
@require_safe
def archive_file(request: SignedInRequest, pk: int, archive_pk: int) -> HttpResponseBase:
    found = get_object_or_404(
        Archive.objects.filter(state=Archive.State.READY).select_related("cohort"),
        pk=archive_pk,
        cohort=pk,
    )
    name = slugify(f"{found.get_kind_display()} {found.cohort.title}")
    try:
        content = found.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    answer = FileResponse(content, as_attachment=True, filename=f"{name}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("course", "organisation"), pk=pk)


def _paper(pk: int, code: str) -> Certificate:
    papers = Certificate.objects.select_related("enrolment__cohort__course", "enrolment__learner")
    return get_object_or_404(papers, enrolment__cohort=pk, code=code)


def _latest(cohort: Cohort, kind: str) -> list[Archive]:
    return list(cohort.archives.filter(kind=kind).order_by("-asked_at", "-pk")[:ARCHIVES_SHOWN])
