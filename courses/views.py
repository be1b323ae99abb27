"""The catalogue's pages. Their addresses are fixed, which spares a walk down the page tree."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve_chain

from courses.models import (
    CatalogueIndexPage,
    CoursePage,
    ResourceIndexPage,
    open_to_all,
    remember,
    remember_each,
)
from courses.search import filters_of, find_courses


class HtmxRequest(HttpRequest):
    """A request as the htmx middleware leaves it."""

    htmx: HtmxDetails


def catalogue(request: HtmxRequest) -> HttpResponse:
    if public := remember("catalogue", _open_catalogue):
        return _list_courses(public, request)  # its privacy is known already
    return _serve(get_object_or_404(CatalogueIndexPage.objects.live()), request, _list_courses)


def course(request: HttpRequest, slug: str) -> HttpResponse:
    courses = CoursePage.objects.select_related("theme").filter(slug=slug)
    found = remember_each(
        "course page", [slug], lambda _slugs: {slug: courses.in_catalogue().first()}
    )
    if public := found[slug]:
        return public.serve(request)
    return _serve(get_object_or_404(courses.live()), request)


def resources(request: HttpRequest) -> HttpResponse:
    return _serve(get_object_or_404(ResourceIndexPage.objects.live()), request)


def _list_courses(page: Page, request: HtmxRequest, *_arguments: Any) -> HttpResponse:
    """Show the courses that the address asks for; htmx asks for the results alone."""
    only_results = request.htmx and not request.htmx.history_restore_request
    drawn = _drawn_list(request.GET)
    if only_results:
        response = HttpResponse(drawn["results"])
        response["HX-Push-Url"] = f"{request.path}{drawn['address']}"
    else:
        response = render(
            request, page.get_template(request), {**page.get_context(request), "drawn": drawn}
        )
    patch_vary_headers(response, ["HX-Request"])
    return response


def _open_catalogue() -> CatalogueIndexPage | None:
    return open_to_all(CatalogueIndexPage.objects.all()).first()


def _drawn_list(asked: QueryDict) -> dict[str, str]:
    """Draw what a list shows; the same for everybody who chooses the same filters."""
    filters = filters_of(asked)
    # Words and mistakes are one's own, and endless.
    if filters.words or filters.unknown:
        return _draw_list(asked)
    page = asked.get("page", "")
    key = (filters.address(), page if page.isdecimal() else "")
    return remember_each("list", [key], lambda _keys: {key: _draw_list(asked)})[key]


def _draw_list(asked: QueryDict) -> dict[str, str]:
    listing = find_courses(asked)
    return {
        "address": listing.address,
        **{
            part: render_to_string(f"courses/_{part}.html", {"listing": listing})
            for part in ("filters", "results")
        },
    }


def _serve(page: Page, request: HttpRequest, answer: Callable = serve_chain) -> HttpResponse:
    """Answer as Wagtail does for the pages it finds: its rules of privacy speak first."""
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        answer = wrap(answer)
    for rule in hooks.get_hooks("before_serve_page"):
        refusal = rule(page, request, [], {})
        if isinstance(refusal, HttpResponse):
            return refusal
    return answer(page, request, [], {})
