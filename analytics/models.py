"""Rollups: small tables counted from the log. Any of them may be dropped and built again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyActivity(models.Model):
    """How many things one learner did in one enrolment on one day (Paris time)."""

    enrolment_id = models.BigIntegerField(_("enrolment"))
    cohort_id = models.BigIntegerField(_("cohort"))
    day = models.DateField(_("day"))
    events = models.PositiveIntegerField(_("events"))

    class Meta:
        verbose_name = _("daily activity")
        verbose_name_plural = _("daily activities")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment_id", "day"], name="one_count_per_enrolment_and_day"
            )
        ]
        indexes = [models.Index(fields=["cohort_id", "day"], name="activity_of_cohort")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.day}: {self.events}"


class Watermark(models.Model):
    """How far into the log a rollup has read."""

    rollup = models.CharField(_("rollup"), max_length=40, unique=True)
    event_id = models.BigIntegerField(_("last event read"), default=0)

    class Meta:
        verbose_name = _("watermark")
        verbose_name_plural = _("watermarks")

    def __str__(self) -> str:
        return f"{self.rollup}: {self.event_id}"
