"""How the times of coaching are written: whose clock, and which of two equal hours."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

# Names that the time zone database writes without accents, or without saying which island.
CITIES = {
    "America/Guadeloupe": gettext_lazy("Guadeloupe"),
    "America/Martinique": gettext_lazy("Martinique"),
    "America/Miquelon": gettext_lazy("Saint Pierre and Miquelon"),
    "Indian/Mayotte": gettext_lazy("Mayotte"),
    "Indian/Reunion": gettext_lazy("Réunion"),
    "Pacific/Marquesas": gettext_lazy("Marquesas Islands"),
    "Pacific/Noumea": gettext_lazy("Nouméa"),
    "Pacific/Tahiti": gettext_lazy("Tahiti"),
    "Pacific/Wallis": gettext_lazy("Wallis and Futuna"),
}


@register.filter
def city(zone: str) -> str:
    """Whose clock a time is read on: « Paris », « Nouméa »."""
    return str(CITIES.get(zone) or zone.rpartition("/")[2].replace("_", " "))


@register.filter
def which_pass(instant: datetime) -> str:
    """Tell the two passes of the hour that an autumn night repeats apart; empty all year else."""
    local = timezone.localtime(instant)
    other = local.replace(fold=1 - local.fold)
    if local.utcoffset() == other.utcoffset():
        return ""
    return _("summer time") if local.dst() != timedelta(0) else _("winter time")
