"""The quizzes of a cohort, for its manager and trainers: when each is open, and extra time."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.forms.quizzes import ExtraTimeForm, WindowForm
from cohorts.models import Cohort, ExtraTime
from cohorts.rules import cohorts_kept_by
from cohorts.services import quizzes as services
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required
from modules.models import QuizPage
from modules.outline import outline_of

PEOPLE_SHOWN = 200


@role_required(Role.MANAGER, Role.TRAINER)
@require_safe
def quizzes(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _kept_cohort(request, pk)
    windows = {window.quiz_id: window for window in cohort.quiz_windows.all()}
    steps = [step for step in outline_of(cohort.course).activities if step.kind == QuizPage.kind]
    with timezone.override(ZoneInfo(cohort.time_zone)):
        rows = [
            (
                step,
                WindowForm(
                    auto_id=f"quiz-{step.id}-%s",
                    initial={
                        "opens_at": step.id in windows and windows[step.id].opens_at,
                        "closes_at": step.id in windows and windows[step.id].closes_at,
                    },
                ),
            )
            for step in steps
        ]
        people = ExtraTime.objects.filter(enrolment__cohort=cohort)
        context = {
            "cohort": cohort,
            "rows": rows,
            "people": people.select_related("enrolment__learner").order_by(
                "enrolment__learner__last_name", "pk"
            )[:PEOPLE_SHOWN],
            "form": ExtraTimeForm(),
            "is_manager": request.user.has_role(Role.MANAGER),
            "tab": "quizzes",
        }
        return render(request, "cohorts/quizzes.html", context)


@role_required(Role.MANAGER, Role.TRAINER)
@require_POST
def set_quiz_window(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    cohort = _kept_cohort(request, pk)
    quiz = get_object_or_404(QuizPage, pk=activity_pk)
    with timezone.override(ZoneInfo(cohort.time_zone)):
        form = WindowForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Write each date with its time, or leave it empty."))
            return redirect("cohorts:quizzes", pk)
    try:
        services.set_window(cohort=cohort, quiz=quiz, by=request.user, **form.cleaned_data)
    except services.WrongWindow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(quiz)s”: its dates are set.") % {"quiz": quiz.title})
    return redirect("cohorts:quizzes", pk)


@role_required(Role.MANAGER, Role.TRAINER)
@require_POST
def give_extra_time(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _kept_cohort(request, pk)
    form = ExtraTimeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("An e-mail address and a percentage from 0 to 300 are needed."))
        return redirect("cohorts:quizzes", pk)
    seated = cohort.enrolments.seated().filter(learner__email__iexact=form.cleaned_data["email"])
    enrolment = seated.select_related("cohort", "learner").first()
    if enrolment is None:
        messages.error(request, _("Nobody holds a seat in this cohort under this address."))
        return redirect("cohorts:quizzes", pk)
    percent = form.cleaned_data["percent"]
    services.give_extra_time(enrolment=enrolment, percent=percent, by=request.user)
    messages.success(
        request,
        _("%(person)s: %(percent)d%% more time.")
        % {"person": enrolment.learner, "percent": percent},
    )
    return redirect("cohorts:quizzes", pk)


def _kept_cohort(request: SignedInRequest, pk: int) -> Cohort:
    return get_object_or_404(cohorts_kept_by(request.user).select_related("course"), pk=pk)
