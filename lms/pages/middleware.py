"""Turn away what no address of ours can mean, before it reaches a database that chokes on it."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

# The largest number of a row has nineteen digits (2 ** 63 - 1): eighteen are plenty.
TOO_LARGE = re.compile(r"/[0-9]{19,}/")


def no_large_number(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer 404 to an address with a number that no row can have."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if TOO_LARGE.search(request.path):
            raise Http404
        return get_response(request)

    return middleware


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer 400 to a NUL in an address or a cookie: PostgreSQL cannot even look for one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        # Quoted cookies spell any sign by its number: "\000".
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest
        return get_response(request)

    return middleware
