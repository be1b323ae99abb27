"""Moving and cancelling an appointment: by either of the two, or by the link in a message."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of
from cohorts.coaching.forms.booking import MoveForm
from cohorts.coaching.models import Booking
from cohorts.coaching.models.bookings import MOVE_SALT
from cohorts.coaching.services import bookings
from cohorts.coaching.services.refusals import BookingRefused
from cohorts.coaching.views.times import by_week, is_same_clock
from lms.accounts.models import User
from lms.accounts.rules import SignedInRequest


@login_required
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(_bookings().of(request.user), pk=pk)
    seen = request.POST.get("seen", "")
    try:
        bookings.cancel(
            booking=booking, by=request.user, seen=int(seen) if seen.isdecimal() else None
        )
    except BookingRefused as refused:
        messages.error(request, str(refused))
    else:
        if booking.minutes_counted:
            messages.warning(
                request, _("The appointment is cancelled. So late, it counts in your hours.")
            )
        else:
            messages.success(
                request, _("The appointment is cancelled: you are both told by e-mail.")
            )
    return redirect(_home(booking, request.user))


@login_required
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(_bookings().of(request.user), pk=pk)
    return _move(request, booking, request.user, done=_home(booking, request.user))


@never_cache
def move_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Move one version of one appointment without signing in, until it begins."""
    booking, person = _read(token)
    if booking is None or person is None:
        return render(request, "coaching/link_over.html", status=410)
    with timezone.override(ZoneInfo(person.time_zone)):
        return _move(request, booking, person, done="")


def _move(request: HttpRequest, booking: Booking, person: User, *, done: str) -> HttpResponse:
    form = MoveForm(request.POST or None)
    refused = None
    if form.is_valid():
        starts_at, place = form.cleaned_data["slot"]
        try:
            booking = bookings.move(
                booking=booking,
                starts_at=starts_at,
                place=place,
                by=person,
                seen=form.cleaned_data["seen"],
            )
        except BookingRefused as error:
            refused = error
        else:
            messages.success(request, _("The appointment is moved: you are both told by e-mail."))
            if done:
                return redirect(done)
            return render(request, "coaching/moved.html", {"booking": booking, "person": person})
    return _times(request, booking, person, form=form, refused=refused)


def _times(
    request: HttpRequest,
    booking: Booking,
    person: User,
    *,
    form: MoveForm,
    refused: BookingRefused | None,
) -> HttpResponse:
    now = timezone.now()
    is_coach = person.pk == booking.coach_id
    diary = diary_of(
        coach=booking.coach,
        now=now,
        enrolment=booking.enrolment,
        minutes=booking.minutes,
        notice=timedelta(0) if is_coach else None,
        moving=booking,
    )
    slots = [slot for slot in free_slots(diary) if slot.starts != booking.starts_at]
    may_move = booking.may_be_moved(by_coach=is_coach, now=now)
    status = 200 if not form.is_bound else 409 if refused else 422
    return render(
        request,
        "coaching/move.html",
        {
            "booking": booking,
            "person": person,
            "is_coach": is_coach,
            "other": booking.learner if is_coach else booking.coach,
            "form": form if form.is_bound else MoveForm(initial={"seen": booking.sequence}),
            "refused": refused,
            "weeks": by_week(slots) if may_move else [],
            "may_move": may_move,
            "same_clock": is_same_clock(slots, diary.week.zone),
            "has_places": any(slot.place for slot in slots),
            "by_link": not request.user.is_authenticated,
        },
        status=status,
    )


def _read(token: str) -> tuple[Booking | None, User | None]:
    """The appointment and the person that a link is for; nothing once it is over or has changed."""
    try:
        pk, person_pk, sequence = signing.loads(token, salt=MOVE_SALT)
    except signing.BadSignature:
        return None, None
    booking = _bookings().filter(pk=pk, sequence=sequence).first()
    if booking is None or not booking.may_be_moved(by_coach=True, now=timezone.now()):
        return None, None
    people = {booking.coach_id: booking.coach, booking.learner_id: booking.learner}
    return booking, people.get(person_pk)


def _bookings():
    return Booking.objects.select_related(
        "coach__coach_settings", "learner", "enrolment__cohort__course__coaching_policy", "group"
    )


def _home(booking: Booking, person: User) -> str:
    return "cohorts:desk" if booking.coach_id == person.pk else "coaching:appointments"
