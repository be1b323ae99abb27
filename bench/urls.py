"""The platform's addresses, an empty view, and a plain page with ten queries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from lms.accounts.models import User


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def ten_queries(request: HttpRequest) -> HttpResponse:
    """The least that any page of this kind does: ten small reads and a template."""
    people = [User.objects.filter(pk=number).first() for number in range(1, 11)]
    return render(request, "bench/ten_queries.html", {"people": people})


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/ten-queries/", ten_queries),
    path("", include("lms.urls")),
]
