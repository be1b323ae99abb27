"""Who enters a classroom: its learners, once they hold a seat. For others it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.progress import give_courses
from cohorts.surveys.choices import Moment
from cohorts.surveys.models import Survey
from cohorts.surveys.reports import to_answer
from lms.accounts.models import User
from lms.accounts.rules import SignedInRequest

Room = Callable[..., HttpResponse]


def own_enrolment(request: SignedInRequest, cohort_pk: int) -> Enrolment:
    """Return the enrolment of whoever asks, whatever its state, or answer 404."""
    enrolments = Enrolment.objects.select_related("cohort")
    enrolment = get_object_or_404(enrolments, cohort=cohort_pk, learner=request.user.pk)
    enrolment.learner = request.user
    give_courses([enrolment])
    return enrolment


def seated(view: Room) -> Room:
    """Hand the learner's enrolment to the view; without a seat they read why on its first page."""

    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolment = own_enrolment(request, pk)
        if not enrolment.is_seated:
            return redirect(enrolment.cohort)
        return view(request, enrolment, *args, **kwargs)

    return guarded


def first_page(learner: User, cohort: Cohort) -> Survey | Cohort:
    """Return where somebody goes who has just come in: to what the team asks first, if anything."""
    asked = to_answer(learner, now=timezone.now(), cohort=cohort)
    at_entry = (one.survey for one in asked if one.survey.moment == Moment.ENTRY)
    return next(at_entry, cohort)


def say_what_overlaps(request: HttpRequest, cohort: Cohort) -> None:
    """Tell whoever has just come in of their other cohorts at these dates; nothing is refused."""
    others = Enrolment.objects.holding().overlapping(cohort).filter(learner=request.user.pk)
    titles = list(
        others.order_by("cohort__starts_on", "pk").values_list("cohort__title", flat=True)
    )
    if titles:
        said = _("The dates overlap those of: %(cohorts)s. Look at both agendas before you start.")
        messages.info(request, said % {"cohorts": ", ".join(titles)})
