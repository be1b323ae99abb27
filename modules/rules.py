"""What may be done with the library's pages."""

from wagtail.models import Page

from courses.models import PlanItem
from modules.models import Attempt, Completion, Submission


def is_in_use(page: Page) -> bool:
    """Whether the page, or one below it, stands in a course's plan or in somebody's results."""
    return (
        Completion.objects.filter(activity__path__startswith=page.path).exists()
        or Attempt.objects.filter(quiz__path__startswith=page.path).exists()
        or Submission.objects.filter(assignment__path__startswith=page.path).exists()
        or PlanItem.objects.filter(module__path__startswith=page.path).exists()
    )
