"""A person's agenda: on a page month by month, and at a private address for calendar programs."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts import ical
from cohorts.coaching.models import Booking
from cohorts.forms.agenda import ReminderForm
from cohorts.models import AgendaFeed, Cohort, Enrolment, Session
from cohorts.services import agenda as services
from cohorts.services.invitations import entry_of
from cohorts.services.reminders import choice_of, choose
from lms.accounts.models import User
from lms.accounts.rules import SignedInRequest

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
FEED_PAST = timedelta(days=90)
FEED_AHEAD = timedelta(days=400)
MOST_LINES = 1000


@dataclass(frozen=True)
class Appointment:
    """A coaching appointment, on the day it starts in the reader's zone."""

    day: date
    booking: Booking

    @property
    def place(self) -> tuple[date, float]:
        return self.day, self.booking.starts_at.timestamp()


@dataclass(frozen=True)
class Meeting:
    """A session, on the day it starts in the reader's zone."""

    day: date
    session: Session

    @property
    def place(self) -> tuple[date, float]:
        return self.day, self.session.starts_at.timestamp()


@dataclass(frozen=True)
class WholeDay:
    """The first or the last day of a cohort. It comes before the hours of that day."""

    day: date
    cohort: Cohort
    is_last_day: bool

    @property
    def place(self) -> tuple[date, float]:
        return self.day, 0


Line = Appointment | Meeting | WholeDay


@login_required
def agenda(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    month = _month_asked(request) or today.replace(day=1)
    after = _next_month(month)
    lines = _lines(request.user, first=month, last=after - timedelta(days=1))
    feed = AgendaFeed.objects.filter(person=request.user.pk).first()
    return render(
        request,
        "cohorts/agenda.html",
        {
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": after,
            "today": today,
            "lines": lines,
            "upcoming": None if lines else _first_after(request.user, after),
            "feed_url": feed and _feed_url(feed),
            "reminders": ReminderForm(instance=choice_of(request.user)),
        },
    )


@login_required
@require_POST
def agenda_address(request: SignedInRequest) -> HttpResponse:
    """Open, renew or close the private address, as the button pressed says."""
    wish = request.POST.get("wish")
    if wish == "open":
        services.open_feed(person=request.user)
    elif wish == "renew":
        services.renew_feed(person=request.user)
        messages.success(request, _("Here is your new address. The old one answers nothing now."))
    elif wish == "close":
        services.close_feed(person=request.user)
        messages.success(request, _("Your address is closed."))
    return redirect(reverse("cohorts:agenda") + "#adresse")


@login_required
@require_POST
def agenda_reminders(request: SignedInRequest) -> HttpResponse:
    """Keep when the reader wants to be reminded of sessions."""
    form = ReminderForm(request.POST)
    form.is_valid()  # three boxes, ticked or not
    choose(person=request.user, **form.cleaned_data)
    messages.success(request, _("You will be reminded as you chose."))
    return redirect(reverse("cohorts:agenda") + "#rappels")


@require_safe
@never_cache
def agenda_feed(request: HttpRequest) -> HttpResponse:
    """The agenda for calendar programs, which cannot sign in: the key is the permission.

    It gives times without subjects: such addresses leak.
    """
    feed = get_object_or_404(
        AgendaFeed.objects.select_related("person"),
        key=request.GET.get("cle", ""),
        person__is_active=True,
    )
    now = timezone.now()
    today = timezone.localdate()
    lines = _lines(feed.person, first=today - FEED_PAST, last=today + FEED_AHEAD)
    text = ical.feed((_entry(line) for line in lines), name="Le RAMEAU", stamp=now)
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="agenda.ics"'},
    )


def _lines(person: User, *, first: date, last: date) -> list[Line]:
    starts_at, ends_at = _midnight(first), _midnight(last + timedelta(days=1))
    bookings = (
        Booking.objects.of(person)
        .active()
        .filter(starts_at__gte=starts_at, starts_at__lt=ends_at)
        .select_related("coach", "learner")
        .order_by("starts_at")[:MOST_LINES]
    )
    days = (first, last)
    cohorts = _cohorts_of(person).filter(Q(starts_on__range=days) | Q(ends_on__range=days))
    lines: list[Line] = [
        Appointment(timezone.localdate(booking.starts_at), booking) for booking in bookings
    ]
    sessions = (
        Session.objects.concerning(person)
        .standing()
        .filter(starts_at__gte=starts_at, starts_at__lt=ends_at)
    )
    lines += [
        Meeting(timezone.localdate(session.starts_at), session)
        for session in sessions.select_related("cohort").order_by("starts_at")[:MOST_LINES]
    ]
    for cohort in cohorts.select_related("course")[:MOST_LINES]:
        ends = ((cohort.starts_on, False), (cohort.ends_on, True))
        lines += [
            WholeDay(day, cohort, is_last_day=is_last)
            for day, is_last in ends
            if first <= day <= last
        ]
    return sorted(lines, key=lambda line: line.place)


def _cohorts_of(person: User):
    """The dated cohorts in which this person learns or works."""
    learns = Enrolment.objects.seated().filter(learner=person).values("cohort")
    works = person.staffed_cohorts.values("cohort")
    return Cohort.objects.filter(Q(pk__in=learns) | Q(pk__in=works), is_permanent=False)


def _first_after(person: User, day: date) -> date | None:
    """The first day with something in it, from this one on."""
    booking = (
        Booking.objects.of(person)
        .active()
        .filter(starts_at__gte=_midnight(day))
        .order_by("starts_at")
        .first()
    )
    cohorts = _cohorts_of(person).filter(ends_on__gte=day).values_list("starts_on", "ends_on")
    days = {end for ends in cohorts[:MOST_LINES] for end in ends if end >= day}
    session = (
        Session.objects.concerning(person)
        .standing()
        .filter(starts_at__gte=_midnight(day))
        .order_by("starts_at")
        .first()
    )
    days |= {timezone.localdate(each.starts_at) for each in (booking, session) if each}
    return min(days, default=None)


def _entry(line: Line) -> ical.Entry:
    host = urlsplit(settings.BASE_URL).hostname
    if isinstance(line, Appointment):
        return ical.Entry(
            uid=f"booking-{line.booking.pk}@{host}",
            title=_("Coaching appointment"),
            starts=line.booking.starts_at,
            ends=line.booking.ends_at,
            sequence=line.booking.sequence,
        )
    if isinstance(line, Meeting):
        return entry_of(line.session)
    end = "last" if line.is_last_day else "first"
    title = _("Last day: %(course)s") if line.is_last_day else _("First day: %(course)s")
    return ical.Entry(
        uid=f"cohort-{line.cohort.pk}-{end}@{host}",
        title=title % {"course": line.cohort.course},
        starts=line.day,
    )


def _feed_url(feed: AgendaFeed) -> str:
    return f"{settings.BASE_URL}{reverse('cohorts:agenda_feed')}?cle={feed.key}"


def _month_asked(request: HttpRequest) -> date | None:
    asked = MONTH.fullmatch(request.GET.get("mois", ""))
    return date(int(asked[1]), int(asked[2]), 1) if asked else None


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone()).astimezone(UTC)
