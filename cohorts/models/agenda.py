"""The private address at which a person's calendar program reads their agenda."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AgendaFeed(models.Model):
    """One person's address: who has the key reads the times, so a leaked key is replaced."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agenda_feed"
    )
    key = models.CharField(_("key"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("agenda address")
        verbose_name_plural = _("agenda addresses")

    def __str__(self) -> str:
        return f"agenda {self.person_id}"
