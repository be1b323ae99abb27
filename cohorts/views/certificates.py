"""Certificates: the paper for whoever earned it, the public page for whoever checks it.

Codes hold 59 bits of chance: nobody finds one by trying, so trying needs no limit.
"""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cohorts.models import Certificate
from cohorts.models.certificates import spelled_as_issued
from cohorts.rules import certificates_open_to
from cohorts.services.archives import name_of, paper_of
from cohorts.views.files import attached
from lms.accounts.rules import SignedInRequest


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand learners their own certificate of completion."""
    owned = Certificate.objects.standing().attestations()
    return _paper(
        get_object_or_404(owned, enrolment__learner=request.user.pk, enrolment__cohort=pk)
    )


@login_required
@require_safe
def realisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand learners their own certificate of training delivered."""
    owned = Certificate.objects.standing().filter(kind=Certificate.Kind.REALISATION)
    return _paper(
        get_object_or_404(owned, enrolment__learner=request.user.pk, enrolment__cohort=pk)
    )


@login_required
@require_safe
def certificate_of(request: SignedInRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """Hand whoever trains, manages or coaches a learner their certificate."""
    issued = certificates_open_to(request.user).standing().attestations()
    return _paper(get_object_or_404(issued, enrolment=enrolment_pk, enrolment__cohort=pk))


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("code", "").strip()
    if typed:
        return redirect("cohorts:verify", spelled_as_issued(typed))
    return render(request, "cohorts/verify_form.html")


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the paper with this code says, and nothing more."""
    spelled = spelled_as_issued(code)
    certificate = Certificate.objects.filter(code=spelled).first()
    if certificate is None:
        return render(request, "cohorts/verify_unknown.html", {"code": spelled}, status=404)
    if code != certificate.code:
        return redirect(certificate)
    template = "verify_revoked" if certificate.is_revoked else "verify"
    return render(
        request,
        f"cohorts/{template}.html",
        {"certificate": certificate, "said": _with_dates(certificate.particulars)},
    )


def _with_dates(particulars: dict) -> dict:
    dates = {name: date.fromisoformat(particulars[name]) for name in ("starts_on", "ends_on")}
    return particulars | dates


def _paper(certificate: Certificate) -> HttpResponse:
    return attached(paper_of(certificate), f"{name_of(certificate)}.pdf")
