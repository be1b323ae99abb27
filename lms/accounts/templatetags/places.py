"""The header's links: where this person may go, and where they are."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Role

register = template.Library()


@dataclass(frozen=True)
class Place:
    """A section of the platform; its address is a contract (DESIGN.md), so the floor knows it."""

    address: str
    name: str | Promise
    roles: tuple[str, ...] = ()


PUBLIC = (Place("/formations/", _("Courses")), Place("/ressources/", _("Resources")))
PERSONAL = (Place("/espace/", _("My space")), Place("/coaching/", _("Coaching")))
DESKS = (
    Place("/encadrement/", _("Coaching desk"), (Role.COACH, Role.TRAINER)),
    Place("/pilotage/", _("Steering"), (Role.MANAGER, Role.PARTNER)),
    Place("/gestion/", _("Editing"), (Role.AUTHOR, Role.MANAGER)),
)


@register.simple_tag(takes_context=True)
def places(context: template.Context) -> list[dict]:
    """List the sections that the reader may open: at most one query, for their roles."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    found = list(PUBLIC)
    if user is not None and user.is_authenticated:
        found += PERSONAL
        found += [desk for desk in DESKS if user.has_role(*desk.roles)]
    path = request.path if request is not None else ""
    return [
        {
            "address": place.address,
            "name": place.name,
            "current": _current(place.address, path),
        }
        for place in found
    ]


def _current(address: str, path: str) -> str:
    """Say whether this is the page itself, a page below it, or elsewhere (aria-current)."""
    if path == address:
        return "page"
    return "true" if path.startswith(address) else ""


@register.filter
def initials(person: object) -> str:
    """Return the letters that stand for somebody where a name is too long."""
    return "".join(word[0] for word in str(person).split()[:2]).upper()
