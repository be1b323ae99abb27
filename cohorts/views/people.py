"""The people of a cohort, for its programme manager: who they are, come and go, their coaches."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts import reports
from cohorts.forms.steering import (
    AddPersonForm,
    CoachForm,
    MessageForm,
    MoveForm,
    PeopleFilterForm,
    coaches_of,
)
from cohorts.models import BulkAct, Cohort, Enrolment
from cohorts.models.enrolments import EnrolmentQuerySet
from cohorts.progress import progress_of
from cohorts.services import acts
from cohorts.services.enrolments import EnrolmentClosed, withdraw
from cohorts.services.roster import Entry, Outcome, foresee, import_rows
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required
from modules.outline import outline_of

PEOPLE_PER_PAGE = 50


@role_required(Role.MANAGER)
def people(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _cohort(pk)
    coaches = list(coaches_of(cohort))
    form = PeopleFilterForm(request.GET, coaches=coaches)
    form.is_valid()  # what is not understood filters nothing
    enrolments = _filtered(reports.people_of(cohort), form.cleaned_data)
    page = Paginator(enrolments, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    progress = progress_of(page, {cohort.course_id: outline_of(cohort.course)})
    return render(
        request,
        "cohorts/people.html",
        {
            "cohort": cohort,
            "form": form,
            "page": page,
            "rows": [(enrolment, progress[enrolment.pk]) for enrolment in page],
            "coaches": coaches,
            "is_filtered": any(form.cleaned_data.values()),
            "message": MessageForm(),
            "move": MoveForm(cohort=cohort, on=timezone.localdate()),
            "undoable": BulkAct.objects.undoable(by=request.user, now=timezone.now())[:3],
            "tab": "people",
        },
    )


@role_required(Role.MANAGER)
def add_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enrol one person; when no seat is left, ask before putting them on the waiting list."""
    cohort = _cohort(pk)
    form = AddPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        entry = foresee(cohort=cohort, rows=[form.row])[0]
        if entry.outcome == Outcome.WAITING and not form.cleaned_data["may_wait"]:
            return _ask_whether_to_wait(request, cohort, form)
        try:
            entry = import_rows(cohort=cohort, rows=[form.row], by=request.user)[0]
        except EnrolmentClosed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(entry))
            return redirect("cohorts:people", pk)
    status = 422 if form.errors else 200
    context = {"cohort": cohort, "form": form, "tab": "people"}
    return render(request, "cohorts/add_person.html", context, status=status)


@require_POST
@role_required(Role.MANAGER)
def withdraw_person(request: SignedInRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("cohort", "learner"), pk=enrolment_pk, cohort=pk
    )
    try:
        withdraw(enrolment=enrolment, by=request.user)
    except EnrolmentClosed as error:
        messages.error(request, str(error))
    else:
        said = _("%(person)s is withdrawn. To undo it, choose “Enrol again” on their line.")
        messages.success(request, said % {"person": enrolment.learner})
    return redirect("cohorts:people", pk)


@require_POST
@role_required(Role.MANAGER)
def assign_coach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the ticked people the chosen coach, or none."""
    cohort = _cohort(pk)
    form = CoachForm(request.POST, cohort=cohort)
    if not form.is_valid():
        for error in chain.from_iterable(form.errors.values()):
            messages.error(request, str(error))
        return redirect("cohorts:people", pk)
    coach = form.cleaned_data["coach"]
    ticked = [enrolment.pk for enrolment in form.cleaned_data["enrolments"]]
    act = acts.assign_coaches(cohort=cohort, enrolments=ticked, coach=coach, by=request.user)
    count = act.people
    if coach is None:
        said = ngettext(
            "%(count)d person has no coach any more.",
            "%(count)d people have no coach any more.",
            count,
        )
    else:
        said = ngettext(
            "%(coach)s coaches %(count)d person more.",
            "%(coach)s coaches %(count)d people more.",
            count,
        )
    messages.success(request, said % {"count": count, "coach": coach})
    return redirect("cohorts:people", pk)


def _cohort(pk: int) -> Cohort:
    cohorts = Cohort.objects.with_seats().select_related("course", "organisation")
    return get_object_or_404(cohorts, pk=pk)


def _filtered(people: EnrolmentQuerySet, wanted: dict[str, Any]) -> EnrolmentQuerySet:
    people = reports.named(people, wanted.get("q", ""))
    if wanted.get("state"):
        people = people.filter(state=wanted["state"])
    if wanted.get("coach") == "none":
        people = people.filter(coach=None)
    elif wanted.get("coach"):
        people = people.filter(coach=wanted["coach"])
    return people


def _ask_whether_to_wait(
    request: SignedInRequest, cohort: Cohort, form: AddPersonForm
) -> HttpResponse:
    asked = AddPersonForm(initial=form.cleaned_data | {"may_wait": True})
    context = {"cohort": cohort, "form": asked, "is_full": True, "tab": "people"}
    return render(request, "cohorts/add_person.html", context)


def _said(entry: Entry) -> str:
    person = entry.person or entry.row.email
    sentences = {
        Outcome.SEATED: _("%(person)s is enrolled."),
        Outcome.WAITING: _("%(person)s is on the waiting list."),
        Outcome.ALREADY: _("%(person)s was there already: nothing has changed."),
    }
    return sentences[entry.outcome] % {"person": person}
