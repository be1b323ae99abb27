"""Courses and their plans."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, PageQuerySet

from courses.choices import Depth, Format, Length, Orientation, StepKind
from courses.folding import search_text, word_starts
from courses.models.editions import remember_each
from courses.models.plan import PlanItem, timeline_of
from courses.models.privacy import open_to_all
from courses.models.vocabulary import Audience, FormatPresentation, Level, Modality, Theme, words_of

if TYPE_CHECKING:
    from django_stubs_ext import ValuesQuerySet

CARD_FIELDS = (
    "pk", "slug", "title", "format", "theme_id", "length",
    "school", "curriculum", "partner", "hosted_on",
)  # fmt: skip
NEIGHBOURS = 12
PARTS = ("head", "aside", "main", "related")
TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CourseQuerySet(PageQuerySet):
    def in_catalogue(self) -> "CourseQuerySet":
        """The courses that any visitor may see."""
        return open_to_all(self)

    def asked(self, **choices: str | None) -> "CourseQuerySet":
        """The courses that match every choice made."""
        return self.filter(**{lookup: value for lookup, value in choices.items() if value})

    def answering(self, query: str) -> "CourseQuerySet":
        """The courses that hold a word starting like each word of the query."""
        courses = self
        for start in word_starts(query):
            courses = courses.filter(search_text__contains=f" {start}")
        return courses

    def in_order(self) -> "CourseQuerySet":
        """By format, then theme, then as their authors have put them in the page tree."""
        places = (When(format=value, then=place) for place, value in enumerate(Format.values))
        return self.order_by(Case(*places), F("theme__position").asc(nulls_last=True), "path")

    def with_modules_or_not(self) -> "CourseQuerySet":
        steps = PlanItem.objects.filter(course=OuterRef("pk"), kind=StepKind.MODULE)
        return self.annotate(has_modules=Exists(steps))

    def count_by_format(self) -> dict[str, int]:
        return dict(self.order_by().values_list("format").annotate(Count("pk")))

    def for_cards(self) -> "ValuesQuerySet[CoursePage, dict[str, Any]]":
        """Only what a list shows, as plain rows: lists are the busiest pages."""
        return self.with_modules_or_not().in_order().values(*CARD_FIELDS, "has_modules")


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

    objects = PageManager.from_queryset(CourseQuerySet)()

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

    @property
    def format_label(self) -> str:
        return self.get_format_display()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way in, which is each person's own, to what everybody sees, drawn once."""
        parts = (
            self._drawn_parts()
            if getattr(request, "is_preview", False)
            else remember_each("course", [self.pk], lambda _pks: {self.pk: self._drawn_parts()})[
                self.pk
            ]
        )
        return {
            **super().get_context(request, *args, **kwargs),
            "parts": parts,
            "doors": [door(self, request) for door in self._hooks("course_doors")],
        }

    def _drawn_parts(self) -> dict[str, str]:
        """Draw what is the same for all: the packages above add what one does in the course."""
        steps = list(self.plan_items.all())
        modules = {step.module_id for step in steps if step.module_id}
        panels = [panel(self) for panel in self._hooks("course_panels")]
        words = self._words()
        context = {
            "page": self,
            "steps": steps,
            "stretches": timeline_of(steps),
            "panels": panels,
            # Nothing to draw for the modules of its plan: nothing is written yet.
            "is_in_preparation": bool(modules and panels and not any(panels)),
            **words,
            **self._neighbours(modules),
        }
        depths = words["levels"] if self.format == Format.AWARENESS else []
        return {
            "depth": "".join(f", {level.title}" for level in depths),
            **{part: render_to_string(f"courses/_course_{part}.html", context) for part in PARTS},
        }

    def _hooks(self, name: str) -> list[Callable]:
        # The preview of a page that was never saved has neither panels nor a way in.
        return hooks.get_hooks(name) if self.pk else []

    def _words(self) -> dict[str, Any]:
        """Whom the course is for, its levels, and what its format needs explained."""
        audiences, levels, presentations, modalities = words_of(
            self._chosen("audiences"),
            self._chosen("levels"),
            FormatPresentation.objects.filter(format=self.format),
            Modality.objects.filter(Value(self.format == Format.EXPERIENCE)),
        )
        return {
            "audiences": audiences,
            "levels": levels,
            "components": [part for word in presentations for part in word.component_list],
            "modalities": modalities,
        }

    def _chosen(self, name: str) -> models.QuerySet:
        """Return the terms chosen for this page; those of a preview are not saved yet."""
        terms = getattr(self, name).all()
        if isinstance(terms, models.QuerySet):
            return terms
        model = self._meta.get_field(name).related_model
        return model.objects.filter(pk__in=[term.pk for term in terms])

    def _neighbours(self, modules: set[int]) -> dict[str, Any]:
        """The same module at another depth, and other courses of the theme."""
        same_module = PlanItem.objects.filter(course=OuterRef("pk"), module__in=modules)
        neighbours = (
            CoursePage.objects.in_catalogue()
            .exclude(pk=self.pk)
            .annotate(depth_of_module=Subquery(same_module.values("depth")[:1]))
            .filter(Q(theme=self.theme_id, theme__isnull=False) | Q(depth_of_module__isnull=False))
            .in_order()
            .values("slug", "title", "format", "length", "depth_of_module")
        )
        twins: list[dict[str, Any]] = []
        related: dict[tuple[str, str], dict[str, Any]] = {}
        for course in neighbours[:NEIGHBOURS]:
            depth, format_ = course["depth_of_module"], course["format"]
            edition = {"slug": course["slug"], "length": Length(course["length"]).label}
            if depth and format_ == self.format == Format.AWARENESS:
                twins.append({**edition, "title": course["title"], "depth": Depth(depth).label})
                continue
            subject = {"title": course["title"], "format": Format(format_).label, "editions": []}
            related.setdefault((format_, course["title"]), subject)["editions"].append(edition)
        return {"twins": twins, "related": list(related.values())}

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


def courses_by_id(ids: Iterable[int]) -> dict[int, CoursePage]:
    """Return what pages say of these courses, read once for all who look: not to be changed."""
    return remember_each("course by id", ids, CoursePage.objects.in_bulk)


def in_preparation(courses: set[int]) -> set[int]:
    """Return which of these courses with modules have nothing to do in them yet.

    The packages above know what modules hold; without them nothing is said to be missing.
    """
    answers = [hook(courses) for hook in hooks.get_hooks("courses_with_content")]
    return courses - set().union(*answers) if answers and courses else set()
