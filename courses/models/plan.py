"""A course's plan: its steps in order, each with its place in the weeks of a cohort."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from courses.choices import Depth, HalfDay, StepKind, Weekday


class PlanItem(Orderable):
    """One step of a course's plan, in order; a step may be an online module at a depth."""

    course = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="plan_items")
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind.choices)
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)
    module = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("module"),
    )
    depth = models.CharField(_("depth"), max_length=20, choices=Depth.choices, blank=True)
    week = models.PositiveSmallIntegerField(
        _("week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the start of the cohort: 1 is its first week."),
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        null=True,
        blank=True,
        choices=Weekday.choices,
        help_text=_("Leave empty for a step that lasts the whole week."),
    )
    half_day = models.CharField(_("half-day"), max_length=10, choices=HalfDay.choices, blank=True)
    minutes = models.PositiveIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        help_text=_("For coaching: the minutes that each learner may book."),
    )
    is_required = models.BooleanField(_("required"), default=True)
    follows_previous = models.BooleanField(
        _("follows the step before"),
        default=False,
        help_text=_("When the step before moves, this one may move with it."),
    )
    people = models.CharField(_("people needed"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("detail"),
        PageChooserPanel("module", "modules.ModulePage"),
        FieldPanel("depth"),
        FieldRowPanel([FieldPanel("week"), FieldPanel("weekday"), FieldPanel("half_day")]),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("is_required")]),
        FieldPanel("follows_previous"),
        FieldRowPanel([FieldPanel("people"), FieldPanel("place")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.MODULE, module__isnull=False, depth__gt="")
                | (~Q(kind=StepKind.MODULE) & Q(module__isnull=True, depth="")),
                name="a_module_step_names_module_and_depth",
            ),
            models.CheckConstraint(
                condition=Q(week=None, weekday=None, half_day="") | Q(week__gte=1),
                name="a_weekday_or_half_day_is_of_a_week",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        names_module = self.module_id is not None and bool(self.depth)
        names_nothing = self.module_id is None and not self.depth
        if self.kind == StepKind.MODULE and not names_module:
            raise ValidationError(_("Choose the module of this step and its depth."))
        if self.kind != StepKind.MODULE and not names_nothing:
            raise ValidationError(_("Only an online module has a module and a depth."))
        if self.week is None and (self.weekday is not None or self.half_day):
            raise ValidationError({"week": _("Say in which week this step falls.")})


# Up to two months, weeks alone tell enough.
WEEKS_WITHOUT_MONTHS = 9


@dataclass
class Stretch:
    """The steps of one month of a plan; a short plan is one stretch without a month."""

    month: int | None
    steps: list[PlanItem] = field(default_factory=list)


def timeline_of(steps: Iterable[PlanItem]) -> list[Stretch]:
    """Lay a plan out by month; nothing when no step has its week.

    A step without a week stays with the one before it.
    """
    steps = list(steps)
    last = max((step.week for step in steps if step.week), default=0)
    if not last:
        return []
    stretches: list[Stretch] = []
    month = 1 if last > WEEKS_WITHOUT_MONTHS else None
    for step in steps:
        if step.week and last > WEEKS_WITHOUT_MONTHS:
            month = (step.week - 1) * 12 // 52 + 1
        if not stretches or stretches[-1].month != month:
            stretches.append(Stretch(month))
        stretches[-1].steps.append(step)
    return stretches
