"""What a manager does with the surveys of a cohort: add, change, cancel, bring back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.models import Cohort
from cohorts.surveys.counting import FEWEST
from cohorts.surveys.forms import DaysForm, SurveyForm
from cohorts.surveys.models import Survey
from cohorts.surveys.services import planning as services
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required


@role_required(Role.MANAGER)
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _cohort(pk)
    form = SurveyForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_survey(cohort=cohort, by=request.user, **form.particulars)
        except services.SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The survey is planned: it leaves by itself."))
            return redirect("surveys:surveys", pk)
    return _edit_page(request, cohort, form)


@role_required(Role.MANAGER)
def edit(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    """Change a survey; once people have been asked, how long it is open."""
    cohort = _cohort(pk)
    survey = _survey(pk, survey_pk)
    sent = request.POST if request.method == "POST" else None
    form = (
        DaysForm(sent, initial={"days_open": survey.days_open})
        if survey.is_sent
        else SurveyForm(sent, cohort=cohort, survey=survey)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_survey(survey=survey, by=request.user, **form.particulars)
        except services.SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The survey is changed."))
            return redirect("surveys:surveys", pk)
    return _edit_page(request, cohort, form, survey=survey)


@role_required(Role.MANAGER)
@require_POST
def cancel(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    survey = _survey(pk, survey_pk)
    services.cancel_survey(survey=survey, by=request.user)
    said = _("“%(survey)s” is cancelled. To undo it, choose “Bring back” on its line.")
    messages.success(request, said % {"survey": survey})
    return redirect("surveys:surveys", pk)


@role_required(Role.MANAGER)
@require_POST
def restore(request: SignedInRequest, pk: int, survey_pk: int) -> HttpResponse:
    survey = _survey(pk, survey_pk)
    services.restore_survey(survey=survey, by=request.user)
    messages.success(request, _("“%(survey)s” is planned again.") % {"survey": survey})
    return redirect("surveys:surveys", pk)


@role_required(Role.MANAGER)
@require_POST
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the cohort what is proposed at each moment, as when it opens."""
    given = services.propose_surveys(cohort=_cohort(pk), by=request.user)
    if given:
        said = ngettext(
            "%(count)d survey is planned.", "%(count)d surveys are planned.", len(given)
        )
        messages.success(request, said % {"count": len(given)})
    else:
        messages.info(request, _("This cohort has all that is proposed already."))
    return redirect("surveys:surveys", pk)


def _edit_page(
    request: SignedInRequest,
    cohort: Cohort,
    form: DaysForm,
    survey: Survey | None = None,
) -> HttpResponse:
    return render(
        request,
        "surveys/edit.html",
        {
            "cohort": cohort,
            "survey": survey,
            "form": form,
            "fewest": FEWEST,
            "is_small": cohort.enrolments.holding().count() < FEWEST,
            "tab": "surveys",
        },
        status=422 if request.method == "POST" else 200,
    )


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("course", "organisation"), pk=pk)


def _survey(cohort_pk: int, survey_pk: int) -> Survey:
    surveys = Survey.objects.select_related("cohort__course", "questionnaire")
    return get_object_or_404(surveys, pk=survey_pk, cohort=cohort_pk)
