"""Turn away what no address of ours can mean, before it reaches a database that chokes on it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


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
