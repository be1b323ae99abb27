"""Composing a form'action: the public page with its live programme, the request, the proposal."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts import outline
from cohorts.composing import Programme, TooLong, in_order, pack
from cohorts.forms.composing import QuoteForm
from cohorts.models import Composition
from cohorts.printing import print_programme
from cohorts.services import composing as services
from lms.accounts.models import Role, User

# One address may ask so often in an hour: enough for a network of colleagues, not for a robot.
MOST_REQUESTS = 5
AN_HOUR = 3600


@require_safe
def compose(request: HttpRequest) -> HttpResponse:
    """Choose modules and see the programme; every choice is in the address, to be shared."""
    only_programme = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    context = _choice(request)
    template = "cohorts/_composed.html" if only_programme else "cohorts/compose.html"
    response = render(request, template, context)
    if only_programme:
        response["HX-Replace-Url"] = f"{request.path}{context['address']}"
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "POST"])
def request_quote(request: HttpRequest) -> HttpResponse:
    """Ask for a quote for what the address holds; a manager keeps it as a draft."""
    choice = _choice(request)
    if not choice["programme"].sittings:
        messages.error(request, _("Choose at least one module, and three days at most."))
        return _back(choice)
    user = request.user if request.user.is_authenticated else None
    is_ours = user is not None and user.has_role(Role.MANAGER)
    form = QuoteForm(request.POST or None, is_ours=is_ours, initial=_known(user, is_ours))
    if request.method == "POST" and form.is_valid():
        if not is_ours and _asks_too_often(request):
            form.add_error(
                None, _("Several requests came from here within the hour. Try again later.")
            )
            return render(request, "cohorts/quote.html", {**choice, "form": form}, status=429)
        composition = services.compose(
            picks=choice["programme"].picks, level=choice["level"], by=user, **form.particulars
        )
        if is_ours:
            messages.success(request, _("The form’action is kept as a draft."))
            return redirect("cohorts:composition", composition.pk)
        messages.success(
            request,
            _("Your request has been sent. The team answers by mail; keep this page’s address."),
        )
        return redirect(composition)
    context = {**choice, "form": form, "is_ours": is_ours}
    return render(request, "cohorts/quote.html", context, status=422 if form.errors else 200)


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """Show a composed form'action to whoever has its address."""
    composition = get_object_or_404(Composition.objects.select_related("level"), key=key)
    context = {"composition": composition, "programme": outline.programme_of(composition)}
    return render(request, "cohorts/programme.html", context)


@require_safe
def programme_paper(request: HttpRequest, key: str) -> HttpResponse:
    composition = get_object_or_404(Composition.objects.select_related("level"), key=key)
    pdf = print_programme(
        outline.programme_of(composition),
        organisation=composition.organisation_name,
        level=composition.level.title if composition.level else "",
        composed_on=composition.requested_at.date(),
        address=settings.BASE_URL + composition.get_absolute_url(),
    )
    name = slugify(f"formaction {composition.organisation_name}")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def _choice(request: HttpRequest) -> dict[str, Any]:
    """Read what the address asks for: modules, level; what is unknown is left aside."""
    offered = outline.offers()
    chosen = {slug for slug in request.GET.getlist("m") if slug in offered}
    levels = list(outline.form_action_levels())
    level = next((one for one in levels if one.slug == request.GET.get("niveau")), None)
    picks = in_order(offered[slug].pick for slug in chosen)
    too_long = 0
    try:
        packed = pack(outline.with_objectives(picks))
    except TooLong as refusal:
        packed, too_long = Programme(), refusal.half_days
    asked = [("niveau", level.slug)] if level else []
    asked += [("m", slug) for slug in offered if slug in chosen]
    return {
        "themes": outline.by_theme(offered),
        "chosen": chosen,
        "levels": levels,
        "level": level,
        "programme": packed,
        "too_long": too_long,
        "address": f"?{urlencode(asked)}" if asked else "",
    }


def _back(choice: dict[str, Any]) -> HttpResponse:
    response = redirect("cohorts:compose")
    response["Location"] += choice["address"]
    return response


def _known(user: User | None, is_ours: bool) -> dict[str, str]:
    if user is None or is_ours:
        return {}
    return {"contact_name": user.get_full_name(), "contact_email": user.email}


def _asks_too_often(request: HttpRequest) -> bool:
    """Count this request against its network address, in the cache that all processes share."""
    key = f"cohorts.quotes.{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, timeout=AN_HOUR):
        return False
    try:
        return cache.incr(key) > MOST_REQUESTS
    except ValueError:  # it was forgotten between the two
        return False
