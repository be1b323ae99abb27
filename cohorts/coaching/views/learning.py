"""A learner's coaching: their coach, the hours left, the free times, what is agreed."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of, settings_of
from cohorts.coaching.forms.booking import AskForm, BookingForm
from cohorts.coaching.hours import hours_of, policy_of
from cohorts.coaching.models import Booking, GroupMeeting
from cohorts.coaching.services import bookings, groups, waiting
from cohorts.coaching.services.refusals import BookingRefused
from cohorts.coaching.views.times import by_week, is_same_clock
from cohorts.models import Enrolment
from lms.accounts.models import User
from lms.accounts.rules import SignedInRequest

PAST_PER_PAGE = 10
UPCOMING_SHOWN = 50
GROUPS_SHOWN = 10


@login_required
def appointments(request: SignedInRequest) -> HttpResponse:
    enrolments = list(_coached(request))
    wanted = request.GET.get("inscription")
    enrolment = next((each for each in enrolments if str(each.pk) == wanted), None)
    return _page(request, enrolments, enrolment or next(iter(enrolments), None))


@login_required
def past(request: SignedInRequest) -> HttpResponse:
    mine = Booking.objects.filter(learner=request.user.pk).select_related("coach")
    pages = Paginator(mine.past(now=timezone.now()), PAST_PER_PAGE)
    return render(request, "coaching/past.html", {"page": pages.get_page(request.GET.get("page"))})


@login_required
@require_POST
def book(request: SignedInRequest) -> HttpResponse:
    form = BookingForm(request.POST)
    is_complete = form.is_valid()
    enrolment = get_object_or_404(_coached(request), pk=form.cleaned_data.get("enrolment"))
    if not is_complete:
        return _page(request, list(_coached(request)), enrolment, form=form, status=422)
    starts_at, place = form.cleaned_data["slot"]
    try:
        booking = bookings.book(
            enrolment=enrolment,
            starts_at=starts_at,
            place=place,
            minutes=form.cleaned_data["minutes"],
            topic=form.cleaned_data["topic"],
            key=form.cleaned_data["key"],
        )
    except BookingRefused as refused:
        # The page again, with what they wrote and the free times next to the one they wanted.
        enrolments = list(_coached(request))
        return _page(request, enrolments, enrolment, form=form, refused=refused, status=409)
    messages.success(
        request,
        _("Your appointment with %(coach)s is booked. An invitation is on its way by e-mail.")
        % {"coach": booking.coach},
    )
    return redirect("coaching:appointments")


@login_required
def ask(request: SignedInRequest, enrolment_pk: int) -> HttpResponse:
    """Ask for a time that is not offered."""
    enrolment = get_object_or_404(_coached(request), pk=enrolment_pk)
    lengths = settings_of(enrolment.coach).lengths
    form = AskForm(request.POST or None, lengths=lengths, initial={"key": uuid4()})
    if form.is_valid():
        sent = form.cleaned_data
        try:
            bookings.ask_for_time(
                enrolment=enrolment,
                starts_at=sent["starts_at"],
                minutes=sent["minutes"],
                topic=sent["topic"],
                key=sent["key"],
            )
        except BookingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("%(coach)s will answer you by e-mail.") % {"coach": enrolment.coach},
            )
            return redirect("coaching:appointments")
    context = {"enrolment": enrolment, "form": form}
    return render(request, "coaching/ask.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def wait(request: SignedInRequest, enrolment_pk: int) -> HttpResponse:
    """Be told of freed times, or not any more."""
    enrolment = get_object_or_404(_coached(request), pk=enrolment_pk)
    if "stop" in request.POST:
        waiting.stop_waiting(enrolment=enrolment)
        messages.success(request, _("You are no longer told of freed times."))
    else:
        waiting.wait_for_times(enrolment=enrolment)
        messages.success(request, _("You will be told by e-mail as soon as a time is freed."))
    return redirect("coaching:appointments")


@login_required
@require_POST
def join(request: SignedInRequest, enrolment_pk: int, group_pk: int) -> HttpResponse:
    """Take a seat in a group meeting."""
    enrolment = get_object_or_404(_coached(request), pk=enrolment_pk)
    group = get_object_or_404(
        GroupMeeting.objects.joinable_by(enrolment, now=timezone.now()), pk=group_pk
    )
    try:
        groups.join(group=group, enrolment=enrolment)
    except BookingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your seat is booked. An invitation is on its way by e-mail."))
    return redirect("coaching:appointments")


def _coached(request: SignedInRequest):
    return (
        Enrolment.objects.seated()
        .filter(learner=request.user.pk, coach__isnull=False)
        .select_related(
            "coach__coach_settings",
            "learner",
            "cohort__course__coaching_policy",
            "freed_time_watch",
        )
        .order_by("-cohort__starts_on", "-pk")
    )


def _page(
    request: SignedInRequest,
    enrolments: list[Enrolment],
    enrolment: Enrolment | None,
    *,
    form: BookingForm | None = None,
    refused: BookingRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    mine = Booking.objects.filter(learner=request.user.pk).select_related("coach", "group")
    upcoming = list(mine.expected(now=now)[:UPCOMING_SHOWN])
    context = {
        "enrolments": enrolments,
        "enrolment": enrolment,
        "upcoming": upcoming,
        "joined": {booking.group_id for booking in upcoming},
        "now": now,
        "refused": refused,
    }
    if enrolment and enrolment.coach:
        context |= _free_times(request, enrolment, enrolment.coach, now=now, form=form)
    return render(request, "coaching/appointments.html", context, status=status)


def _free_times(
    request: SignedInRequest,
    enrolment: Enrolment,
    coach: User,
    *,
    now: datetime,
    form: BookingForm | None,
) -> dict:
    chosen = settings_of(coach)
    minutes = _length_asked(request, chosen.lengths)
    hours = hours_of(enrolment)
    diary = diary_of(
        coach=coach,
        now=now,
        enrolment=enrolment,
        minutes=minutes,
        minutes_left=hours.left,
    )
    slots = free_slots(diary)
    initial = {"enrolment": enrolment.pk, "minutes": minutes, "key": uuid4()}
    return {
        "hours": hours,
        "policy": policy_of(enrolment),
        "minutes": minutes,
        "lengths": chosen.lengths,
        "is_short": hours.left is not None and minutes > hours.left,
        "weeks": by_week(slots),
        "same_clock": is_same_clock(slots, diary.week.zone),
        "has_places": any(slot.place for slot in slots),
        "form": form or BookingForm(initial=initial),
        "groups": list(GroupMeeting.objects.joinable_by(enrolment, now=now)[:GROUPS_SHOWN]),
        "notice_hours": chosen.notice_hours,
        "horizon_days": chosen.horizon_days,
        "is_waiting": hasattr(enrolment, "freed_time_watch"),
    }


def _length_asked(request: SignedInRequest, lengths: list[int]) -> int:
    asked = request.POST.get("minutes") or request.GET.get("duree") or ""
    return int(asked) if asked.isdecimal() and int(asked) in lengths else lengths[0]
