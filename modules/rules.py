"""What may be deleted from the library and the bank."""

from wagtail.models import Page

from courses.models import PlanItem
from modules.models import (
    Attempt,
    Completion,
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
