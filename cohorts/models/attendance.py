"""Attendance per half-day: signatures that nobody can change, chained by hash.

A record is added, never updated or deleted. Each cohort has one chain: a record holds the hash of
the one before it, so that a changed, missing or inserted record breaks every hash that follows.
A correction is a new record that names the one it corrects, with its reason.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort
from cohorts.models.enrolments import Enrolment
from cohorts.models.sessions import Session
from courses.choices import HalfDay


class SignatureRecord(models.Model):
    """One signed statement about one learner (or one leader) at one half-day of one session."""

    class Statement(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("absent, excused")
        COUNTERSIGNED = "countersigned", _("sheet countersigned")

    class Means(models.TextChoices):
        OWN_DEVICE = "own_device", _("own device, by the code of the room")
        OWN_LINK = "own_link", _("own device, by personal link")
        TABLET = "tablet", _("the trainer's tablet, drawn")
        TEAM = "team", _("entered by the team")
        ONLINE = "online", _("online evidence")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField(_("number in the chain"))
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="signatures")
    day = models.DateField(_("day"))
    half_day = models.CharField(_("half-day"), max_length=10, choices=HalfDay.choices)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    statement = models.CharField(_("statement"), max_length=20, choices=Statement.choices)
    means = models.CharField(_("means"), max_length=20, choices=Means.choices)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    left_at = models.DateTimeField(_("left at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    drawing = models.TextField(_("drawn signature (SVG path)"), blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    signed_at = models.DateTimeField(_("signed at"))
    previous_hash = models.CharField(_("hash of the record before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "number"], name="signatures_are_numbered_in_a_chain"
            ),
            models.CheckConstraint(
                condition=Q(statement="countersigned", enrolment=None)
                | (~Q(statement="countersigned") & Q(enrolment__isnull=False)),
                name="only_a_countersignature_is_of_the_whole_sheet",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="a_correction_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["session", "day", "half_day"], name="signature_of_sheet")]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"
