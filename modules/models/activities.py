"""Modules and their activities: Wagtail pages, so that authors get drafts, previews and moderation.

Modules stand in one library and courses place them by their plan: a lesson is written once and
serves both depths, the MOOCs and the programmes (docs/decisions/0003).
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.blocks import CharBlock
from wagtail.models import Page, PageManager, PageQuerySet

from courses.choices import Depth
from lms.fields import BlocksField
from modules.blocks import LessonBlocks


class ModuleLibraryPage(Page):
    """Where the modules stand in the editor's tree; no visitor ever sees it."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["modules.ModulePage"]
    max_count = 1

    class Meta:
        verbose_name = _("module library")
        verbose_name_plural = _("module libraries")


class ModulePage(Page):
    """A block of a course: objectives, and activities in order."""

    objectives = BlocksField(
        [("objective", CharBlock(label=_("objective")))],
        blank=True,
        verbose_name=_("objectives"),
    )

    content_panels = [*Page.content_panels, FieldPanel("objectives")]
    parent_page_types = ["modules.ModuleLibraryPage"]
    subpage_types = ["modules.LessonPage", "modules.QuizPage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class ActivityQuerySet(PageQuerySet):
    def at_depth(self, depth: Depth) -> "ActivityQuerySet":
        return self.filter(course_depth__in=depth.included())


class Activity(Page):
    """What every activity has, whatever its kind; each kind is a page type of its own below."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    # Not `depth`: the page tree has a field of that name.
    course_depth = models.CharField(
        _("depth"),
        max_length=20,
        choices=Depth.choices,
        default=Depth.DISCOVERY,
        help_text=_("Discovery: in both depths. In depth: in the long one only."),
    )
    is_required = models.BooleanField(_("required"), default=True)
    source = models.CharField(_("source"), max_length=160, blank=True)

    objects = PageManager.from_queryset(ActivityQuerySet)()

    common_panels = [
        *Page.content_panels,
        FieldPanel("minutes"),
        FieldPanel("course_depth"),
        FieldPanel("is_required"),
        FieldPanel("source"),
    ]
    parent_page_types = ["modules.ModulePage"]
    subpage_types: list[str] = []
    is_creatable = False

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class LessonPage(Activity):
    """Text, pictures, video and documents; done when the learner says so."""

    body = BlocksField(LessonBlocks(), blank=True, verbose_name=_("text"))

    content_panels = [*Activity.common_panels, FieldPanel("body")]
    is_creatable = True

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class QuizPage(Activity):
    """Questions of the bank in order; done when an attempt reaches the pass mark."""

    introduction = models.TextField(_("introduction"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=60, validators=[MaxValueValidator(100)]
    )

    content_panels = [
        *Activity.common_panels,
        FieldPanel("introduction"),
        FieldPanel("pass_mark"),
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("question")),
    ]
    is_creatable = True

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
