"""The catalogue's pages. Their addresses are fixed, which spares a walk down the page tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails
from wagtail import hooks
from wagtail.models import Page

from courses.models import CatalogueIndexPage, CoursePage, ResourceIndexPage
from courses.search import find_courses


class HtmxRequest(HttpRequest):
    """A request as the htmx middleware leaves it."""

    htmx: HtmxDetails


def catalogue(request: HtmxRequest) -> HttpResponse:
    """Show the courses that the address asks for; htmx asks for the results alone."""
    page = get_object_or_404(CatalogueIndexPage.objects.live())
    if barred := _barred(page, request):
        return barred
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


def course(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(CoursePage.objects.live().select_related("theme"), slug=slug)
    return _barred(page, request) or page.serve(request)


def resources(request: HttpRequest) -> HttpResponse:
    page = get_object_or_404(ResourceIndexPage.objects.live())
    return _barred(page, request) or page.serve(request)


def _barred(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Let Wagtail's rules of privacy answer first, as they do for every other page."""
    for rule in hooks.get_hooks("before_serve_page"):
        answer = rule(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return None
