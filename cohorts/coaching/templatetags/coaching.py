"""How the pages of coaching write times to choose, and lengths."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from cohorts.coaching.availability import Slot
from cohorts.coaching.forms.booking import slot_value as value_of

register = template.Library()


@register.filter
def slot_value(slot: Slot) -> str:
    return value_of(slot)


@register.filter
def as_hours(minutes: int) -> str:
    """« 45 min », « 2 h », « 1 h 30 »."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not hours:
        return sign + _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return sign + _("%(hours)d h") % {"hours": hours}
    return sign + _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


@register.filter
def minutes_of(length: timedelta) -> int:
    return length // timedelta(minutes=1)
