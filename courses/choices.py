"""The fixed words of the catalogue: those the code acts upon."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    AWARENESS = "awareness", _("awareness sessions")
    ACADEMIC = "academic", _("academic course")
    MOOC = "mooc", _("MOOC")
    FORM_ACTION = "form_action", _("form'action")
    EXPERIENCE = "experience", _("experience programme")


class Depth(models.TextChoices):
    """How far a module is taken: the long depth holds all of the short one."""

    DISCOVERY = "discovery", _("discovery")
    IN_DEPTH = "in_depth", _("in depth")

    def included(self) -> list["Depth"]:
        """Return the depths of the activities that a learner at this depth meets."""
        return [Depth.DISCOVERY] if self is Depth.DISCOVERY else list(Depth)


class Orientation(models.TextChoices):
    STRATEGIC = "strategic", _("strategic")
    PRACTICAL = "practical", _("practical")


class Length(models.TextChoices):
    """How long a course takes, as people look for it."""

    TWO_HOURS = "two_hours", _("2 hours")
    HALF_DAY = "half_day", _("half a day")
    FEW_SESSIONS = "few_sessions", _("a few sessions")
    DAYS = "days", _("1 to 3 days")
    MONTHS = "months", _("9 months")
    CURRICULUM = "curriculum", _("within a curriculum")

    @property
    def key(self) -> str:
        """The word for this length in the catalogue's addresses, which are French."""
        return _LENGTH_KEYS[self]


_LENGTH_KEYS = {
    Length.TWO_HOURS: "2-heures",
    Length.HALF_DAY: "demi-journee",
    Length.FEW_SESSIONS: "quelques-seances",
    Length.DAYS: "jours",
    Length.MONTHS: "mois",
    Length.CURRICULUM: "cursus",
}


class StepKind(models.TextChoices):
    """What a plan item asks of people."""

    MODULE = "module", _("online module")
    COLLECTIVE = "collective", _("collective session")
    VISIT = "visit", _("learning visit")
    WEBINAR = "webinar", _("webinar")
    COACHING = "coaching", _("individual coaching")
    PERSONAL_WORK = "personal_work", _("personal work")
    SURVEY = "survey", _("survey")
    RESOURCE = "resource", _("resource")
    EVENT = "event", _("free event")


# The steps that bring people together at a time.
LIVE = (StepKind.COLLECTIVE, StepKind.VISIT, StepKind.WEBINAR, StepKind.EVENT)


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class HalfDay(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
