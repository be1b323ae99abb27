"""The programme manager's desk: every cohort, opening one, its overview, changing it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import reports
from cohorts.forms.steering import (
    CohortForm,
    DeskFilterForm,
    MessageForm,
    OpenCohortForm,
    copy_of,
    proposed_title,
)
from cohorts.models import BulkAct, Cohort
from cohorts.models.cohorts import CohortQuerySet
from cohorts.needs import needs_today
from cohorts.services import steering as services
from cohorts.services.cohorts import TooFewSeats
from cohorts.services.planning import live_steps
from courses.models import CoursePage
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

COHORTS_PER_PAGE = 20
MOST_WAITING_SHOWN = 50


@role_required(Role.MANAGER, Role.PARTNER, Role.TRAINER, Role.COACH)
def desk(request: SignedInRequest) -> HttpResponse:
    """List the cohorts that this person follows; a manager follows them all."""
    today = timezone.localdate()
    form = DeskFilterForm(request.GET)
    form.is_valid()  # what is not understood filters nothing
    cohorts = reports.for_desk(reports.cohorts_followed_by(request.user))
    cohorts = reports.in_desk_order(_filtered(cohorts, form.cleaned_data, today), on=today)
    is_manager = request.user.has_role(Role.MANAGER)
    page = Paginator(cohorts, COHORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cohorts/steering.html",
        {
            "form": form,
            "page": page,
            "rows": [(cohort, reports.needs_of(cohort, on=today)) for cohort in page],
            "is_filtered": any(form.cleaned_data.values()),
            "is_manager": is_manager,
            "needs": needs_today(now=timezone.now()) if is_manager else [],
            "message": MessageForm(),
            "undoable": BulkAct.objects.undoable(by=request.user, now=timezone.now())[:3],
            "tab": "list",
        },
    )


@role_required(Role.MANAGER)
def open_cohort(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "cohorts/open_cohort.html", {"form": _new_form(request)})
    form = OpenCohortForm(request.POST)
    if not form.is_valid():
        return render(request, "cohorts/open_cohort.html", {"form": form}, status=422)
    cohort = services.open_with_team(by=request.user, team=form.team, **form.particulars)
    messages.success(request, _("The cohort is open. Enrol its people now, or later."))
    if cohort.starts_on and cohort.starts_on < timezone.localdate():
        messages.warning(request, _("It has started already: check its first day."))
    copied = request.GET.get("copie", "")
    if copied.isdecimal() or live_steps(cohort):
        query = f"?copie={copied}" if copied.isdecimal() else ""
        return redirect(reverse("cohorts:propose_sessions", args=[cohort.pk]) + query)
    return redirect("cohorts:steer_cohort", cohort.pk)


@role_required(Role.MANAGER)
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(reports.for_desk(Cohort.objects.all()), pk=pk)
    staff = cohort.staff.select_related("person").order_by("role", "person__last_name", "pk")
    waiting = cohort.enrolments.waiting().select_related("learner")
    return render(
        request,
        "cohorts/steer_cohort.html",
        {
            "cohort": cohort,
            "staff": staff,
            "waiting": waiting[:MOST_WAITING_SHOWN],
            "needs": reports.needs_of(cohort, on=timezone.localdate()),
            "tab": "overview",
        },
    )


@role_required(Role.MANAGER)
def edit_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a cohort; whoever edits what somebody else changed meanwhile is told, and asked."""
    cohort = get_object_or_404(Cohort.objects.select_related("course", "organisation"), pk=pk)
    # The form fills the instance it is given: the page keeps showing the cohort as it is.
    sent = request.POST if request.method == "POST" else None
    form = CohortForm(sent, instance=Cohort.objects.get(pk=pk))
    changed: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_cohort(
                cohort=cohort,
                by=request.user,
                seen=form.cleaned_data["seen"] or {},
                changes=form.particulars,
                team=form.team,
            )
        except TooFewSeats as error:
            form.add_error("capacity", str(error))
        except services.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            changed = _as_it_is(cohort, error.names)
            form.refresh_seen(services.facts_of(cohort))
        else:
            messages.success(request, _("The cohort is changed."))
            return redirect("cohorts:steer_cohort", pk)
    return render(
        request,
        "cohorts/edit_cohort.html",
        {"cohort": cohort, "form": form, "changed": changed, "tab": "edit"},
        status=422 if form.errors else 200,
    )


def _filtered(cohorts: CohortQuerySet, wanted: dict[str, Any], today: date) -> CohortQuerySet:
    for word in wanted.get("q", "").split():
        cohorts = reports.mentioning(cohorts, word)
    if wanted.get("format"):
        cohorts = cohorts.filter(course__format=wanted["format"])
    if wanted.get("attention"):
        cohorts = reports.asking_for_attention(cohorts, on=today)
    return reports.at_stage(cohorts, wanted.get("stage", ""), on=today)


def _new_form(request: SignedInRequest) -> OpenCohortForm:
    """Return an empty form, begun for the course or from the cohort that the address names."""
    copied = request.GET.get("copie", "")
    earlier = Cohort.objects.filter(pk=copied).first() if copied.isdecimal() else None
    if earlier:
        return OpenCohortForm(initial=copy_of(earlier))
    initial: dict[str, Any] = {"managers": [request.user.pk]}
    named = request.GET.get("formation", "")
    course = CoursePage.objects.live().filter(pk=named).first() if named.isdecimal() else None
    if course:
        title = proposed_title(course, timezone.localdate())
        initial |= {"course": course, "title": title}
    return OpenCohortForm(initial=initial)


def _as_it_is(cohort: Cohort, names: list[str]) -> list[dict[str, Any]]:
    """Return the label and present value of each named field, as the page shows them."""
    form = CohortForm(instance=cohort)
    return [
        {"label": form.fields[name].label, "value": _shown(form, name)}
        for name in names
        if name in form.fields
    ]


def _shown(form: CohortForm, name: str) -> str:
    value = form.get_initial_for_field(form.fields[name], name)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    choices = getattr(form.fields[name], "queryset", None)
    if choices is not None:
        wanted = value if isinstance(value, list) else [value]
        return ", ".join(str(one) for one in choices.filter(pk__in=wanted))
    if name == "entry":
        return str(Cohort.Entry(value).label)
    return "" if value is None else str(value)
