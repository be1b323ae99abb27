"""Learners who found no time that suits, and want to hear of the next that is freed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrolment


class FreedTimeWatch(models.Model):
    """One learner who is told when a time of their coach is freed, until they book one."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="freed_time_watch"
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("wait for a freed time")
        verbose_name_plural = _("waits for a freed time")

    def __str__(self) -> str:
        return f"{self.enrolment_id}"
