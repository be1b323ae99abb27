"""An archive: one ZIP of a cohort's papers or evidence, built apart from any page."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort


class ArchiveQuerySet(models.QuerySet["Archive"]):
    def unfinished(self) -> "ArchiveQuerySet":
        return self.filter(state=Archive.State.BUILDING)

    def free(self, *, now: datetime) -> "ArchiveQuerySet":
        """Archives to build that nobody is building just now."""
        return self.unfinished().filter(Q(leased_until=None) | Q(leased_until__lte=now))


class Archive(models.Model):
    """One ZIP. Whoever builds it holds a lease; ``tries`` says which builder the lease is of."""

    class Kind(models.TextChoices):
        PAPERS = "papers", _("certificates")
        EVIDENCE = "evidence", _("evidence file")

    class State(models.TextChoices):
        BUILDING = "building", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="archives")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.BUILDING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    done = models.PositiveIntegerField(_("files done"), default=0)
    total = models.PositiveIntegerField(_("files in all"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    leased_until = models.DateTimeField(_("being built until"), null=True)
    ready_at = models.DateTimeField(_("ready at"), null=True)
    file = models.FileField(_("file"), upload_to="private/archives", blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive")
        verbose_name_plural = _("archives")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                condition=Q(state="building"),
                name="one_archive_of_a_kind_is_built_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}, {self.get_kind_display()}"

    @property
    def is_building(self) -> bool:
        return self.state == self.State.BUILDING

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY
