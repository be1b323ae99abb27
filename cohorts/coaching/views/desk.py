"""The coach's week as it is, and what they answer: times asked for, groups."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of
from cohorts.coaching.forms.availability import BlockForm, GroupForm
from cohorts.coaching.models import Booking, BusyTime, GroupMeeting, SpecialHours
from cohorts.coaching.services import bookings, groups
from cohorts.coaching.services.refusals import BookingRefused
from cohorts.coaching.wallclock import on_day
from cohorts.models import Cohort
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

DAY = timedelta(days=1)
coaches_only = role_required(Role.COACH)


@dataclass(frozen=True)
class Line:
    """One time of the coach's week, and what it is."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    what: str = ""
    exception_pk: int | None = None


@coaches_only
def week(request: SignedInRequest) -> HttpResponse:
    """What is free, booked, blocked or busy, day by day."""
    asked = _date(request.GET.get("semaine", "")) or timezone.localdate()
    monday = asked - asked.weekday() * DAY
    lines = _lines(request, monday)
    days = [monday + number * DAY for number in range(7)]
    return render(
        request,
        "coaching/week.html",
        {
            "monday": monday,
            "before": monday - 7 * DAY,
            "after": monday + 7 * DAY,
            "days": [
                (day, [line for line in lines if timezone.localdate(line.starts_at) == day])
                for day in days
            ],
            "form": BlockForm(initial={"first_day": max(monday, timezone.localdate())}),
            "here": request.get_full_path(),
        },
    )


@coaches_only
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say yes or no to a time that was asked for."""
    booking = get_object_or_404(Booking.objects.for_listing(), pk=pk, coach=request.user.pk)
    try:
        if "accept" in request.POST:
            bookings.accept(booking=booking)
            messages.success(request, _("The appointment is booked: you are both told by e-mail."))
        else:
            bookings.decline(booking=booking)
            messages.success(request, _("The person is told by e-mail."))
    except BookingRefused as refused:
        messages.error(request, str(refused))
    return redirect("cohorts:desk")


@coaches_only
def open_group(request: SignedInRequest) -> HttpResponse:
    """Open a time to several learners of one cohort."""
    followed = Cohort.objects.filter(enrolments__coach=request.user).distinct().order_by("title")
    form = GroupForm(request.POST or None, cohorts=followed)
    if form.is_valid():
        try:
            groups.open_group(coach=request.user, **form.cleaned_data)
        except BookingRefused as refused:
            form.add_error("starts_at", str(refused))
        else:
            messages.success(request, _("The group meeting is open."))
            return redirect("coaching:groups")
    ahead = GroupMeeting.objects.standing().filter(
        coach=request.user.pk, ends_at__gt=timezone.now()
    )
    return render(
        request,
        "coaching/groups.html",
        {
            "form": form,
            "groups": ahead.with_seats().select_related("cohort").order_by("starts_at")[:30],
        },
        status=422 if form.is_bound else 200,
    )


@coaches_only
@require_POST
def cancel_group(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = GroupMeeting.objects.filter(coach=request.user.pk).select_related("coach")
    group = get_object_or_404(mine, pk=pk)
    try:
        groups.cancel_group(group=group)
    except BookingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The group meeting is cancelled: everybody is told by e-mail."))
    return redirect("coaching:groups")


def _lines(request: SignedInRequest, monday: date) -> list[Line]:
    coach, zone = request.user, timezone.get_current_timezone()
    first = datetime.combine(monday, time(), tzinfo=zone)
    last = datetime.combine(monday + 7 * DAY, time(), tzinfo=zone)
    during = {"starts_at__lt": last, "ends_at__gt": first}
    booked = Booking.objects.active().filter(coach=coach.pk, group=None, **during)
    lines = [
        Line(each.starts_at, each.ends_at, "booked", str(each.learner))
        for each in booked.select_related("learner")
    ]
    lines += [
        Line(each.starts_at, each.ends_at, "group", each.title)
        for each in GroupMeeting.objects.standing().filter(coach=coach.pk, **during)
    ]
    lines += [
        Line(each.starts_at, each.ends_at, "busy")
        for each in BusyTime.objects.filter(coach=coach.pk, **during)
    ]
    now = timezone.now()
    diary = diary_of(coach=coach, now=now, notice=timedelta(0))
    lines += [
        Line(each.starts, each.ends, "free", each.place)
        for each in free_slots(diary)
        if first <= each.starts < last
    ]
    blocked = coach.special_hours.filter(
        kind=SpecialHours.Kind.BLOCKED, last_day__gte=monday, first_day__lt=monday + 7 * DAY
    )
    for row in blocked:
        for number in range(7):
            day = monday + number * DAY
            if row.first_day <= day <= row.last_day and row.starts and row.ends:
                span = on_day(day, row.starts, row.ends, diary.week.zone)
                lines.append(Line(span.starts, span.ends, "blocked", exception_pk=row.pk))
    return sorted(lines, key=lambda line: (line.starts_at, line.ends_at))


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
