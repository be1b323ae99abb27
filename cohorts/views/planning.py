"""The manager's sessions: proposed from the plan, listed, added, changed, cancelled."""

from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.forms.sessions import (
    CancelSessionForm,
    LineFormSet,
    PeriodsForm,
    SessionForm,
    initial_of,
    span_of,
    team_of,
)
from cohorts.models import Cohort, Session
from cohorts.services import planning
from cohorts.services import sessions as services
from cohorts.services.cohorts import change_cohort
from lms.accounts.models import Role, User
from lms.accounts.rules import SignedInRequest, role_required

SESSIONS_PER_PAGE = 50


@role_required(Role.MANAGER)
def sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the cohort's sessions, with what stands against those to come."""
    cohort = _cohort(pk)
    found = cohort.sessions.prefetch_related("leaders__person").order_by("starts_at", "pk")
    page = Paginator(found, SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    ahead = [each for each in page if not each.is_cancelled and each.ends_at > now]
    team = {leader.person_id: leader.person for each in ahead for leader in each.leaders.all()}
    against = planning.objections(cohort, ahead, names=team)
    said = dict(zip((each.pk for each in ahead), against, strict=True))
    return render(
        request,
        "cohorts/sessions.html",
        {
            "cohort": cohort,
            "page": page,
            "lines": [(each, said.get(each.pk, []), each.ends_at <= now) for each in page],
            "to_plan": len(planning.live_steps(cohort)),
            "tab": "sessions",
        },
    )


@role_required(Role.MANAGER)
def propose_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the plan as dated sessions, to correct line by line; nothing is saved until asked."""
    cohort = _cohort(pk)
    if cohort.is_permanent:
        return redirect("cohorts:sessions", pk)
    team = {person.pk: person for person in team_of(cohort)}
    zone = ZoneInfo(cohort.time_zone)
    wish = request.POST.get("wish", "")
    periods = PeriodsForm(_sent(request), initial={"closed_periods": cohort.closed_periods})
    if request.method == "POST" and wish == "replan" and periods.is_valid():
        change_cohort(cohort=cohort, by=request.user, **periods.cleaned_data)
        return redirect(request.get_full_path())
    is_new = request.method != "POST" or wish == "replan"
    lines = _lines(request, cohort, team=team, zone=zone, is_new=is_new)
    drafts = []
    if lines.is_bound and lines.is_valid():
        drafts = [form.draft for form in lines if form.cleaned_data["keep"]]
    if not lines.is_bound:
        drafts = _proposed(request, cohort)
    against = planning.objections(cohort, drafts, names=team)
    # Whoever has read what stands against these dates may keep them all the same.
    version = _version(against)
    if wish == "create" and lines.is_valid() and version in {"", request.POST.get("seen")}:
        made = services.plan_sessions(cohort=cohort, drafts=drafts, by=request.user)
        said = ngettext(
            "%(count)d session is created.", "%(count)d sessions are created.", len(made)
        )
        messages.success(request, said % {"count": len(made)})
        return redirect("cohorts:sessions", pk)
    return render(
        request,
        "cohorts/propose_sessions.html",
        {
            "cohort": cohort,
            "periods": periods,
            "lines": lines,
            "rows": _rows(lines, against, zone),
            "version": version,
            "earlier": planning.earlier_cohorts(cohort),
            "copied": request.GET.get("copie", ""),
            "tab": "sessions",
        },
        status=422 if lines.is_bound and not lines.is_valid() else 200,
    )


@role_required(Role.MANAGER)
def add_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add one session that the plan does not know."""
    cohort = _cohort(pk)
    session = Session(cohort=cohort)
    form = SessionForm(_sent(request), instance=session, cohort=cohort, has_followers=False)
    if request.method == "POST" and form.is_valid():
        draft = services.Draft(**form.facts, leaders=list(form.cleaned_data["leaders"]))
        services.create_session(cohort=cohort, draft=draft, by=request.user)
        messages.success(request, _("The session is created, and its people are invited."))
        return redirect("cohorts:sessions", pk)
    context = {"cohort": cohort, "form": form, "tab": "sessions"}
    return render(request, "cohorts/edit_session.html", context, status=422 if form.errors else 200)


@role_required(Role.MANAGER)
def edit_session(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Change a session; whoever edits what somebody else changed meanwhile is told, and asked."""
    cohort = _cohort(pk)
    session = get_object_or_404(cohort.sessions, pk=session_pk)
    has_followers = session.followers.standing().exists()
    form = SessionForm(_sent(request), instance=session, cohort=cohort, has_followers=has_followers)
    is_current = True
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, session, form)
        except services.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            form.refresh_seen(error.session.sequence)
            session, is_current = error.session, False
        except services.SessionClosed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The session is changed."))
            return redirect("cohorts:sessions", pk)
    return render(
        request,
        "cohorts/edit_session.html",
        {
            "cohort": cohort,
            "session": session,
            "form": form,
            "is_current": is_current,
            "tab": "sessions",
        },
        status=422 if form.errors else 200,
    )


@role_required(Role.MANAGER)
def cancel_session(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Ask why, then cancel."""
    cohort = _cohort(pk)
    session = get_object_or_404(cohort.sessions.select_related("cohort"), pk=session_pk)
    form = CancelSessionForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(
                session=session, reason=form.cleaned_data["reason"], by=request.user
            )
        except services.SessionClosed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The session is cancelled, and its people are told."))
        return redirect("cohorts:sessions", pk)
    context = {"cohort": cohort, "session": session, "form": form, "tab": "sessions"}
    return render(request, "cohorts/cancel_session.html", context)


def _save(request: SignedInRequest, session: Session, form: SessionForm) -> None:
    services.edit_session(
        session=session,
        by=request.user,
        changes=form.facts,
        leaders=form.cleaned_data["leaders"],
        seen=form.cleaned_data["seen"],
        with_followers=form.cleaned_data.get("with_followers", False),
    )


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _version(against: list[list[planning.Objection]]) -> str:
    """Name what stands against the lines, so that only what was shown counts as read."""
    said = [[objection.sentence for objection in line] for line in against]
    return sha256(repr(said).encode()).hexdigest()[:16] if any(said) else ""


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("course", "organisation"), pk=pk)


def _proposed(request: HttpRequest, cohort: Cohort) -> list[services.Draft]:
    """Return what the plan proposes, or what the cohort named in the address did."""
    named = request.GET.get("copie", "")
    if named.isdecimal():
        copied = Cohort.objects.filter(course=cohort.course_id, pk=named).first()
        if copied:
            return planning.drafts_from_cohort(cohort, copied)
    return planning.drafts_from_plan(cohort)


def _lines(
    request: HttpRequest, cohort: Cohort, *, team: dict[int, User], zone: ZoneInfo, is_new: bool
) -> Any:
    options = {"team": team, "zone": zone}
    if is_new:
        initial = [initial_of(draft, zone) for draft in _proposed(request, cohort)]
        return LineFormSet(initial=initial, form_kwargs=options)
    data = request.POST.copy()
    # One click takes another date: its button says which line, which day and which hours.
    line, _comma, proposal = data.get("take", "").partition("|")
    day, _comma, hours = proposal.partition("|")
    if line.isdecimal() and hours:
        data[f"form-{line}-day"], data[f"form-{line}-hours"] = day, hours
    return LineFormSet(data, form_kwargs=options)


def _rows(lines: Any, against: list[list[planning.Objection]], zone: ZoneInfo) -> list[dict]:
    """Lay each form beside what stands against it, and the date proposed instead."""
    rows: list[dict[str, Any]] = []
    said = iter(against)
    is_judged = not lines.is_bound or lines.is_valid()
    for form in lines:
        is_kept = not form.is_bound or (is_judged and form.cleaned_data["keep"])
        objections = next(said, []) if is_judged and is_kept else []
        proposal = objections[0].proposal if objections else None
        day, hours = span_of(*proposal, zone) if proposal else (None, "")
        rows.append(
            {
                "form": form,
                "objections": objections,
                "day": day,
                "hours": hours,
                "starts_at": proposal and proposal[0],
            }
        )
    return rows
