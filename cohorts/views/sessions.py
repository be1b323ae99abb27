"""Sessions for their learners and their team: the agenda of a cohort, one session, its room."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.attendance import last_words
from cohorts.evidence import half_days_of
from cohorts.models import Cohort, Session, SessionMaterial, SignatureRecord
from cohorts.rules import cohorts_met_by, keeps_attendance
from cohorts.services.attendance import enter_room
from lms.accounts.models import Role, User
from lms.accounts.rules import SignedInRequest

MOST_AHEAD = 50
PAST_PER_PAGE = 20


@login_required
@require_safe
def cohort_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the agenda of a cohort: what is to come, what was, and what the reader signed."""
    met = cohorts_met_by(request.user).select_related("course")
    cohort = get_object_or_404(met, pk=pk, is_permanent=False)
    now = timezone.now()
    given = SessionMaterial.objects.given(now=now).filter(session=OuterRef("pk"))
    sessions = cohort.sessions.annotate(has_materials=Exists(given))
    past = sessions.standing().filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    page = Paginator(past, PAST_PER_PAGE).get_page(request.GET.get("page"))
    said = _said_of(request.user, cohort)
    return render(
        request,
        "cohorts/cohort_sessions.html",
        {
            "cohort": cohort,
            "is_learner": cohort.enrolments.seated().filter(learner=request.user).exists(),
            "ahead": sessions.upcoming(now=now)[:MOST_AHEAD],
            "page": page,
            "past": [(each, said.get(each.pk, [])) for each in page],
        },
    )


@login_required
@require_safe
def session(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Show the session to its cohort and to the team; for others it does not exist."""
    sessions = Session.objects.visible_to(request.user).select_related("cohort__course")
    session = get_object_or_404(sessions, pk=session_pk, cohort=pk)
    now = timezone.now()
    is_learner = session.cohort.enrolments.seated().filter(learner=request.user).exists()
    keeps_sheet = not is_learner and keeps_attendance(request.user, session)
    materials = session.materials.select_related("session").in_order()
    is_elsewhere = session.cohort.time_zone != request.user.time_zone
    return render(
        request,
        "cohorts/session.html",
        {
            "session": session,
            "cohort": session.cohort,
            "leaders": session.leaders.select_related("person").order_by("pk"),
            "materials": materials.standing() if keeps_sheet else materials.given(now=now),
            "is_learner": is_learner,
            "keeps_sheet": keeps_sheet,
            "may_sign": not session.is_cancelled
            and any(half_day.is_open(at=now) for half_day in half_days_of(session)),
            "is_manager": request.user.has_role(Role.MANAGER),
            "is_elsewhere": is_elsewhere,
            "is_over": session.ends_at <= now,
        },
    )


@login_required
@require_safe
@never_cache
def room(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Lead the session's people into its online room; a learner's coming is evidence.

    A link, as the policy of pages lets no form lead elsewhere; to come in twice says no more.
    """
    sessions = Session.objects.visible_to(request.user).select_related("cohort__course")
    session = get_object_or_404(sessions.standing(), pk=session_pk, cohort=pk)
    if not session.room_url:
        raise Http404
    enrolment = session.cohort.enrolments.seated().filter(learner=request.user).first()
    if enrolment:
        enter_room(session=session, enrolment=enrolment)
    return redirect(session.room_url)


def _said_of(person: User, cohort: Cohort) -> dict[int, list[SignatureRecord]]:
    """Return the last word about this learner at each half-day, by session."""
    records = cohort.signatures.filter(enrolment__learner=person)
    said: dict[int, list[SignatureRecord]] = {}
    for record in last_words(
        records, lambda each: (each.session_id, each.day, each.half_day)
    ).values():
        said.setdefault(record.session_id, []).append(record)
    return said
