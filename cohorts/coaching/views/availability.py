"""A coach's availability: the usual week, the days that differ, how they receive."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of, settings_of
from cohorts.coaching.forms.availability import (
    CalendarForm,
    ExceptionForm,
    SettingsForm,
    whom_choices,
)
from cohorts.coaching.forms.hours import WeekFormSet, blocks_of, days_of, lines_for
from cohorts.coaching.models import BusyCalendar
from cohorts.coaching.services import availability, busy
from cohorts.coaching.views.times import by_week
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

PREVIEW = timedelta(days=14)
EXCEPTIONS_PER_PAGE = 30

coaches_only = role_required(Role.COACH)


@coaches_only
def hours(request: SignedInRequest) -> HttpResponse:
    published = list(request.user.weekly_hours.order_by("weekday", "starts"))
    week = WeekFormSet(
        request.POST or None,
        initial=lines_for(published),
        form_kwargs={"whom": whom_choices(request.user)},
    )
    if request.method == "POST" and week.is_valid():
        availability.publish_hours(coach=request.user, kept=blocks_of(week))
        messages.success(request, _("Your hours are published."))
        return redirect("coaching:hours")
    now = timezone.now()
    slots = free_slots(diary_of(coach=request.user, now=now))
    chosen = settings_of(request.user)
    return render(
        request,
        "coaching/hours.html",
        {
            "week": week,
            "days": [(WEEKDAYS[weekday], forms) for weekday, forms in days_of(week)],
            "weeks": by_week(slot for slot in slots if slot.starts < now + PREVIEW),
            "minutes": chosen.lengths[0],
            "notice_hours": chosen.notice_hours,
        },
        status=200 if not week.is_bound else 422,
    )


@coaches_only
def exceptions(request: SignedInRequest) -> HttpResponse:
    form = ExceptionForm(request.POST or None, coach=request.user)
    if form.is_valid():
        availability.add_exception(coach=request.user, **form.cleaned_data)
        messages.success(request, _("This is taken into account."))
        return redirect(_back(request))
    today = timezone.localdate()
    ahead = request.user.special_hours.filter(last_day__gte=today).order_by("first_day", "pk")
    page = Paginator(ahead.select_related("cohort", "learner"), EXCEPTIONS_PER_PAGE)
    return render(
        request,
        "coaching/exceptions.html",
        {"form": form, "page": page.get_page(request.GET.get("page"))},
        status=422 if form.is_bound else 200,
    )


@coaches_only
@require_POST
def remove_exception(request: SignedInRequest, pk: int) -> HttpResponse:
    exception = get_object_or_404(request.user.special_hours, pk=pk)
    availability.remove_exception(exception=exception)
    messages.success(request, _("This exception is gone: your usual week holds again."))
    return redirect(_back(request))


@coaches_only
def settings(request: SignedInRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=settings_of(request.user))
    if form.is_valid():
        availability.change_settings(coach=request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are kept."))
        return redirect("coaching:settings")
    followed = BusyCalendar.objects.filter(coach=request.user.pk).first()
    return render(
        request,
        "coaching/settings.html",
        {
            "form": form,
            "calendar": followed,
            "calendar_form": CalendarForm(initial={"url": followed.url if followed else ""}),
        },
        status=422 if form.is_bound else 200,
    )


@coaches_only
@require_POST
def calendar(request: SignedInRequest) -> HttpResponse:
    """Follow the coach's own calendar, or no longer."""
    if "stop" in request.POST:
        busy.forget_calendar(coach=request.user)
        messages.success(request, _("Your calendar is forgotten, with what it said."))
        return redirect("coaching:settings")
    form = CalendarForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not the address of a calendar."))
    else:
        busy.follow_calendar(coach=request.user, url=form.cleaned_data["url"])
        messages.success(request, _("Your calendar is read within a minute, then every quarter."))
    return redirect("coaching:settings")


def _back(request: SignedInRequest) -> str:
    """The page that the form was on, when it is one of ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and is_ours else "coaching:exceptions"
