"""Ways into a cohort, for its programme manager: requests to answer, links and codes to give."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.forms.entry import AnswerForm, KeyForm
from cohorts.models import BulkAct, Cohort, Enrolment
from cohorts.services import acts, keys
from cohorts.services import requests as services
from cohorts.services.enrolments import EnrolmentClosed
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

REQUESTS_PER_PAGE = 50
KEYS_SHOWN = 50


@role_required(Role.MANAGER)
def requests(request: SignedInRequest, pk: int) -> HttpResponse:
    """List who asks for a seat; accept or decline those who are ticked."""
    cohort = _cohort(pk)
    asked = cohort.enrolments.filter(state=Enrolment.State.REQUESTED)
    asked = asked.select_related("learner").order_by("requested_at", "pk")
    page = Paginator(asked, REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, asked=[enrolment.pk for enrolment in page])
    if request.method == "POST" and form.is_valid():
        try:
            said = _answer(request, cohort, form)
        except (EnrolmentClosed, services.NoReason, acts.NobodyConcerned) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect("cohorts:requests", pk)
    context = {
        "cohort": cohort,
        "page": page,
        "form": form,
        "undoable": BulkAct.objects.undoable(by=request.user, now=timezone.now())[:3],
        "ticked": set(request.POST.getlist("enrolments")),
        "tab": "people",
    }
    return render(request, "cohorts/requests.html", context, status=422 if form.errors else 200)


@role_required(Role.MANAGER)
def entry_keys(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the links or codes that open the cohort; make a new one."""
    cohort = _cohort(pk)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keys.cut(
            cohort=cohort,
            valid_until=form.valid_until(cohort),
            most_uses=form.cleaned_data["most_uses"],
            by=request.user,
        )
        messages.success(request, _("It is ready: give it to the people you invite."))
        return redirect("cohorts:entry_keys", pk)
    now = timezone.now()
    cut = cohort.entry_keys.order_by("-created_at", "-pk")[:KEYS_SHOWN]
    context = {
        "cohort": cohort,
        "form": form,
        "rows": [(key, key.is_usable(now=now)) for key in cut],
        "site": settings.BASE_URL,
        "join_url": settings.BASE_URL + reverse("cohorts:join_form"),
        "tab": "people",
    }
    return render(request, "cohorts/entry_keys.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(Role.MANAGER)
def revoke_key(request: SignedInRequest, pk: int, key_pk: int) -> HttpResponse:
    keys.revoke(key=get_object_or_404(_cohort(pk).entry_keys, pk=key_pk))
    messages.success(request, _("It no longer opens anything. People who came in with it stay."))
    return redirect("cohorts:entry_keys", pk)


def _answer(request: SignedInRequest, cohort: Cohort, form: AnswerForm) -> str:
    """Do what the form asks, and say what came of it."""
    ticked = form.cleaned_data["enrolments"]
    if form.cleaned_data["answer"] == "decline":
        reason = form.cleaned_data["reason"]
        act = acts.decline_requests(
            cohort=cohort, enrolments=ticked, reason=reason, by=request.user
        )
        said = ngettext("%(count)d request declined.", "%(count)d requests declined.", act.people)
        return said % {"count": act.people}
    act = acts.accept_requests(cohort=cohort, enrolments=ticked, by=request.user)
    seated = cohort.enrolments.filter(pk__in=ticked, state=Enrolment.State.ACTIVE).count()
    said = ngettext("%(count)d request accepted.", "%(count)d requests accepted.", act.people)
    said %= {"count": act.people}
    if waiting := act.people - seated:
        more = ngettext(
            "%(count)d person is on the waiting list.",
            "%(count)d people are on the waiting list.",
            waiting,
        )
        said = f"{said} {more % {'count': waiting}}"
    return said


def _cohort(pk: int) -> Cohort:
    cohorts = Cohort.objects.with_seats().select_related("course", "organisation")
    return get_object_or_404(cohorts, pk=pk)
