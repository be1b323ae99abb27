"""The outline of a course: what its plan places, as it is published, in few queries."""

import pytest

from courses.choices import Depth
from courses.models import PlanItem
from modules.outline import ActivityOutline, ModuleOutline, Outline, outline_of, outlines_of
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, QuizFactory

pytestmark = pytest.mark.django_db


def place(course, module, depth=Depth.DISCOVERY, sort_order=0):
    return PlanItem.objects.create(
        course=course,
        kind="module",
        title=module.title,
        module=module,
        depth=depth,
        sort_order=sort_order,
    )


def test_the_outline_lists_modules_in_plan_order_and_activities_in_tree_order():
    course = CourseFactory()
    first, second = ModuleFactory(title="Un"), ModuleFactory(title="Deux")
    place(course, second, sort_order=2)
    place(course, first, sort_order=1)
    lesson = LessonFactory(parent=first, title="Leçon", minutes=12)
    quiz = QuizFactory(parent=first, title="Quiz", minutes=3, is_required=False)

    assert outline_of(course) == Outline(
        course.pk,
        (
            ModuleOutline(
                first.pk,
                "Un",
                Depth.DISCOVERY,
                (
                    ActivityOutline(lesson.pk, "Leçon", "lesson", 12, True),
                    ActivityOutline(quiz.pk, "Quiz", "quiz", 3, False),
                ),
            ),
            ModuleOutline(second.pk, "Deux", Depth.DISCOVERY, ()),
        ),
    )


def test_the_short_depth_leaves_out_what_only_the_long_one_holds():
    short, long, module = CourseFactory(), CourseFactory(), ModuleFactory()
    place(short, module, Depth.DISCOVERY)
    place(long, module, Depth.IN_DEPTH)
    both = LessonFactory(parent=module, minutes=10)
    only_long = LessonFactory(parent=module, minutes=20, course_depth=Depth.IN_DEPTH)

    outlines = outlines_of([short, long])

    assert [a.id for a in outlines[short.pk].activities] == [both.pk]
    assert [a.id for a in outlines[long.pk].activities] == [both.pk, only_long.pk]
    assert outlines[long.pk].minutes == 30
    assert outlines[long.pk].required_ids == {both.pk, only_long.pk}


def test_a_module_that_comes_back_deeper_holds_only_what_is_new():
    course, module = CourseFactory(), ModuleFactory()
    place(course, module, Depth.DISCOVERY, sort_order=1)
    place(course, module, Depth.IN_DEPTH, sort_order=2)
    both = LessonFactory(parent=module)
    only_long = LessonFactory(parent=module, course_depth=Depth.IN_DEPTH)

    modules = outline_of(course).modules

    assert [[a.id for a in step.activities] for step in modules] == [[both.pk], [only_long.pk]]


def test_only_what_is_published_is_in_the_outline():
    course, module = CourseFactory(), ModuleFactory()
    place(course, module)
    lesson = LessonFactory(parent=module)
    lesson.unpublish()

    assert outline_of(course).activities == ()

    module.unpublish()

    assert outline_of(course).modules == ()


def test_a_draft_changes_nothing_until_it_is_published():
    course, module = CourseFactory(), ModuleFactory()
    place(course, module)
    lesson = LessonFactory(parent=module, title="Avant")
    lesson.title = "Après"
    draft = lesson.save_revision()

    assert [a.title for a in outline_of(course).activities] == ["Avant"]

    draft.publish()

    assert [a.title for a in outline_of(course).activities] == ["Après"]


def test_the_module_of_an_activity():
    course, module = CourseFactory(), ModuleFactory()
    place(course, module)
    lesson = LessonFactory(parent=module)

    outline = outline_of(course)

    assert outline.module_of(lesson.pk) == outline.modules[0]
    assert outline.module_of(lesson.pk + 1) is None


@pytest.mark.parametrize("size", [1, 3])
def test_two_queries_whatever_the_number_of_courses_and_modules(size, django_assert_num_queries):
    courses = CourseFactory.create_batch(size)
    for course in courses:
        for module in ModuleFactory.create_batch(size):
            place(course, module)
            LessonFactory.create_batch(size, parent=module)

    with django_assert_num_queries(2):
        outlines = outlines_of(courses)

    assert sum(len(outline.activities) for outline in outlines.values()) == size**3
