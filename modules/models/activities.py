"""Activities: what one does in a module. Each kind is a page type, with drafts and moderation."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet

from courses.choices import Depth
from lms.fields import BlocksField
from modules.blocks import LessonBlocks
from modules.kinds import Snapshot
from modules.kinds.sheet import sheet
from modules.models.library import LibraryPage


class ActivityQuerySet(PageQuerySet):
    def at_depth(self, depth: Depth) -> "ActivityQuerySet":
        return self.filter(course_depth__in=depth.included())

    def children_of_paths(self, paths: Collection[str]) -> "ActivityQuerySet":
        """Activities right below any of the pages that stand at these places of the tree."""
        parent_path = Substr("path", 1, Length("path") - Page.steplen)
        return self.alias(parent_path=parent_path).filter(parent_path__in=paths)


class Activity(LibraryPage):
    """What every activity has, whatever its kind; each kind is a page type of its own below.

    A view that has checked who may enter includes ``activity.fragment``, a template that needs
    ``activity`` (and, for a quiz, ``standing``: see ``modules.progress``) and holds no form.
    """

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    # Not `depth`: the page tree has a field of that name.
    course_depth = models.CharField(
        _("depth"),
        max_length=20,
        choices=Depth.choices,
        default=Depth.DISCOVERY,
        help_text=_("Discovery: in both depths. In depth: in the long one only."),
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Needed to finish the course.")
    )
    source = models.CharField(
        _("source"),
        max_length=160,
        blank=True,
        help_text=_("Where the facts come from; shown to learners."),
    )

    objects = PageManager.from_queryset(ActivityQuerySet)()

    common_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("course_depth"), FieldPanel("is_required")],
            heading=_("In the course"),
        ),
    ]
    parent_page_types = ["modules.ModulePage"]
    subpage_types: list[str] = []
    is_creatable = False
    # The word of outlines and reports for this kind of activity.
    kind = ""

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class LessonPage(Activity):
    """Text, pictures, video and documents; done when the learner says so."""

    body = BlocksField(LessonBlocks(), blank=True, verbose_name=_("text"))

    content_panels = [*Activity.common_panels, FieldPanel("body"), FieldPanel("source")]
    page_description = _("Text, pictures, video and documents.")
    is_creatable = True
    kind = "lesson"
    fragment = "modules/_lesson.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class QuizForm(WagtailAdminPageForm):
    """Refuses to publish a quiz that some learners could open and never pass."""

    def clean(self):
        cleaned = super().clean()
        # A draft may be incomplete.
        if self.is_deferred_validation or cleaned.get("course_depth") != Depth.DISCOVERY:
            return cleaned
        rows = self.formsets["quiz_questions"]
        depths = [
            row.cleaned_data.get("depth")
            for row in rows.forms
            if row.is_valid() and not row.cleaned_data.get("DELETE")
        ]
        if rows.is_valid() and Depth.DISCOVERY not in depths:
            raise ValidationError(
                _("Learners at the discovery depth need at least one question of that depth.")
            )
        return cleaned


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
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("question"), min_num=1),
        FieldPanel("source"),
    ]
    base_form_class = QuizForm
    page_description = _("Questions of the bank, graded by the platform.")
    is_creatable = True
    kind = "quiz"
    fragment = "modules/_quiz.html"

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def questions_at(self, depth: Depth) -> list[Snapshot]:
        """Return what an attempt at this depth is asked, in order."""
        placements = self.quiz_questions.select_related("question").order_by("sort_order")
        return [
            placement.question.snapshot()
            for placement in placements
            if placement.depth in depth.included()
        ]

    def get_preview_context(self, request, mode_name):
        questions = self.questions_at(Depth.IN_DEPTH)
        return {
            **super().get_preview_context(request, mode_name),
            "questions": sheet(questions),
            "standing": {"question_count": len(questions)},
        }
