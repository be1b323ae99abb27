"""What the team and the partners of a cohort read: its surveys, results, each person's answers."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.surveys import exports, reports
from cohorts.surveys.counting import FEWEST
from cohorts.surveys.models import Survey
from cohorts.surveys.rules import Reader, people_read_by, reader_of
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest
from modules.kinds.sheet import sheet

PEOPLE_PER_PAGE = 50
TEXTS_PER_PAGE = 20
TEXTS_SHOWN = 3
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def surveys(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the surveys of the cohort: when they leave, how many have answered."""
    cohort, reader = _read_by(request, pk)
    found = reports.surveys_of(cohort)
    if reader == Reader.PARTNER:
        found = [survey for survey in found if survey.is_sent and not survey.is_cancelled]
    return render(
        request,
        "surveys/surveys.html",
        _frame(request, cohort, reader) | {"surveys": found, "now": timezone.now()},
    )


@login_required
@require_safe
def results(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    cohort, reader = _read_by(request, pk)
    survey = _survey(cohort, survey_pk, reader)
    return render(
        request,
        "surveys/results.html",
        _frame(request, cohort, reader)
        | {
            "survey": survey,
            "results": reports.results_of(survey, reader=reader),
            "is_team": reader == Reader.TEAM,
            "is_open": survey.is_open(now=timezone.now()),
            "texts_shown": TEXTS_SHOWN,
            "now": timezone.now(),
        },
    )


@login_required
@require_safe
def texts(request: SignedInRequest, pk: int, survey_pk: int, position: int) -> HttpResponse:
    """Show all that was written to one question, some at a time."""
    cohort, reader = _read_by(request, pk)
    survey = _survey(cohort, survey_pk, reader)
    found = reports.results_of(survey, reader=reader).questions
    question = next((one for one in found if one.position == position and one.is_text), None)
    if question is None:
        raise Http404
    page = Paginator(question.said, TEXTS_PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(request, cohort, reader)
    context |= {"survey": survey, "question": question, "page": page}
    return render(request, "surveys/texts.html", context)


@login_required
@require_safe
def export(request: SignedInRequest, pk: int, survey_pk: int, extension: str) -> HttpResponse:
    """Give the results as a file: what the page shows, and nothing more."""
    cohort, reader = _read_by(request, pk)
    survey = _survey(cohort, survey_pk, reader)
    rows = exports.table_of(reports.results_of(survey, reader=reader))
    if extension == "csv":
        response = HttpResponse(exports.as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        workbook = exports.as_workbook(rows, title=_("Results"))
        response = HttpResponse(workbook, content_type=WORKBOOK)
    name = slugify(f"questionnaire {survey} {timezone.localdate():%Y-%m-%d}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


@login_required
@require_safe
def people(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    """List who has answered under their name, among the people whom this person follows."""
    cohort, reader = _read_by(request, pk)
    survey = _named(cohort, survey_pk, reader)
    asked = reports.named_answers(survey, people_read_by(request.user, cohort))
    page = Paginator(asked, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(request, cohort, reader) | {"survey": survey, "page": page}
    return render(request, "surveys/people.html", context)


@login_required
@require_safe
def person(request: SignedInRequest, pk: int, survey_pk: int, enrolment_pk: int) -> HttpResponse:
    """Show what one person answered under their name."""
    cohort, reader = _read_by(request, pk)
    survey = _named(cohort, survey_pk, reader)
    asked = reports.named_answers(survey, people_read_by(request.user, cohort))
    participant = get_object_or_404(asked, enrolment=enrolment_pk, has_answered=True)
    answers = dict(enumerate(participant.named_answer.answers, start=1))
    questions = sheet(survey.questions, answers=answers)
    context = _frame(request, cohort, reader) | {
        "survey": survey,
        "participant": participant,
        "rows": [(question, "") for question in questions],
    }
    return render(request, "surveys/person.html", context)


def _read_by(request: SignedInRequest, pk: int) -> tuple[Cohort, Reader]:
    """Return the cohort, and as what this person reads it; for others it does not exist."""
    cohort = get_object_or_404(Cohort.objects.select_related("course", "organisation"), pk=pk)
    reader = reader_of(request.user, cohort)
    if reader is None:
        raise Http404
    return cohort, reader


def _survey(cohort: Cohort, survey_pk: int, reader: Reader) -> Survey:
    surveys = cohort.surveys.with_counts().select_related("questionnaire")
    if reader == Reader.PARTNER:
        surveys = surveys.standing().filter(sent_at__isnull=False)
    survey = get_object_or_404(surveys, pk=survey_pk)
    survey.cohort = cohort
    return survey


def _named(cohort: Cohort, survey_pk: int, reader: Reader) -> Survey:
    survey = _survey(cohort, survey_pk, reader)
    if survey.is_anonymous or reader != Reader.TEAM:
        raise Http404
    return survey


def _frame(request: SignedInRequest, cohort: Cohort, reader: Reader) -> dict:
    return {
        "cohort": cohort,
        "reader": reader,
        "is_manager": request.user.has_role(Role.MANAGER),
        "fewest": FEWEST,
        "first_shown": 2 * FEWEST,
        "tab": "surveys",
    }
