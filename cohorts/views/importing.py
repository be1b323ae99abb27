"""Enrolling people by list: check it, show what would happen, then do it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import roster
from cohorts.forms.roster import RosterForm, sentence
from cohorts.models import Cohort
from cohorts.services.enrolments import EnrolmentClosed
from cohorts.services.roster import Entry, Outcome, foresee, import_rows
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

MOST_LINES_SHOWN = 100
MODEL_ROWS = [
    roster.Row(2, "camille.martin@example.org", "Camille", "Martin"),
    roster.Row(3, "dominique.petit@example.org", "Dominique", "Petit"),
]


@role_required(Role.MANAGER)
def import_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check a list, show what would happen, and enrol when it is right or its good lines may go.

    Nothing is kept between the two steps: the list travels in the form, ready to be mended.
    """
    cohort = get_object_or_404(Cohort.objects.with_seats(), pk=pk)
    context: dict[str, Any] = {"cohort": cohort, "tab": "people"}
    if request.method != "POST":
        return _import_page(request, context | {"form": RosterForm()})
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, context | {"form": form}, status=422)
    found = form.roster
    action = request.POST.get("action")
    if found.rows and (action == "good" or (action == "all" and not found.problems)):
        try:
            entries = import_rows(cohort=cohort, rows=found.rows, by=request.user)
        except EnrolmentClosed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _counted(entries))
        return redirect("cohorts:people", pk)
    entries = foresee(cohort=cohort, rows=found.rows)
    context |= _foreseen(found, entries)
    # What was uploaded is now in the text, where its lines may be mended.
    return _import_page(request, context | {"form": form.with_text()})


@role_required(Role.MANAGER)
def model_file(request: SignedInRequest) -> HttpResponse:
    """A list to fill in, as spreadsheets open it."""
    table = roster.write(MODEL_ROWS, headings=("courriel", "prénom", "nom"))
    response = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="modele-inscriptions.csv"'
    return response


def _import_page(request: SignedInRequest, context: dict, status: int = 200) -> HttpResponse:
    return render(request, "cohorts/import.html", context, status=status)


def _foreseen(found: roster.Roster, entries: list[Entry]) -> dict[str, Any]:
    problems = found.problems[:MOST_LINES_SHOWN]
    return {
        "is_checked": True,
        "problems": [sentence(problem) for problem in problems],
        "more_problems": len(found.problems) - len(problems),
        "entries": entries[:MOST_LINES_SHOWN],
        "more_entries": max(len(entries) - MOST_LINES_SHOWN, 0),
        "counts": _counts(entries),
    }


def _counts(entries: Iterable[Entry]) -> dict[str, int]:
    """Return how many people each outcome has, and how many are new on the platform."""
    counts = {"total": 0, "new": 0, **{outcome.value: 0 for outcome in Outcome}}
    for entry in entries:
        counts["total"] += 1
        counts["new"] += entry.is_new_here
        counts[entry.outcome.value] += 1
    return counts


def _counted(entries: list[Entry]) -> str:
    counts = _counts(entries)
    parts = []
    if counts["seated"]:
        parts.append(
            ngettext("%(count)d person enrolled", "%(count)d people enrolled", counts["seated"])
            % {"count": counts["seated"]}
        )
    if counts["waiting"]:
        parts.append(
            ngettext(
                "%(count)d person on the waiting list",
                "%(count)d people on the waiting list",
                counts["waiting"],
            )
            % {"count": counts["waiting"]}
        )
    if counts["already"]:
        parts.append(
            ngettext(
                "%(count)d person was there already",
                "%(count)d people were there already",
                counts["already"],
            )
            % {"count": counts["already"]}
        )
    return _("%(what)s.") % {"what": ", ".join(parts)}
