"""The desk of coaches and trainers: next appointments, the people they follow, their hours."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from cohorts.availability import free_slots
from cohorts.forms.coaching import WeekFormSet, blocks_of, days_of, lines_for
from cohorts.models import Booking, Cohort, Enrolment
from cohorts.progress import progress_of
from cohorts.services import coaching as services
from cohorts.views.coaching import by_week
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required
from modules.outline import outlines_by_id

APPOINTMENTS_SHOWN = 20
PEOPLE_PER_PAGE = 20
COHORTS_SHOWN = 20
PREVIEW = timedelta(days=14)

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
            "has_more_bookings": len(bookings) > APPOINTMENTS_SHOWN,
            "people": [(enrolment, progress[enrolment.pk]) for enrolment in followed],
            "people_page": people_page,
            "cohorts": cohorts.select_related("course").order_by("starts_on", "pk")[:COHORTS_SHOWN],
            "is_coach": request.user.has_role(Role.COACH),
            # Asked only when there is no appointment to show.
            "has_hours": request.user.weekly_hours.exists,
            "now": now,
        },
    )


@role_required(Role.COACH)
def hours(request: SignedInRequest) -> HttpResponse:
    published = list(request.user.weekly_hours.order_by("weekday", "starts"))
    week = WeekFormSet(request.POST or None, initial=lines_for(published))
    if request.method == "POST" and week.is_valid():
        services.publish_hours(coach=request.user, blocks=blocks_of(week))
        messages.success(request, _("Your hours are published."))
        return redirect("cohorts:hours")
    now = timezone.now()
    slots = free_slots(services.diary(coach=request.user, now=now))
    return render(
        request,
        "cohorts/hours.html",
        {
            "week": week,
            "days": [(WEEKDAYS[weekday], forms) for weekday, forms in days_of(week)],
            "weeks": by_week(slot for slot in slots if slot.starts < now + PREVIEW),
            "minutes": services.LENGTH // timedelta(minutes=1),
            "notice_hours": services.NOTICE // timedelta(hours=1),
        },
        status=200 if not week.is_bound else 422,
    )
