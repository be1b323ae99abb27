"""Materials of a session: given by whoever leads it, handed to its people only."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.forms.materials import MaterialForm
from cohorts.models import Session, SessionMaterial
from cohorts.rules import keeps_attendance, sessions_kept_by
from cohorts.services import materials as services
from cohorts.views.files import stored
from lms.accounts.rules import SignedInRequest


@login_required
def materials(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """List what the session has, and take one more file or address."""
    session = _kept(request, pk, session_pk)
    form = MaterialForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"moment": "after" if session.ends_at <= timezone.now() else "before"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            material = services.add_material(session=session, by=request.user, **form.cleaned_data)
        except services.MaterialRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Added: %(title)s.") % {"title": material.title})
            return redirect("cohorts:materials", pk, session_pk)
    found = session.materials.select_related("session").in_order()
    return render(
        request,
        "cohorts/materials.html",
        {
            "session": session,
            "cohort": session.cohort,
            "form": form,
            "materials": found.standing(),
            "removed": found.exclude(removed_at=None)[: services.MOST_MATERIALS],
            "kept_for": services.KEPT_FOR.days,
        },
        status=422 if form.is_bound else 200,
    )


@login_required
@require_safe
def material(
    request: SignedInRequest, pk: int, session_pk: int, material_pk: int
) -> HttpResponseBase:
    """Hand a file to the session's people; for others it does not exist."""
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=session_pk, cohort=pk)
    found = session.materials.exclude(file="")
    if not keeps_attendance(request.user, session):
        found = found.given(now=timezone.now())
    one = get_object_or_404(found, pk=material_pk)
    try:
        file = one.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    return stored(
        request, file, name=one.name, content_type=one.content_type, is_shown=one.is_shown
    )


@login_required
@require_POST
def remove_material(
    request: SignedInRequest, pk: int, session_pk: int, material_pk: int
) -> HttpResponse:
    one = _material(request, pk, session_pk, material_pk)
    services.remove(material=one, by=request.user)
    messages.success(request, _("Removed: %(title)s.") % {"title": one.title})
    return redirect("cohorts:materials", pk, session_pk)


@login_required
@require_POST
def put_back_material(
    request: SignedInRequest, pk: int, session_pk: int, material_pk: int
) -> HttpResponse:
    one = _material(request, pk, session_pk, material_pk)
    services.put_back(material=one, by=request.user)
    messages.success(request, _("It is back: %(title)s.") % {"title": one.title})
    return redirect("cohorts:materials", pk, session_pk)


def _kept(request: SignedInRequest, pk: int, session_pk: int) -> Session:
    kept = sessions_kept_by(request.user).select_related("cohort__course")
    return get_object_or_404(kept, pk=session_pk, cohort=pk)


def _material(
    request: SignedInRequest, pk: int, session_pk: int, material_pk: int
) -> SessionMaterial:
    return get_object_or_404(_kept(request, pk, session_pk).materials, pk=material_pk)
