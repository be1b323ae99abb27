"""Random draws of a quiz: « 3 questions of this category », anew for each attempt."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from random import Random

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import Tag
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from courses.choices import Depth
from modules.drawing import Wish, draw
from modules.models.categories import QuestionCategory
from modules.models.questions import Difficulty, Question, QuestionTag, QuizQuestion

MOST_DRAWS = 10
MOST_DRAWN = 50


class QuizDraw(Orderable):
    """So many questions of a category, or of those inside it, drawn for each attempt."""

    quiz = ParentalKey("modules.QuizPage", on_delete=models.CASCADE, related_name="draws")
    count = models.PositiveSmallIntegerField(
        _("how many"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DRAWN)],
    )
    category = models.ForeignKey(
        QuestionCategory,
        on_delete=models.PROTECT,
        related_name="draws",
        verbose_name=_("category"),
        help_text=_("With the categories inside it."),
    )
    tag = models.ForeignKey(
        Tag,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"modules_questiontag_items__isnull": False},
        verbose_name=_("only with the tag"),
    )
    difficulty = models.CharField(
        _("only of the difficulty"), max_length=10, choices=Difficulty.choices, blank=True
    )
    depth = models.CharField(
        _("depth"), max_length=20, choices=Depth.choices, default=Depth.DISCOVERY
    )

    panels = [
        FieldRowPanel([FieldPanel("count"), FieldPanel("category", widget=forms.Select)]),
        FieldRowPanel([FieldPanel("tag", widget=forms.Select), FieldPanel("difficulty")]),
        FieldPanel("depth"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("random draw of a quiz")
        verbose_name_plural = _("random draws of a quiz")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1), name="a_draw_takes_at_least_one_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.category}"


def wishes_of(draws: Sequence[QuizDraw]) -> list[Wish]:
    """Return what each draw may take (three queries, whatever their number)."""
    if not draws:
        return []
    inside = QuestionCategory.objects.ids_below()
    categories = set().union(*(inside[one.category_id] for one in draws))
    questions = list(
        Question.objects.askable()
        .filter(category__in=categories)
        .values_list("pk", "category", "difficulty")
    )
    tagged = _tagged({one.tag_id for one in draws if one.tag_id})
    return [
        Wish(
            one.count,
            {
                question
                for question, category, difficulty in questions
                if category in inside[one.category_id]
                and one.difficulty in ("", difficulty)
                and (one.tag_id is None or question in tagged[one.tag_id])
            },
        )
        for one in draws
    ]


def drawn_questions(
    draws: Sequence[QuizDraw], *, taken: Collection[int], luck: Random
) -> list[Question]:
    """Return the questions that the draws give to one attempt, in the order of the draws."""
    found = draw(wishes_of(draws), taken=taken, luck=luck)
    ids = [question for questions in found for question in questions]
    questions = Question.objects.in_bulk(ids)
    return [questions[question] for question in ids]


def question_count(quiz_id: int, depths: Collection[Depth]) -> int:
    """Return how many questions an attempt is asked, those to be drawn included (one query)."""
    fixed = (
        QuizQuestion.objects.filter(quiz=OuterRef("pk"), depth__in=depths, question__live=True)
        .order_by()
        .values("quiz")
        .annotate(total=Count("pk"))
    )
    drawn = (
        QuizDraw.objects.filter(quiz=OuterRef("pk"), depth__in=depths)
        .order_by()
        .values("quiz")
        .annotate(total=Sum("count"))
    )
    quizzes = QuizDraw._meta.get_field("quiz").related_model._base_manager
    return sum(
        quizzes.filter(pk=quiz_id)
        .values_list(
            Coalesce(Subquery(fixed.values("total")), 0),
            Coalesce(Subquery(drawn.values("total")), 0),
        )
        .get()
    )


def _tagged(tags: Collection[int]) -> dict[int, set[int]]:
    tagged: dict[int, set[int]] = defaultdict(set)
    if tags:
        rows = QuestionTag.objects.filter(tag__in=tags).values_list("tag", "content_object")
        for tag, question in rows:
            tagged[tag].add(question)
    return tagged
