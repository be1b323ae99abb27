"""A coach's availability: the week as it is every week, and what it offers."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of, settings_of
from cohorts.coaching.forms.hours import WeekFormSet, blocks_of, days_of, lines_for
from cohorts.coaching.services import availability
from cohorts.coaching.views.times import by_week
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

PREVIEW = timedelta(days=14)


@role_required(Role.COACH)
def hours(request: SignedInRequest) -> HttpResponse:
    published = list(request.user.weekly_hours.order_by("weekday", "starts"))
    week = WeekFormSet(request.POST or None, initial=lines_for(published))
    if request.method == "POST" and week.is_valid():
        availability.publish_hours(coach=request.user, blocks=blocks_of(week))
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
