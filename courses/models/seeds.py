"""What the seed content has already brought in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeedMark(models.Model):
    """One piece of seed content, loaded once: from then on it is its authors', even deleted."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("seed mark")
        verbose_name_plural = _("seed marks")

    def __str__(self) -> str:
        return self.key
