"""How numbers, durations and progress look on every page."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

register = template.Library()

NO_BREAK = "\u00a0"
THIN = "\u202f"
LEAVES = 5


@register.filter
def duration(minutes: int | None) -> str:
    """Write minutes as people say them: « 2 h », « 3 h 30 », « 45 min »."""
    if not minutes:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h{NO_BREAK}{rest:02}" if rest else f"{hours}{NO_BREAK}h"


@register.filter
def number(value: float | int | Decimal | None) -> str:
    """Write a number the French way: « 1 234,5 »."""
    if value is None:
        return ""
    return f"{value:,}".replace(",", THIN).replace(".", ",")


@register.inclusion_tag("_branch.html")
def branch(percent: int, *, label: str = "", is_large: bool = False) -> dict:
    """Draw the rameau: five leaves that grow as a learner advances, 0 to 100."""
    return {
        "percent": percent,
        "leaves": [percent * LEAVES >= 100 * leaf for leaf in range(1, LEAVES + 1)],
        "label": label or _("%(percent)d%% done") % {"percent": percent},
        "is_large": is_large,
    }
