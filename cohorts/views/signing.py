"""Signing on one's own device: by the code of the room, or by one's own link."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cohorts.evidence import HalfDayOf, half_days_of
from cohorts.forms.attendance import CodeForm
from cohorts.models import Enrolment, Session, SignatureRecord
from cohorts.services import attendance as services
from cohorts.services.tickets import (
    Ticket,
    TicketExpired,
    TicketUnknown,
    is_room_code,
    personal_ticket,
    read_ticket,
    room_ticket,
)
from lms.accounts.rules import SignedInRequest

Means = SignatureRecord.Means
AROUND = timedelta(days=1)


@login_required
def sign_by_code(request: SignedInRequest) -> HttpResponse:
    """Type the code of the room, where a telephone reads no QR code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        for each in _open_half_days(request):
            if is_room_code(typed, each.session, each.day, each.half_day):
                ticket = room_ticket(each.session, each.day, each.half_day)
                return redirect("cohorts:sign", ticket)
        form.add_error(
            "code", _("This code is not the one of your room now. Look at the screen again.")
        )
    status = 422 if form.is_bound else 200
    return render(request, "cohorts/sign_by_code.html", {"form": form}, status=status)


@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be signed, and sign it; who has their own link needs not sign in."""
    try:
        ticket = read_ticket(token)
    except TicketExpired:
        return render(request, "cohorts/sign_expired.html", status=410)
    except TicketUnknown:
        raise Http404 from None
    if ticket.enrolment_pk is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    session = get_object_or_404(
        Session.objects.select_related("cohort__course"), pk=ticket.session_pk
    )
    enrolment = _enrolment(request, ticket, session)
    if request.method == "POST":
        try:
            services.sign(
                session=session,
                day=ticket.day,
                half_day=ticket.half_day,
                enrolment=enrolment,
                means=Means.OWN_LINK if ticket.enrolment_pk else Means.OWN_DEVICE,
            )
        except services.AttendanceRefused as refused:
            return _page(request, ticket, session, enrolment, refused=refused)
        # Their own link: the code of the room may be over by the time the page is read again.
        return redirect(
            "cohorts:sign", personal_ticket(session, ticket.day, ticket.half_day, enrolment)
        )
    return _page(request, ticket, session, enrolment)


def _page(
    request: HttpRequest,
    ticket: Ticket,
    session: Session,
    enrolment: Enrolment,
    *,
    refused: services.AttendanceRefused | None = None,
) -> HttpResponse:
    half_day = next(
        (
            each
            for each in half_days_of(session)
            if (each.day, each.half_day) == (ticket.day, ticket.half_day)
        ),
        None,
    )
    said = session.signatures.filter(
        enrolment=enrolment, day=ticket.day, half_day=ticket.half_day
    ).order_by("-number")
    return render(
        request,
        "cohorts/sign.html",
        {
            "session": session,
            "enrolment": enrolment,
            "half_day": half_day,
            "record": said.first(),
            "refused": refused,
            "is_open": half_day is not None and half_day.is_open(at=timezone.now()),
        },
        status=409 if refused else 200,
    )


def _enrolment(request: HttpRequest, ticket: Ticket, session: Session) -> Enrolment:
    people = Enrolment.objects.seated().filter(cohort=session.cohort_id).select_related("learner")
    if ticket.enrolment_pk:
        return get_object_or_404(people, pk=ticket.enrolment_pk)
    return get_object_or_404(people, learner=request.user.pk)


def _open_half_days(request: SignedInRequest) -> list[HalfDayOf]:
    """Return what the learner may sign now: a handful, whatever they follow."""
    now = timezone.now()
    sessions = Session.objects.standing().of_learner(request.user).select_related("cohort")
    near = sessions.filter(starts_at__lt=now + AROUND, ends_at__gt=now - AROUND)
    half_days = [each for session in near[:20] for each in half_days_of(session)]
    return [each for each in half_days if each.is_open(at=now)]
