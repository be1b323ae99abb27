"""The two papers that an enrolment earns, with the words as printed; who issues them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cohorts.models.cohorts import Cohort
from cohorts.models.enrolments import Enrolment


def spelled_as_issued(text: str) -> str:
    """Return a typed code as codes are issued, whatever its case, spaces and hyphens."""
    signs = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    signs = signs.removeprefix("RAM")[:20]
    return "-".join(["RAM", *(signs[start : start + 4] for start in range(0, len(signs), 4))])


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> "CertificateQuerySet":
        return self.filter(revoked_at=None)

    def attestations(self) -> "CertificateQuerySet":
        return self.filter(kind=Certificate.Kind.ATTESTATION)


class Certificate(models.Model):
    """One paper. ``particulars`` are what it says, kept as issued; it is revoked, never deleted."""

    class Kind(models.TextChoices):
        ATTESTATION = "attestation", _("certificate of completion")
        REALISATION = "realisation", _("certificate of training delivered")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.ATTESTATION
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    particulars = models.JSONField(_("particulars"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revocation_reason = models.CharField(_("reason of the revocation"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(revoked_at=None),
                name="one_standing_certificate_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="a_revocation_and_only_a_revocation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("cohorts:verify", args=[self.code])

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class EarningRules(models.Model):
    """What a cohort asks for before it attests; a cohort without a row asks for its activities."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="earning_rules")
    modules = models.BooleanField(_("all required online activities are done"), default=True)
    quizzes = models.BooleanField(_("all quizzes are passed"), default=False)
    attendance_percent = models.PositiveSmallIntegerField(
        _("attendance, at least (in %)"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "The share of half-days signed, of those planned. 0: attendance is not asked for."
        ),
    )

    class Meta:
        verbose_name = _("rules of the certificate")
        verbose_name_plural = _("rules of the certificate")
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance_percent__lte=100), name="attendance_is_at_most_100_percent"
            )
        ]

    def __str__(self) -> str:
        return str(self.cohort_id)


@register_setting(icon="form")
class TrainingBody(BaseGenericSetting):
    """Who issues the papers, as the house declared itself. What is empty is left out of them."""

    name = models.CharField(_("name of the organisation"), max_length=160, blank=True)
    declaration_number = models.CharField(
        _("declaration number"),
        max_length=20,
        blank=True,
        help_text=_("The number under which the training activity is declared to the prefect."),
    )
    signatory = models.CharField(_("signatory"), max_length=120, blank=True)
    signatory_title = models.CharField(_("title of the signatory"), max_length=120, blank=True)
    place = models.CharField(
        _("place of signature"), max_length=120, blank=True, help_text=_("A town, as in “Paris”.")
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("declaration_number")]),
        FieldRowPanel([FieldPanel("signatory"), FieldPanel("signatory_title")]),
        FieldPanel("place"),
    ]

    PRINTED = ("name", "declaration_number", "signatory", "signatory_title", "place")

    class Meta:
        verbose_name = _("training organisation")

    def __str__(self) -> str:
        return self.name

    @property
    def missing(self) -> list[str]:
        """The names of what the papers cannot say yet."""
        return [
            str(self._meta.get_field(each).verbose_name)
            for each in self.PRINTED
            if not getattr(self, each)
        ]
