"""One session, for its learners and its team: when, where, with whom, with what."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.evidence import half_days_of
from cohorts.models import Session
from cohorts.rules import keeps_attendance
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest


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
