"""The catalogue's pages. Their addresses are fixed, which spares a walk down the page tree."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve_chain

from courses.models import CatalogueIndexPage, CoursePage, ResourceIndexPage
from courses.search import find_courses


class HtmxRequest(HttpRequest):
    """A request as the htmx middleware leaves it."""

    htmx: HtmxDetails


def catalogue(request: HttpRequest) -> HttpResponse:
    return _serve(get_object_or_404(CatalogueIndexPage.objects.live()), request, _list_courses)


def course(request: HttpRequest, slug: str) -> HttpResponse:
    courses = CoursePage.objects.select_related("theme").filter(slug=slug)
    if public := courses.in_catalogue().first():
        return public.serve(request)  # its privacy is known already
    return _serve(get_object_or_404(courses.live()), request)


def resources(request: HttpRequest) -> HttpResponse:
    return _serve(get_object_or_404(ResourceIndexPage.objects.live()), request)


def _list_courses(page: Page, request: HtmxRequest, *_arguments: Any) -> HttpResponse:
    """Show the courses that the address asks for; htmx asks for the results alone."""
    listing = find_courses(request.GET)
    only_results = request.htmx and not request.htmx.history_restore_request
    response = render(
        request,
        "courses/_results.html" if only_results else page.get_template(request),
        {**page.get_context(request), "listing": listing},
    )
    if only_results:
        response["HX-Push-Url"] = f"{request.path}{listing.address}"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _serve(page: Page, request: HttpRequest, answer: Callable = serve_chain) -> HttpResponse:
    """Answer as Wagtail does for the pages it finds: its rules of privacy speak first."""
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        answer = wrap(answer)
    for rule in hooks.get_hooks("before_serve_page"):
        refusal = rule(page, request, [], {})
        if isinstance(refusal, HttpResponse):
            return refusal
    return answer(page, request, [], {})
