"""Coming in and going out: enrol, wait, withdraw."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.models import Cohort, Enrolment
from cohorts.services import cohorts as cohort_services
from cohorts.services import enrolments as services
from cohorts.views.doors import first_page, own_enrolment, say_what_overlaps
from courses.models import CoursePage
from lms.accounts.models import User
from lms.accounts.rules import SignedInRequest


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, course_pk: int) -> HttpResponse:
    """Enrol in an open course, through its permanent cohort."""
    course = get_object_or_404(CoursePage.objects.in_catalogue(), pk=course_pk)
    if request.method != "POST" or not request.user.is_authenticated:
        return _back_to(course, request)
    if not course.is_open:
        messages.error(request, _("This course takes no enrolments at the moment."))
        return redirect(_page_of(course))
    return _enrol(request, request.user, cohort_services.permanent_cohort(course=course))


@require_http_methods(["GET", "POST"])
def enrol_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol in a dated cohort that is open to all; when it is full, join its waiting list."""
    cohorts = Cohort.objects.select_related("course").filter(course__live=True)
    cohort = get_object_or_404(cohorts, pk=pk)
    if request.method != "POST" or not request.user.is_authenticated:
        return _back_to(cohort.course, request)
    return _enrol(request, request.user, cohort)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then give the seat or the place in the queue to the next person."""
    enrolment = own_enrolment(request, pk)
    if enrolment.state == Enrolment.State.COMPLETED or enrolment.state in Enrolment.GONE:
        return redirect(enrolment.cohort)
    if request.method != "POST":
        return render(request, "cohorts/withdraw.html", {"enrolment": enrolment})
    try:
        services.withdraw(enrolment=enrolment)
    except services.EnrolmentClosed as error:
        messages.error(request, str(error))
    return redirect(enrolment.cohort)


def _enrol(request: HttpRequest, learner: User, cohort: Cohort) -> HttpResponse:
    try:
        enrolment = services.enrol(cohort=cohort, learner=learner)
    except services.EnrolmentClosed as error:
        messages.error(request, str(error))
        return redirect(_page_of(cohort.course))
    if enrolment.is_seated:
        messages.success(request, _("Your seat is confirmed. Welcome!"))
        say_what_overlaps(request, cohort)
        return redirect(first_page(learner, cohort))
    return redirect(cohort)


def _back_to(course: CoursePage, request: HttpRequest) -> HttpResponse:
    """Show the course; people who must sign in first come back to it afterwards."""
    if request.user.is_authenticated:
        return redirect(_page_of(course))
    return redirect_to_login(_page_of(course))


def _page_of(course: CoursePage) -> str:
    return reverse("courses:course", args=[course.slug])
