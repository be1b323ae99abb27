"""A form'action made to measure: who wants it, the modules it holds, what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.cohorts import Cohort
from courses.choices import Depth
from courses.models import Level
from lms.accounts.models import Organisation
from modules.models import ModulePage


class Composition(models.Model):
    """One form'action as composed; whoever has its key may read its programme."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("composition", "draft")
        REQUESTED = "requested", _("waits for the team’s answer")
        ACCEPTED = "accepted", pgettext_lazy("composition", "accepted")
        OPENED = "opened", _("cohort opened")
        DECLINED = "declined", pgettext_lazy("composition", "declined")

    KINDS = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.HOUSE]
    # What may still be arranged, and answered.
    OPEN_TO_CHANGE = (State.DRAFT, State.REQUESTED, State.ACCEPTED)

    key = models.CharField(_("key"), max_length=40, unique=True)
    organisation_name = models.CharField(_("organisation or territory"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("level"),
    )
    contact_name = models.CharField(_("contact"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact’s e-mail address"), blank=True)
    note = models.TextField(_("what you expect"), max_length=2000, blank=True)
    answer = models.TextField(_("the team’s answer"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.REQUESTED
    )
    composed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("composed at"))
    cohort = models.OneToOneField(
        Cohort,
        on_delete=models.PROTECT,
        null=True,
        related_name="composition",
        verbose_name=_("cohort"),
    )

    class Meta:
        verbose_name = _("composed form’action")
        verbose_name_plural = _("composed form’actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="opened", cohort__isnull=False)
                | (~Q(state="opened") & Q(cohort=None)),
                name="an_opened_composition_has_its_cohort",
            )
        ]

    def __str__(self) -> str:
        return self.organisation_name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:programme", args=[self.key])

    @property
    def is_arrangeable(self) -> bool:
        return self.state in self.OPEN_TO_CHANGE


class CompositionModule(models.Model):
    """One module of a composition at its depth, in its place."""

    composition = models.ForeignKey(
        Composition, on_delete=models.CASCADE, related_name="composed_modules"
    )
    module = models.ForeignKey(ModulePage, on_delete=models.PROTECT, related_name="+")
    depth = models.CharField(_("depth"), max_length=20, choices=Depth.choices)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("module of a form’action")
        verbose_name_plural = _("modules of a form’action")
        constraints = [
            models.UniqueConstraint(
                fields=["composition", "module", "depth"], name="a_module_once_at_a_depth"
            )
        ]

    def __str__(self) -> str:
        return f"{self.composition_id}/{self.position}"
