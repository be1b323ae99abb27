"""Coaching: the learner chooses a time of their coach, the coach publishes their hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.coaching import services
from cohorts.coaching.availability import Interval, free_slots
from cohorts.coaching.forms import BookingForm, WeekFormSet, blocks_of, days_of, lines_for
from cohorts.coaching.models import Booking
from cohorts.models import Enrolment
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

PAST_PER_PAGE = 10
UPCOMING_SHOWN = 50
PREVIEW = timedelta(days=14)


@dataclass(frozen=True)
class Day:
    """The free times of one day, in the reader's zone."""

    date: date
    slots: list[Interval]


@dataclass(frozen=True)
class Week:
    """The days with free times of one week, in the reader's zone."""

    monday: date
    days: list[Day]

    @property
    def count(self) -> int:
        return sum(len(day.slots) for day in self.days)


@login_required
def appointments(request: SignedInRequest) -> HttpResponse:
    enrolments = list(_coached(request))
    wanted = request.GET.get("inscription")
    enrolment = next((each for each in enrolments if str(each.pk) == wanted), None)
    return _page(request, enrolments, enrolment or next(iter(enrolments), None))


@login_required
@require_POST
def book(request: SignedInRequest) -> HttpResponse:
    form = BookingForm(request.POST)
    is_complete = form.is_valid()
    enrolment = get_object_or_404(_coached(request), pk=form.cleaned_data.get("enrolment"))
    enrolments = list(_coached(request))
    if not is_complete:
        return _page(request, enrolments, enrolment, form=form, status=422)
    starts_at, topic = form.cleaned_data["starts_at"], form.cleaned_data["topic"]
    try:
        booking = services.book(enrolment=enrolment, starts_at=starts_at, topic=topic)
    except services.BookingRefused as refused:
        # The page again, with what they wrote and the free times next to the one they wanted.
        return _page(request, enrolments, enrolment, form=form, refused=refused, status=409)
    messages.success(
        request,
        _("Your appointment with %(coach)s is booked. An invitation is on its way by e-mail.")
        % {"coach": booking.coach},
    )
    return redirect("coaching:appointments")


@login_required
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(Booking.objects.of(request.user).for_listing(), pk=pk)
    try:
        services.cancel(booking=booking, by=request.user)
    except services.TooLate as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The appointment is cancelled: you are both told by e-mail."))
    return redirect(
        "cohorts:desk" if booking.coach_id == request.user.pk else "coaching:appointments"
    )


@role_required(Role.COACH)
def hours(request: SignedInRequest) -> HttpResponse:
    published = list(request.user.weekly_hours.order_by("weekday", "starts"))
    week = WeekFormSet(request.POST or None, initial=lines_for(published))
    if request.method == "POST" and week.is_valid():
        services.publish_hours(coach=request.user, blocks=blocks_of(week))
        messages.success(request, _("Your hours are published."))
        return redirect("coaching:hours")
    now = timezone.now()
    slots = free_slots(services.diary(coach=request.user, now=now))
    return render(
        request,
        "coaching/hours.html",
        {
            "week": week,
            "days": [(WEEKDAYS[weekday], forms) for weekday, forms in days_of(week)],
            "weeks": by_week(slot for slot in slots if slot.starts < now + PREVIEW),
            "minutes": services.LENGTH // timedelta(minutes=1),
            "notice_hours": services.NOTICE // timedelta(hours=1),
        },
        status=200 if not week.is_bound else 422,
    )


def by_week(slots: Iterable[Interval]) -> list[Week]:
    """The same slots in the weeks and days of whoever reads them now."""
    days = [
        Day(day, list(of_day))
        for day, of_day in groupby(slots, key=lambda slot: timezone.localdate(slot.starts))
    ]
    weeks = groupby(days, key=lambda day: day.date - timedelta(days=day.date.weekday()))
    return [Week(monday, list(of_week)) for monday, of_week in weeks]


def _coached(request: SignedInRequest):
    return (
        Enrolment.objects.seated()
        .filter(learner=request.user.pk, coach__isnull=False)
        .select_related("coach", "learner", "cohort__course")
        .order_by("-cohort__starts_on", "-pk")
    )


def _page(
    request: SignedInRequest,
    enrolments: list[Enrolment],
    enrolment: Enrolment | None,
    *,
    form: BookingForm | None = None,
    refused: services.BookingRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    weeks, same_clock = [], True
    if enrolment and enrolment.coach:
        diary = services.diary(coach=enrolment.coach, learner=request.user, now=now)
        slots = free_slots(diary)
        weeks = by_week(slots)
        same_clock = all(
            slot.starts.astimezone(diary.zone).utcoffset()
            == timezone.localtime(slot.starts).utcoffset()
            for slot in slots
        )
    mine = Booking.objects.filter(learner=request.user.pk).select_related("coach")
    return render(
        request,
        "coaching/appointments.html",
        {
            "enrolments": enrolments,
            "enrolment": enrolment,
            "weeks": weeks,
            "same_clock": same_clock,
            "form": form or BookingForm(initial={"enrolment": enrolment and enrolment.pk}),
            "refused": refused,
            "upcoming": mine.upcoming(now=now)[:UPCOMING_SHOWN],
            "past": Paginator(mine.past(now=now), PAST_PER_PAGE).get_page(request.GET.get("page")),
            "now": now,
            "notice_hours": services.NOTICE // timedelta(hours=1),
        },
        status=status,
    )
