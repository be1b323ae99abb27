"""Attendance per half-day: signatures that nobody can change, chained by hash.

A record is added, never updated or deleted. Each cohort has one chain: a record holds the hash of
the one before it, so that a changed, missing or inserted record breaks every hash that follows.
A correction is a new record that names the one it corrects, with its reason. The database refuses
to change or delete a record, whoever asks: triggers of the migrations see to it.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.attendance import Entry
from cohorts.models.cohorts import Cohort
from cohorts.models.enrolments import Enrolment
from cohorts.models.sessions import Session
from courses.choices import HalfDay


class SignedForEver(TypeError):
    """A record was about to be changed or deleted; a correction is a record of its own."""


class SignatureQuerySet(models.QuerySet["SignatureRecord"]):
    def entries(self) -> Iterator[Entry]:
        """Yield the records as the chain sees them, in order, a few at a time."""
        columns = {name: name for name in Entry.__dataclass_fields__} | {
            "corrects": "corrects__number"
        }
        rows = self.order_by("cohort", "number").values_list(*columns.values())
        for row in rows.iterator(chunk_size=1000):
            yield Entry(**dict(zip(columns, row, strict=True)))

    def update(self, **fields: Any) -> int:
        raise SignedForEver("Signatures are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise SignedForEver("Signatures are never deleted.")


class SignatureRecord(models.Model):
    """One signed statement about one learner, or about the whole sheet, at one half-day.

    ``words`` is the sentence that was signed, with the names and times of that moment. ``witness``
    is whose tablet the learner signed on, by a drawing or a typed name.
    """

    class Statement(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("absent, excused")
        COUNTERSIGNED = "countersigned", _("sheet countersigned")

    class Means(models.TextChoices):
        OWN_DEVICE = "own_device", _("own device, by the code of the room")
        OWN_LINK = "own_link", _("own device, by personal link")
        TABLET = "tablet", _("the trainer’s tablet, drawn")
        TABLET_TYPED = "tablet_typed", _("the trainer’s tablet, name typed")
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
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    statement = models.CharField(_("statement"), max_length=20, choices=Statement.choices)
    means = models.CharField(_("means"), max_length=20, choices=Means.choices)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    left_at = models.DateTimeField(_("left at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    words = models.TextField(_("sentence signed"))
    drawing = models.TextField(_("drawn signature (SVG path)"), blank=True)
    typed_name = models.CharField(_("name typed"), max_length=160, blank=True)
    proof_hash = models.CharField(_("hash of the proof"), max_length=64, blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    signed_at = models.DateTimeField(_("signed at"))
    previous_hash = models.CharField(_("hash of the record before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = SignatureQuerySet.as_manager()

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

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise SignedForEver("Signatures are never changed.")
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        raise SignedForEver("Signatures are never deleted.")

    @property
    def is_presence(self) -> bool:
        return self.statement == self.Statement.PRESENT


class AbsenceProof(models.Model):
    """The paper behind an excuse. The record keeps its hash, so the file may go when it must.

    In the database, not among the site's documents: it may speak of somebody's health.
    """

    record = models.OneToOneField(SignatureRecord, on_delete=models.PROTECT, related_name="proof")
    name = models.CharField(_("name of the file"), max_length=160)
    content_type = models.CharField(_("type"), max_length=40)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("proof of absence")
        verbose_name_plural = _("proofs of absence")

    def __str__(self) -> str:
        return self.name
