"""The desk of coaches and trainers: next appointments, the people they follow."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment
from cohorts.progress import progress_of
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required
from modules.outline import outlines_by_id

APPOINTMENTS_SHOWN = 20
PEOPLE_PER_PAGE = 20
REQUESTS_SHOWN = 20
COHORTS_SHOWN = 20

in_charge = role_required(Role.COACH, Role.TRAINER)


@in_charge
def desk(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    ahead = Booking.objects.filter(coach=request.user.pk).upcoming(now=now).for_listing()
    bookings = list(ahead[: APPOINTMENTS_SHOWN + 1])
    people = (
        Enrolment.objects.seated()
        .filter(coach=request.user.pk)
        .select_related("learner", "cohort__course")
        .order_by("learner__last_name", "learner__first_name", "pk")
    )
    people_page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    followed = list(people_page)
    progress = progress_of(followed, outlines_by_id({one.cohort.course_id for one in followed}))
    staffed = request.user.staffed_cohorts.values_list("cohort", flat=True)
    cohorts = Cohort.objects.filter(pk__in=staffed).running_on(timezone.localdate()).with_seats()
    return render(
        request,
        "cohorts/desk.html",
        {
            "bookings": bookings[:APPOINTMENTS_SHOWN],
            "requests": _requests(request) if request.user.has_role(Role.COACH) else [],
            "has_more_bookings": len(bookings) > APPOINTMENTS_SHOWN,
            "people": [(enrolment, progress[enrolment.pk]) for enrolment in followed],
            "people_page": people_page,
            "cohorts": cohorts.select_related("course").order_by("starts_on", "pk")[:COHORTS_SHOWN],
            "is_coach": request.user.has_role(Role.COACH),
            "is_trainer": request.user.has_role(Role.TRAINER),
            # Asked only when there is no appointment to show.
            "has_hours": request.user.weekly_hours.exists,
            "now": now,
        },
    )


def _requests(request: SignedInRequest) -> list[Booking]:
    asked = Booking.objects.requested().filter(coach=request.user.pk).for_listing()
    return list(asked[:REQUESTS_SHOWN])
