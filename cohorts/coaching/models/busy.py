"""The coach's own calendar, read so that nobody books over it; never shown to others."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BusyCalendar(models.Model):
    """The address at which one coach's calendar program publishes their agenda."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_calendar"
    )
    url = models.URLField(_("address of my calendar (.ics)"), max_length=500)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(_("read again at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    problem = models.CharField(_("problem"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("coach’s own calendar")
        verbose_name_plural = _("coaches’ own calendars")

    def __str__(self) -> str:
        return f"{self.coach_id}"


class BusyTime(models.Model):
    """A time at which the coach's own calendar has something. What, we neither need nor keep."""

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_times"
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("busy time")
        verbose_name_plural = _("busy times")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_busy_time_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["coach", "ends_at"], name="busy_time_of_coach")]

    def __str__(self) -> str:
        return f"{self.coach_id} ({self.starts_at:%Y-%m-%d %H:%M})"
