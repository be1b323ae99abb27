"""The fixed words of surveys: when people are asked, and what a question measures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Moment(models.TextChoices):
    """When a cohort is asked."""

    ENTRY = "entry", _("at entry, to know where people start from")
    END = "end", pgettext_lazy("survey", "at the end, while it is fresh")
    LATER = "later", _("some months after the end, to see what lasts")
    DATE = "date", pgettext_lazy("survey", "on a date")


class Measure(models.TextChoices):
    """What a scale measures, for whoever compares cohorts."""

    SATISFACTION = "satisfaction", _("satisfaction")
    RECOMMENDATION = "recommendation", _("recommendation (from 0 to 10)")
