"""The learner's page of a survey: all its questions on one page, answered with one button."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.models import Enrolment
from cohorts.surveys.models import Participant, Survey
from cohorts.surveys.services import answering as services
from lms.accounts.rules import SignedInRequest
from modules.forms import read_answers
from modules.kinds import Answer
from modules.kinds.sheet import sheet


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    """Show the questions, or why there is nothing to answer; keep what is sent."""
    enrolments = Enrolment.objects.select_related("cohort__course", "learner")
    enrolment = get_object_or_404(enrolments, cohort=pk, learner=request.user.pk)
    surveys = Survey.objects.standing().filter(sent_at__isnull=False, cohort=pk)
    survey = get_object_or_404(surveys.select_related("cohort__course"), pk=survey_pk)
    if not enrolment.is_seated:
        return redirect(enrolment.cohort)
    if request.method != "POST":
        return _page(request, survey, enrolment)
    sent = read_answers(survey.questions, request.POST)
    try:
        services.answer(survey=survey, enrolment=enrolment, answers=sent)
    except services.NotAccepted as refused:
        return _page(request, survey, enrolment, sent=sent, refused=refused)
    except services.SurveyRefused as refused:
        messages.info(request, str(refused))
        return redirect(survey)
    messages.success(request, _("Thank you, your answers are recorded."))
    return redirect(enrolment.cohort)


def _page(
    request: SignedInRequest,
    survey: Survey,
    enrolment: Enrolment,
    *,
    sent: Mapping[int, Answer] | None = None,
    refused: services.NotAccepted | None = None,
) -> HttpResponse:
    people = Participant.objects.filter(survey=survey, enrolment=enrolment)
    participant = people.select_related("named_answer").first()
    kept = getattr(participant, "named_answer", None)
    is_open = survey.is_open(now=timezone.now())
    is_done = survey.is_anonymous and participant is not None and participant.has_answered
    answers = dict(enumerate(kept.answers, start=1)) if kept else {}
    questions = sheet(survey.questions, answers=answers if sent is None else sent)
    errors = refused.errors if refused else {}
    return render(
        request,
        "surveys/answer.html",
        {
            "survey": survey,
            "cohort": survey.cohort,
            "kept": kept,
            "is_open": is_open,
            "is_done": is_done,
            "rows": [(question, errors.get(question.position, "")) for question in questions],
            "refused": refused,
        },
        status=422 if refused else 200,
    )
