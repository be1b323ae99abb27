"""What may be deleted from the library and the bank, and where documents stand."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex

from courses.models import PlanItem, open_to_all
from modules.models import (
    Activity,
    Attempt,
    Completion,
    ModulePage,
    Question,
    QuestionCategory,
    QuizQuestion,
    Response,
    Submission,
)


def is_in_use(page: Page) -> bool:
    """Whether the page, or one below it, stands in a course's plan or in somebody's results."""
    return (
        Completion.objects.filter(activity__path__startswith=page.path).exists()
        or Attempt.objects.filter(quiz__path__startswith=page.path).exists()
        or Submission.objects.filter(assignment__path__startswith=page.path).exists()
        or PlanItem.objects.filter(module__path__startswith=page.path).exists()
    )


def question_is_in_use(question: Question) -> bool:
    """Whether a quiz asks the question, or somebody was asked it: drawn at this moment, too."""
    if QuizQuestion.objects.filter(question=question).exists():
        return True
    if Response.objects.filter(question_id=question.pk).exists():
        return True
    open_attempts = Attempt.objects.filter(
        quiz__draws__isnull=False, submitted_at=None
    ).values_list("questions", flat=True)
    return any(
        asked.get("question") == question.pk
        for questions in open_attempts.iterator()
        for asked in questions
    )


def category_is_in_use(category: QuestionCategory) -> bool:
    return category.questions.exists() or category.children.exists() or category.draws.exists()


@dataclass(frozen=True)
class Places:
    """Where a document stands: on pages that anybody may open, or in these activities."""

    is_public: bool
    activity_ids: frozenset[int]


def places_of(document: AbstractDocument) -> Places:
    """Return where authors have put a document. What only drafts hold stands nowhere."""
    rows = ReferenceIndex.get_references_to(document).values_list("base_content_type", "object_id")
    by_type: dict[int, set[int]] = {}
    for content_type, object_id in rows:
        by_type.setdefault(content_type, set()).add(int(object_id))
    pages = by_type.pop(ContentType.objects.get_for_model(Page).pk, set())
    # Questions are asked in quizzes only; every other word of the catalogue is on public pages.
    by_type.pop(ContentType.objects.get_for_model(Question).pk, None)
    activities: frozenset[int] = frozenset(
        Activity.objects.filter(pk__in=pages).values_list("pk", flat=True)
    )
    modules = ModulePage.objects.filter(pk__in=pages).values_list("pk", flat=True)
    public = open_to_all(Page.objects.filter(pk__in=pages - activities.union(modules)))
    return Places(is_public=bool(by_type) or public.exists(), activity_ids=activities)
