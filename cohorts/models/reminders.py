"""When people are reminded of a session by mail: what each wants, and what has been sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models.sessions import Session


class ReminderChoice(models.Model):
    """What one person wants; people who never chose are reminded as the defaults say."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_choice"
    )
    week_before = models.BooleanField(_("one week before"), default=True)
    day_before = models.BooleanField(_("the day before"), default=True)
    hour_before = models.BooleanField(_("one hour before"), default=False)

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")

    def __str__(self) -> str:
        return f"{self.person_id}"


class SessionReminder(models.Model):
    """One round of reminders that has been written. A session that moved is announced anew."""

    class Moment(models.TextChoices):
        WEEK = "week_before", _("one week before")
        DAY = "day_before", _("the day before")
        HOUR = "hour_before", _("one hour before")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reminders")
    moment = models.CharField(_("moment"), max_length=20, choices=Moment.choices)
    starts_at = models.DateTimeField(_("starts at"))

    class Meta:
        verbose_name = _("round of reminders")
        verbose_name_plural = _("rounds of reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "moment", "starts_at"],
                name="one_round_of_reminders_per_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}, {self.moment}"
