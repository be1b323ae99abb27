"""A certificate: what a finished enrolment earns, with the words it was printed with."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models.enrolments import Enrolment


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
