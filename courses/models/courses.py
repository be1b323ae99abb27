"""Courses and their plans."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from courses.choices import Depth, Format, Length, Orientation, StepKind
from courses.folding import search_text
from courses.models.vocabulary import Audience, Level, Theme

TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CoursePage(Page):
    """One course of the catalogue, in one of five formats, with its plan."""

    format = models.CharField(_("format"), max_length=20, choices=Format.choices)
    theme = models.ForeignKey(
        Theme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("theme"),
    )
    audiences = ParentalManyToManyField(
        Audience, blank=True, related_name="courses", verbose_name=_("audiences")
    )
    levels = ParentalManyToManyField(
        Level, blank=True, related_name="courses", verbose_name=_("levels")
    )
    orientation = models.CharField(
        _("orientation"), max_length=20, choices=Orientation.choices, blank=True
    )
    length = models.CharField(_("length"), max_length=20, choices=Length.choices)
    minutes = models.PositiveIntegerField(
        _("announced minutes"),
        null=True,
        blank=True,
        help_text=_("The learning time announced to people, in minutes."),
    )
    school = models.CharField(_("school"), max_length=160, blank=True)
    curriculum = models.CharField(_("curriculum"), max_length=160, blank=True)
    partner = models.CharField(_("partner"), max_length=160, blank=True)
    hosted_on = models.CharField(_("hosted on"), max_length=160, blank=True)
    introduction = RichTextField(_("introduction"), features=TEXT, blank=True)
    body = RichTextField(_("presentation"), features=TEXT, blank=True)
    is_open = models.BooleanField(
        _("open to all"),
        default=False,
        help_text=_("Anybody with an account may enrol at any time and learn online."),
    )
    is_proposal = models.BooleanField(
        _("proposal"),
        default=False,
        help_text=_("Plan, audiences and orientation are to be confirmed; the page says so."),
    )
    # What a search looks into (courses.folding); `clean` keeps it, since live pages are cleaned.
    search_text = models.TextField(editable=False, default="")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("format"),
                FieldPanel("theme"),
                FieldPanel("audiences"),
                FieldPanel("levels"),
                FieldPanel("orientation"),
                FieldPanel("length"),
                FieldPanel("minutes"),
            ],
            heading=_("In the catalogue"),
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("school"),
                FieldPanel("curriculum"),
                FieldPanel("partner"),
                FieldPanel("hosted_on"),
            ],
            heading=_("With whom"),
        ),
        MultiFieldPanel(
            [FieldPanel("is_open"), FieldPanel("is_proposal")], heading=_("Entry and state")
        ),
        InlinePanel("plan_items", heading=_("Plan"), label=_("plan item")),
    ]
    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def clean(self) -> None:
        super().clean()
        steps = [text for step in self.plan_items.all() for text in (step.title, step.detail)]
        self.search_text = search_text(
            self.title,
            self.theme.title if self.theme else "",
            self.introduction,
            self.body,
            self.school,
            self.curriculum,
            self.partner,
            *steps,
        )


class PlanItem(Orderable):
    """One step of a course's plan, in order; a step may be an online module at a depth."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="plan_items")
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

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("detail"),
        PageChooserPanel("module", "modules.ModulePage"),
        FieldPanel("depth"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.MODULE, module__isnull=False, depth__gt="")
                | (~Q(kind=StepKind.MODULE) & Q(module__isnull=True, depth="")),
                name="a_module_step_names_module_and_depth",
            )
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
