"""The manager's list of form'actions: arranging, answering, opening the cohort."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts import outline
from cohorts.forms.composing import AnswerForm, OpenCompositionForm
from cohorts.models import Composition
from cohorts.services import composing as services
from lms.accounts.models import Role
from lms.accounts.rules import SignedInRequest, role_required

PER_PAGE = 20


@role_required(Role.MANAGER)
@require_safe
def compositions(request: SignedInRequest) -> HttpResponse:
    """List form'actions, the newest first, or those in the state that the address names."""
    state = request.GET.get("etat", "")
    asked = Composition.objects.select_related("level").order_by("-requested_at", "-pk")
    if state in Composition.State.values:
        asked = asked.filter(state=state)
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": Composition.State.choices, "state": state}
    return render(request, "cohorts/compositions.html", context)


@role_required(Role.MANAGER)
@require_safe
def composition(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _found(pk))


@role_required(Role.MANAGER)
@require_POST
def move_composed(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    found = _found(pk)
    row = get_object_or_404(found.composed_modules, pk=row_pk)
    try:
        services.move(composition=found, row=row, up=request.POST.get("vers") == "haut")
    except services.NotArrangeable as error:
        messages.error(request, str(error))
    return redirect("cohorts:composition", pk)


@role_required(Role.MANAGER)
@require_POST
def answer_composition(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = AnswerForm(request.POST)
    accepted = request.POST.get("reponse") == "oui"
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    try:
        services.answer(composition=found, accepted=accepted, words=form.cleaned_data["words"])
    except services.NotArrangeable as error:
        messages.error(request, str(error))
    else:
        said = _("The form’action is accepted.") if accepted else _("The form’action is declined.")
        messages.success(request, said)
    return redirect("cohorts:composition", pk)


@role_required(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def open_composition(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the dates, then open the cohort of this form'action."""
    found = _found(pk)
    if not found.is_arrangeable:
        messages.error(request, str(services.NotArrangeable()))
        return redirect("cohorts:composition", pk)
    sent = request.POST if request.method == "POST" else None
    form = OpenCompositionForm(sent, composition=found)
    if request.method == "POST" and form.is_valid():
        try:
            cohort = services.open_composition(
                composition=found, by=request.user, **form.cleaned_data
            )
        except services.NotArrangeable as error:
            messages.error(request, str(error))
            return redirect("cohorts:composition", pk)
        messages.success(request, _("The cohort is open. Enrol its people now, or later."))
        return redirect("cohorts:steer_cohort", cohort.pk)
    context = {"composition": found, "form": form, "programme": outline.programme_of(found)}
    status = 422 if form.errors else 200
    return render(request, "cohorts/open_composition.html", context, status=status)


def _found(pk: int) -> Composition:
    return get_object_or_404(Composition.objects.select_related("level", "cohort"), pk=pk)


def _show(
    request: SignedInRequest,
    found: Composition,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "composition": found,
        "programme": outline.programme_of(found),
        "rows": found.composed_modules.select_related("module").order_by("position", "pk"),
        "form": form or AnswerForm(),
    }
    return render(request, "cohorts/composition.html", context, status=status)
