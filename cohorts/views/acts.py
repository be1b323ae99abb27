"""Acting on several people, or cohorts, at once; and undoing it while that is possible."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.forms.steering import MessageForm, MoveForm, TickedCohortsForm, TickedForm
from cohorts.models import BulkAct, Cohort
from cohorts.services import acts as services
from cohorts.services.enrolments import EnrolmentClosed
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required


class Unclear(Exception):
    """The answers do not say what to do; the messages are those of the forms."""


@require_POST
@role_required(Role.MANAGER)
def act_on_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw, move or write to the people who are ticked, as the button says."""
    cohort = get_object_or_404(Cohort.objects.select_related("course"), pk=pk)
    acts: dict[str, Callable[[SignedInRequest, Cohort, list[int]], BulkAct]] = {
        "withdraw": _withdraw,
        "move": _move,
        "write": _write,
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return redirect("cohorts:people", pk)
    people = cohort.enrolments.values_list("pk", flat=True)
    try:
        ticked = _answers(TickedForm(request.POST, people=people))["enrolments"]
        act(request, cohort, ticked)
    except Unclear as error:
        _say(request, error)
    except (EnrolmentClosed, services.NobodyConcerned) as error:
        messages.error(request, str(error))
    return redirect("cohorts:people", pk)


@require_POST
@role_required(Role.MANAGER)
def write_to_cohorts(request: SignedInRequest) -> HttpResponse:
    """Write to everybody who has a seat in the cohorts that are ticked."""
    try:
        told = _answers(TickedCohortsForm(request.POST))
        services.write_to_cohorts(
            cohorts=[cohort.pk for cohort in told["cohorts"]],
            subject=told["subject"],
            text=told["text"],
            by=request.user,
        )
    except Unclear as error:
        _say(request, error)
    except services.NobodyConcerned:
        messages.error(request, _("Nobody has a seat in these cohorts."))
    return redirect("cohorts:steering")


@require_POST
@role_required(Role.MANAGER)
def undo_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo what this very person did; what others did is theirs to undo."""
    act = get_object_or_404(BulkAct, pk=pk, by=request.user)
    try:
        undone = services.undo(act=act, by=request.user)
    except services.TooLateToUndo as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _undone(undone))
    return (
        redirect("cohorts:people", act.cohort_id) if act.cohort_id else redirect("cohorts:steering")
    )


def _withdraw(request: SignedInRequest, cohort: Cohort, ticked: list[int]) -> BulkAct:
    return services.withdraw_people(cohort=cohort, enrolments=ticked, by=request.user)


def _move(request: SignedInRequest, cohort: Cohort, ticked: list[int]) -> BulkAct:
    told = _answers(MoveForm(request.POST, cohort=cohort, on=timezone.localdate()))
    return services.move_people(
        cohort=cohort, enrolments=ticked, target=told["target"], by=request.user
    )


def _write(request: SignedInRequest, cohort: Cohort, ticked: list[int]) -> BulkAct:
    told = _answers(MessageForm(request.POST))
    return services.write_to(enrolments=ticked, cohort=cohort, by=request.user, **told)


def _answers(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Unclear(*chain.from_iterable(form.errors.values()))
    return form.cleaned_data


def _say(request: SignedInRequest, error: Unclear) -> None:
    for sentence in error.args:
        messages.error(request, str(sentence))


def _undone(undone: services.Undone) -> str:
    """Say what is back as it was, and what could not be."""
    parts = [_("It is undone.")]
    if undone.waiting:
        parts.append(
            ngettext(
                "%(count)d person is on the waiting list: their seat has been taken meanwhile.",
                "%(count)d people are on the waiting list: their seats have been taken meanwhile.",
                undone.waiting,
            )
            % {"count": undone.waiting}
        )
    if undone.left:
        parts.append(
            ngettext(
                "%(count)d person stays as they are: somebody has changed something since.",
                "%(count)d people stay as they are: somebody has changed something since.",
                undone.left,
            )
            % {"count": undone.left}
        )
    if undone.appointments_lost:
        parts.append(
            ngettext(
                "%(count)d coaching appointment stays cancelled: its time is taken.",
                "%(count)d coaching appointments stay cancelled: their times are taken.",
                undone.appointments_lost,
            )
            % {"count": undone.appointments_lost}
        )
    return " ".join(parts)
