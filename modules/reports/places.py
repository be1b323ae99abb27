"""Where a question is asked, and who changed it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from wagtail.models import Revision

from courses.models import PlanItem
from modules.models import Question, QuizDraw, QuizPage, QuizQuestion

MOST_PLACES = 100
MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A quiz that asks a question, or may draw it, with the courses that place its module."""

    quiz: QuizPage
    by_draw: bool
    courses: list[str]


def places_of(question: Question) -> list[Place]:
    """Return the quizzes that ask the question, then those that may draw it (four queries)."""
    fixed = QuizQuestion.objects.filter(question=question).values("quiz")
    draws = _draws_that_may_take(question).values("quiz")
    quizzes = list(
        QuizPage.objects.filter(Q(pk__in=fixed) | Q(pk__in=draws))
        .select_related("owner", "latest_revision__user")
        .annotate(chosen=Count("quiz_questions", filter=Q(quiz_questions__question=question)))
        .order_by("-chosen", "title", "pk")[:MOST_PLACES]
    )
    courses = _courses_by_module_path({quiz.path[: -QuizPage.steplen] for quiz in quizzes})
    return [
        Place(quiz, not quiz.chosen, courses[quiz.path[: -QuizPage.steplen]]) for quiz in quizzes
    ]


def _draws_that_may_take(question: Question) -> "QuerySet[QuizDraw]":
    if question.category is None or not question.live:
        return QuizDraw.objects.none()
    above = [category.pk for category in question.category.ancestry()]
    return QuizDraw.objects.filter(
        Q(tag=None) | Q(tag__in=question.tags.all()),
        category__in=above,
        difficulty__in=["", question.difficulty],
    )


def _courses_by_module_path(paths: Collection[str]) -> dict[str, list[str]]:
    courses: dict[str, list[str]] = defaultdict(list)
    items = PlanItem.objects.filter(module__path__in=paths).order_by("course__title", "course")
    for path, title in items.values_list("module__path", "course__title").distinct():
        courses[path].append(title)
    return courses


def changes_of(question: Question) -> "list[Revision]":
    """Return the latest changes to a question, with who made them (one query)."""
    changes = question.revisions.select_related("user").order_by("-created_at", "-pk")
    return list(changes[:MOST_CHANGES])
