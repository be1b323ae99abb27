"""The sheets of a session, for whoever keeps them: the people, the code, the paper."""

from collections.abc import Mapping
from datetime import datetime

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cohorts.evidence import (
    NOBODY,
    HalfDayOf,
    countersignature_of,
    entries_of,
    half_days_of,
    lines_of,
    people_of,
    records_of,
    sheet_particulars,
)
from cohorts.forms.attendance import NoteForm, TabletForm
from cohorts.models import AbsenceProof, Enrolment, Session, SignatureRecord
from cohorts.printing import print_sheet
from cohorts.rules import sessions_kept_by
from cohorts.services import attendance as services
from cohorts.services.tickets import TURN, room_code, room_ticket
from cohorts.views.files import attached
from lms.accounts.rules import SignedInRequest

PEOPLE_PER_PAGE = 100
HALF_DAY = "demi-journee"
Means = SignatureRecord.Means


@login_required
@require_safe
def sheet(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    records = records_of(session)
    page = Paginator(people_of(session), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    entries = entries_of(session, half_day.hours_to_sign) if session.room_url else NOBODY
    now = timezone.now()
    return render(
        request,
        "cohorts/sheet.html",
        {
            "session": session,
            "cohort": session.cohort,
            "half_days": half_days_of(session),
            "half_day": half_day,
            "page": page,
            "lines": lines_of(page, records, half_day, entries),
            "count": _count(records, half_day, entries),
            "countersignature": countersignature_of(records, half_day),
            "is_open": half_day.is_open(at=now),
            "has_begun": half_day.span.starts <= now,
            "last": records[-1] if records else None,
        },
    )


@login_required
@require_safe
def screen(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """What the room sees: a code that changes, and how many have signed."""
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    now = timezone.now()
    ticket = room_ticket(session, half_day.day, half_day.half_day)
    address = settings.BASE_URL + reverse("cohorts:sign", args=[ticket])
    code = room_code(session, half_day.day, half_day.half_day, at=now)
    return render(
        request,
        "cohorts/sheet_screen.html",
        {
            "session": session,
            "half_day": half_day,
            "is_open": half_day.is_open(at=now),
            "code": f"{code[:3]} {code[3:]}",
            "qr": segno.make(address, error="m").svg_data_uri(border=2, scale=8),
            "short_address": settings.BASE_URL.split("//")[-1] + reverse("cohorts:sign_by_code"),
            "minutes": TURN.seconds // 60,
            "count": _count(records_of(session), half_day),
        },
    )


@login_required
def sign_on_tablet(
    request: SignedInRequest, pk: int, session_pk: int, enrolment_pk: int
) -> HttpResponse:
    """Hand the tablet to a learner, who draws or types."""
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    enrolment = get_object_or_404(_people(session), pk=enrolment_pk)
    form = TabletForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        drawing, name = form.cleaned_data["drawing"], form.cleaned_data["typed_name"]
        try:
            services.sign(
                session=session,
                day=half_day.day,
                half_day=half_day.half_day,
                enrolment=enrolment,
                means=Means.TABLET if drawing else Means.TABLET_TYPED,
                drawing=drawing,
                typed_name="" if drawing else name,
                witness=request.user,
            )
        except services.AttendanceRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(person)s has signed.") % {"person": enrolment.learner})
            return redirect(_address(half_day))
    return render(
        request,
        "cohorts/sheet_tablet.html",
        {"session": session, "half_day": half_day, "enrolment": enrolment, "form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
def note(request: SignedInRequest, pk: int, session_pk: int, enrolment_pk: int) -> HttpResponse:
    """Absent, excused, late, gone early: what the team says of a learner."""
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    enrolment = get_object_or_404(_people(session), pk=enrolment_pk)
    said = [each for each in records_of(session) if each.enrolment_id == enrolment.pk]
    (line,) = lines_of([enrolment], said, half_day)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        half_day=half_day,
        initial=_noted(line.record, half_day),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.note(
                session=session,
                day=half_day.day,
                half_day=half_day.half_day,
                enrolment=enrolment,
                by=request.user,
                **form.said,
            )
        except services.AttendanceRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("It is noted for %(person)s.") % {"person": enrolment.learner}
            )
            return redirect(_address(half_day))
    return render(
        request,
        "cohorts/sheet_note.html",
        {
            "session": session,
            "half_day": half_day,
            "enrolment": enrolment,
            "form": form,
            "record": line.record,
            "history": [each for each in said if _is_of(each, half_day)],
        },
        status=422 if form.is_bound else 200,
    )


@login_required
@require_POST
def countersign(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    try:
        services.countersign(
            session=session,
            day=half_day.day,
            half_day=half_day.half_day,
            by=request.user,
            rest_is_absent="rest_is_absent" in request.POST,
        )
    except services.AttendanceRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The sheet is countersigned."))
    return redirect(_address(half_day))


@login_required
@require_POST
def send_links(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    session = _kept(request, pk, session_pk)
    half_day = _chosen(request, session)
    try:
        count = services.send_links(
            session=session, day=half_day.day, half_day=half_day.half_day, by=request.user
        )
    except services.AttendanceRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            ngettext("%(count)d person has their link.", "%(count)d people have their link.", count)
            % {"count": count},
        )
    return redirect(_address(half_day))


@login_required
@require_safe
def proof(request: SignedInRequest, pk: int, session_pk: int, record_pk: int) -> HttpResponse:
    """Hand the team the paper behind an excuse."""
    session = _kept(request, pk, session_pk)
    proofs = AbsenceProof.objects.filter(record__session=session)
    found = get_object_or_404(proofs, record=record_pk)
    return attached(bytes(found.content), found.name, found.content_type)


@login_required
@require_safe
def paper(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Hand the team the sheets of the session as people know them."""
    session = _kept(request, pk, session_pk)
    name = slugify(f"emargement {session.title} {session.starts_at:%Y-%m-%d}")
    return attached(print_sheet(sheet_particulars(session)), f"{name}.pdf")


def _kept(request: SignedInRequest, pk: int, session_pk: int) -> Session:
    kept = sessions_kept_by(request.user).select_related("cohort__course", "cohort__organisation")
    return get_object_or_404(kept, pk=session_pk, cohort=pk)


def _people(session: Session):
    return Enrolment.objects.filter(cohort=session.cohort_id).select_related("learner")


def _chosen(request: SignedInRequest, session: Session) -> HalfDayOf:
    """Return the half-day asked for; else the one that people are in, or the nearest to come."""
    choices = half_days_of(session)
    asked = request.GET.get(HALF_DAY)
    for half_day in choices:
        if half_day.key == asked:
            return half_day
    now = timezone.now()
    return next((each for each in choices if now < each.span.ends), choices[-1])


def _address(half_day: HalfDayOf) -> str:
    session = half_day.session
    address = reverse("cohorts:sheet", args=[session.cohort_id, session.pk])
    return f"{address}?{HALF_DAY}={half_day.key}"


def _is_of(record: SignatureRecord, half_day: HalfDayOf) -> bool:
    return (record.day, record.half_day) == (half_day.day, half_day.half_day)


def _count(
    records: list[SignatureRecord],
    half_day: HalfDayOf,
    entries: Mapping[int, datetime] = NOBODY,
) -> dict[str, int]:
    """Count the last words of a half-day by what they say, and who came online without a word."""
    last = {each.enrolment_id: each.statement for each in records if _is_of(each, half_day)}
    statements = [statement for enrolment, statement in last.items() if enrolment]
    online = sum(
        at < half_day.span.ends for enrolment, at in entries.items() if enrolment not in last
    )
    expected = half_day.session.cohort.enrolments.seated().count()
    return {
        "present": statements.count("present"),
        "absent": statements.count("absent") + statements.count("excused"),
        "online": online,
        "silent": max(0, expected - len(statements) - online),
        "expected": max(expected, len(statements)),
    }


def _noted(record: SignatureRecord | None, half_day: HalfDayOf) -> dict:
    if record is None:
        return {"statement": "absent"}
    zone = half_day.zone
    return {
        "statement": record.statement,
        "arrived": record.arrived_at and record.arrived_at.astimezone(zone).time(),
        "left": record.left_at and record.left_at.astimezone(zone).time(),
    }
