"""The log: what happened, when, once. Nobody changes or deletes a line."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.events.verbs import Verb


def verbs() -> list[tuple[str, Any]]:
    """Name the verbs by a function, so that a new one needs no migration."""
    return Verb.choices


class Event(models.Model):
    """One thing that happened. Ids are plain numbers, so that a line outlives what it speaks of."""

    verb = models.CharField(_("verb"), max_length=40, choices=verbs)
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("person"), null=True)
    course_id = models.BigIntegerField(_("course"), null=True)
    module_id = models.BigIntegerField(_("module"), null=True)
    activity_id = models.BigIntegerField(_("activity"), null=True)
    cohort_id = models.BigIntegerField(_("cohort"), null=True)
    enrolment_id = models.BigIntegerField(_("enrolment"), null=True)
    session_id = models.BigIntegerField(_("session"), null=True)
    object_id = models.BigIntegerField(_("object"), null=True)
    result = models.FloatField(_("result"), null=True, help_text=_("A share of credit, 0 to 1."))
    seconds = models.PositiveIntegerField(_("duration in seconds"), null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["cohort_id", "occurred_at"], name="event_cohort_time"),
            models.Index(fields=["actor_id", "occurred_at"], name="event_actor_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.occurred_at:%Y-%m-%d %H:%M})"
