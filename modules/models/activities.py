"""Activities: what one does in a module. Each kind is a page type, with drafts and moderation."""

from collections.abc import Collection
from random import Random

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Length, Substr
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet

from courses.choices import Depth
from lms.fields import BlocksField
from modules.blocks import LessonBlocks
from modules.drawing import missing
from modules.kinds import Snapshot
from modules.kinds.sheet import sheet
from modules.models.attempts import luck_of, new_seed
from modules.models.draws import MOST_DRAWS, drawn_questions, wishes_of
from modules.models.library import LibraryPage
from modules.models.quiz_settings import QuizSettings


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

    @cached_property
    def reading(self) -> SafeString:
        """The text, drawn once for all who read the page (modules.outline.page_of)."""
        return render_to_string("modules/_reading.html", {"lesson": self})

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class QuizForm(WagtailAdminPageForm):
    """Refuses to publish a quiz that could not ask what it promises."""

    def clean(self):
        cleaned = super().clean()
        twin = cleaned.get("positioning")
        if twin and twin.pk == self.instance.pk:
            self.add_error("positioning", _("A quiz is not its own positioning."))
        fixed, draws = self._rows("quiz_questions"), self._rows("draws")
        # A draft may be incomplete, and a row says what is wrong with it before its sum is made.
        if self.is_deferred_validation or fixed is None or draws is None:
            return cleaned
        self._check_places(fixed, draws, cleaned.get("course_depth"))
        self._check_draws(fixed, draws)
        return cleaned

    def _rows(self, name: str) -> list | None:
        """Return what the author asks for there; None while a row is not right."""
        rows = self.formsets[name]
        if not rows.is_valid():
            return None
        return [row.instance for row in rows.forms if row not in rows.deleted_forms]

    @staticmethod
    def _check_places(fixed, draws, course_depth) -> None:
        for placement in fixed:
            if not placement.question.live:
                raise ValidationError(
                    _("“%(question)s” is not published: publish it, or take it out of the quiz."),
                    params={"question": placement.question},
                )
        depths = [place.depth for place in (*fixed, *draws)]
        if not depths:
            raise ValidationError(_("A quiz needs at least one question, chosen or drawn."))
        if course_depth == Depth.DISCOVERY and Depth.DISCOVERY not in depths:
            raise ValidationError(
                _("Learners at the discovery depth need at least one question of that depth.")
            )

    @staticmethod
    def _check_draws(fixed, draws) -> None:
        taken = {placement.question_id for placement in fixed}
        for one, lacking in zip(draws, missing(wishes_of(draws), taken=taken), strict=True):
            if lacking:
                raise ValidationError(
                    _(
                        "The draw of %(count)d questions in “%(category)s” lacks %(lacking)d: no "
                        "question is asked twice in one attempt. Write more, or draw fewer."
                    ),
                    params={"count": one.count, "category": one.category, "lacking": lacking},
                )


# Wagtail has no types: mypy does not see the rows behind `quiz_questions`.
class QuizPage(  # type: ignore[django-manager-missing]
    Activity, QuizSettings
):
    """Questions of the bank in order, and how they are asked (``QuizSettings``)."""

    introduction = models.TextField(_("introduction"), blank=True)
    content_panels = [
        *Activity.common_panels,
        FieldPanel("introduction"),
        *QuizSettings.quiz_panels,
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("question")),
        InlinePanel(
            "draws",
            heading=_("Random draws"),
            label=_("draw"),
            max_num=MOST_DRAWS,
            help_text=_(
                "Asked after the questions above; each attempt draws anew, and no question comes "
                "twice."
            ),
        ),
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

    def questions_at(self, depth: Depth, *, luck: Random) -> list[Snapshot]:
        """Return what an attempt at this depth is asked: what is chosen in order, then the draws.

        An archived question is no longer asked, and a draw that finds too few asks those.
        """
        placements = self.quiz_questions.select_related("question").order_by("sort_order")
        # A draft may hold places that its author has not filled in yet.
        fixed = [
            placement.question
            for placement in placements
            if placement.depth in depth.included()
            and placement.question_id
            and placement.question.live
        ]
        draws = [
            one
            for one in self.draws.order_by("sort_order")
            if one.depth in depth.included() and one.category_id and one.count
        ]
        drawn = drawn_questions(draws, taken={question.pk for question in fixed}, luck=luck)
        return [question.snapshot() for question in (*fixed, *drawn)]

    def get_preview_context(self, request, mode_name):
        questions = self.questions_at(Depth.IN_DEPTH, luck=luck_of(new_seed()))
        return {
            **super().get_preview_context(request, mode_name),
            "questions": sheet(questions),
            "standing": {"question_count": len(questions), "attempts_left": self.attempts_allowed},
        }
