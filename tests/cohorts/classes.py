"""A course to learn in, whole: modules with their lessons and a quiz, a cohort, a learner."""

from courses.choices import Depth
from courses.models import CoursePage, PlanItem
from modules.models import Activity, ModulePage, QuizPage
from tests.factories import (
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    QuizFactory,
    QuizQuestionFactory,
)


def place(course: CoursePage, module: ModulePage, depth: str = Depth.DISCOVERY) -> PlanItem:
    return PlanItem.objects.create(
        course=course,
        kind="module",
        title=module.title,
        module=module,
        depth=depth,
        sort_order=course.plan_items.count(),
    )


def module_of(course: CoursePage, *, lessons: int = 1, quizzes: int = 0, **fields) -> ModulePage:
    """Add a module to the course: lessons, then quizzes of two questions."""
    module = ModuleFactory(**fields)
    place(course, module)
    for number in range(1, lessons + 1):
        LessonFactory(parent=module, title=f"Leçon {number}")
    for number in range(1, quizzes + 1):
        quiz = QuizFactory(parent=module, title=f"Quiz {number}")
        QuizQuestionFactory.create_batch(2, quiz=quiz)
    return module


def open_course(*, lessons: int = 2, quizzes: int = 0, **fields) -> CoursePage:
    """Return a course of one module that anybody may follow."""
    course = CourseFactory(is_open=True, **fields)
    module_of(course, lessons=lessons, quizzes=quizzes)
    return course


def activities_of(course: CoursePage) -> list[Activity]:
    """Return the course's activities, in order, each as its own kind."""
    modules = [step.module for step in course.plan_items.order_by("sort_order")]
    return [page for module in modules for page in module.get_children().specific()]


def right_answers(quiz: QuizPage) -> dict[int, list[str]]:
    return {position: ["Juste"] for position in range(1, quiz.quiz_questions.count() + 1)}


def wrong_answers(quiz: QuizPage) -> dict[int, list[str]]:
    return {position: ["Faux"] for position in range(1, quiz.quiz_questions.count() + 1)}
