"""Who may pass a door: decorators for views, one per role."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from lms.accounts.models import User

EDITOR = "wagtailadmin.access_admin"


class SignedInRequest(HttpRequest):
    """What a view behind `role_required` or `login_required` gets: somebody, never nobody."""

    user: User


View = Callable[..., HttpResponseBase]


def role_required(*roles: str) -> Callable[[View], View]:
    """Let only people with one of the roles in; others are asked to sign in, or told 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # `login_required` has let nobody else through.
            if not cast(User, request.user).has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def editors_only(view: View) -> View:
    """Tell signed-in people without a place in the editor 403; Wagtail asks visitors to sign in.

    Wagtail alone would send them to sign in, and sign-in would send them straight back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_perm(EDITOR):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
