"""Keys to a cohort: the link of an invitation, or the short code that people type."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort


def spelled_as_cut(text: str) -> str:
    """Return a typed code as keys are kept, whatever its case, spaces and hyphens."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())[:40]


class EntryKey(models.Model):
    """Who has the key may join, so often, until a day, unless it is revoked."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="entry_keys")
    code = models.CharField(_("code"), max_length=40, unique=True)
    valid_until = models.DateTimeField(_("valid until"))
    most_uses = models.PositiveIntegerField(_("number of uses"))
    uses = models.PositiveIntegerField(_("used"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("key to a cohort")
        verbose_name_plural = _("keys to a cohort")
        constraints = [
            models.CheckConstraint(
                condition=Q(uses__lte=F("most_uses")), name="a_key_is_not_used_too_often"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}, {self.uses}/{self.most_uses}"

    @property
    def shown(self) -> str:
        """The code in groups of four, as people read it aloud."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    def is_usable(self, *, now: datetime) -> bool:
        return self.revoked_at is None and now < self.valid_until and self.uses < self.most_uses
