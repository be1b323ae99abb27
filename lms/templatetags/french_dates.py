"""Dates as French writes them: the first of a month is « 1er », every other day a plain number."""

import datetime
import re
from typing import Any

from django import template
from django.template import defaultfilters

register = template.Library()

# A lone 1 and a no-break space before a month, not before the « h » of an hour.
FIRST = re.compile(r"(?<!\d)1\u00a0(?=[a-zéû])(?!h\b)")


@register.filter(expects_localtime=True)
def date(value: datetime.date | None, form: str | None = None) -> Any:
    """Do what Django's filter of this name does, and write « 1er décembre »."""
    return FIRST.sub("1er\u00a0", defaultfilters.date(value, form))
