"""A certificate: what a finished enrolment earns, with the words it was printed with."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models.enrolments import Enrolment


def spelled_as_issued(text: str) -> str:
    """Return a typed code as codes are issued, whatever its case, spaces and hyphens."""
    signs = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    signs = signs.removeprefix("RAM")[:20]
    return "-".join(["RAM", *(signs[start : start + 4] for start in range(0, len(signs), 4))])


class Certificate(models.Model):
    """One certificate. ``particulars`` are what the paper says, kept as issued."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    particulars = models.JSONField(_("particulars"))

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("cohorts:verify", args=[self.code])
