"""Progress of a cohort: its grid, its exports, and the page of one learner in it."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from analytics import charts, exports, frames, measures, reports
from analytics.forms import ProgressFilterForm
from analytics.rules import enrolments_seen_by
from cohorts.models import Cohort
from cohorts.models.enrolments import EnrolmentQuerySet
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest
from modules.outline import Outline, outline_of

PEOPLE_PER_PAGE = 50
DAYS_DRAWN = 28
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort, people = _followed(request, pk)
    now = timezone.now()
    outline = outline_of(cohort.course)
    expected = _expected(cohort, now)
    everybody = frames.people_frame(people.seated(), outline, expected=expected, now=now)
    form = ProgressFilterForm(request.GET)
    form.is_valid()  # what is not understood changes nothing
    wanted = form.cleaned_data
    shown = frames.arranged(
        everybody,
        order=wanted.get("order", ""),
        show=wanted.get("show", ""),
        words=wanted.get("q", ""),
    )
    page = Paginator(range(len(shown)), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rows = shown.iloc[list(page)]
    return render(
        request,
        "analytics/progress.html",
        {
            "cohort": cohort,
            "tab": "progress",
            "is_manager": request.user.has_role(Role.MANAGER),
            "form": form,
            "is_filtered": bool(wanted.get("q") or wanted.get("show")),
            "expected": expected,
            "means": frames.module_means(people.seated(), outline, people=len(everybody)),
            "totals": frames.totals_of(everybody),
            "bands": _bands(everybody),
            "days": _days(people.seated(), now),
            "outline": outline,
            "page": page,
            "rows": _rows(rows, outline),
        },
    )


@login_required
def progress_export(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    """Give the whole grid that this person follows, as a file."""
    cohort, people = _followed(request, pk)
    now = timezone.now()
    outline = outline_of(cohort.course)
    everybody = frames.people_frame(
        people.seated(), outline, expected=_expected(cohort, now), now=now
    )
    grid = frames.export_frame(frames.arranged(everybody), outline)
    if extension == "csv":
        response = HttpResponse(exports.as_csv(grid), content_type="text/csv; charset=utf-8")
    else:
        workbook = exports.as_workbook(grid, title=_("Progress"))
        response = HttpResponse(workbook, content_type=WORKBOOK)
    name = f"{slugify(cohort.title) or cohort.pk}-{timezone.localdate():%Y-%m-%d}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="suivi-{name}"'
    return response


@login_required
def person(request: SignedInRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    cohort, people = _followed(request, pk)
    enrolment = get_object_or_404(people, pk=enrolment_pk)
    outline = outline_of(cohort.course)
    overall, modules = reports.progress_in_detail(enrolment, outline)
    return render(
        request,
        "analytics/person.html",
        {
            "cohort": cohort,
            "tab": "progress",
            "is_manager": request.user.has_role(Role.MANAGER),
            "enrolment": enrolment,
            "progress": overall,
            "modules": modules,
            "story": reports.story_of(enrolment, outline),
        },
    )


def _followed(request: SignedInRequest, pk: int) -> tuple[Cohort, EnrolmentQuerySet]:
    """Return the cohort and those of its people that this person follows, or answer 404."""
    people = enrolments_seen_by(request.user, cohort_pk=pk)
    if people is None:
        raise Http404
    return Cohort.objects.select_related("course", "organisation").get(pk=pk), people


def _expected(cohort: Cohort, now: datetime) -> int | None:
    return measures.expected_percent(
        starts_on=cohort.starts_on, ends_on=cohort.ends_on, on=timezone.localdate(now)
    )


def _rows(rows: pd.DataFrame, outline: Outline) -> list[dict[str, Any]]:
    """Return what the page shows of each learner: plain values, modules and quizzes in order."""
    percents = _plain(frames.module_percents(rows.index, outline))
    scores = frames.scores_of(rows.index, outline)
    shown = []
    for pk, row in _plain(rows).items():
        cells = [
            {
                "percent": percents[pk][place],
                "scores": [
                    scores[pk, activity.id]
                    for activity in module.activities
                    if (pk, activity.id) in scores
                ],
            }
            for place, module in enumerate(outline.modules)
        ]
        name = f"{row['first_name']} {row['last_name']}".strip() or row["email"]
        shown.append(row | {"pk": pk, "name": name, "cells": cells})
    return shown


def _plain(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Return the rows by enrolment as Python's own values: what is missing is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("index")


def _bands(everybody: pd.DataFrame) -> tuple[charts.Bar, ...]:
    bands = measures.spread(everybody["percent"])
    labelled = [
        (f"{band.low}" if band.low == band.high else f"{band.low}–{band.high}", band.people)
        for band in bands
    ]
    return charts.bars(labelled, width=560, height=150, top=24, gap=12)


def _days(people: EnrolmentQuerySet, now: datetime) -> tuple[charts.Bar, ...]:
    today = timezone.localdate(now)
    counts = frames.active_people_by_day(
        people, first=today - timedelta(days=DAYS_DRAWN - 1), last=today
    )
    labelled = [(f"{day:%d/%m}", count) for day, count in counts]
    return charts.bars(labelled, width=560, height=150, top=24, gap=6)
