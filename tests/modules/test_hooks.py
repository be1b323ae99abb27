"""What the catalogue's pages learn from this package."""

import pytest
from django.utils.translation import override
from wagtail import hooks

from courses.choices import Depth
from courses.models import PlanItem
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, QuizFactory

pytestmark = pytest.mark.django_db


def place(course, module, *, depth=Depth.DISCOVERY, order=0):
    PlanItem.objects.create(
        course=course, kind="module", title="x", module=module, depth=depth, sort_order=order
    )


def panel(course):
    (show,) = (
        hook for hook in hooks.get_hooks("course_panels") if hook.__module__.startswith("modules.")
    )
    with override("fr"):
        return show(course)


def with_content(courses):
    (hook,) = hooks.get_hooks("courses_with_content")
    return hook([course.pk for course in courses])


def module_with(*activities, **fields):
    module = ModuleFactory(objectives='[{"type": "objective", "value": "Savoir"}]', **fields)
    for make, title in activities:
        make(parent=module, title=title, minutes=12)
    return module


def test_the_page_of_a_course_shows_objectives_and_lessons():
    course = CourseFactory()
    place(course, module_with((LessonFactory, "La leçon"), (QuizFactory, "Le quiz"), title="Un"))

    html = panel(course)

    assert "Ce que vous apprendrez" in html
    assert "2 activités, 24\u00a0min" in html
    assert "<li>Savoir</li>" in html
    assert "La leçon" in html
    assert "leçon, 12\u00a0min" in html
    assert "quiz, 12\u00a0min" in html
    assert "<h3>" not in html


def test_a_course_of_several_modules_names_them_and_those_in_preparation():
    course = CourseFactory()
    place(course, module_with((LessonFactory, "La leçon"), title="Un"), order=1)
    place(course, ModuleFactory(title="Deux"), order=2)

    html = panel(course)

    assert html.index("<h3>Un</h3>") < html.index("<h3>Deux</h3>") < html.index("En préparation")


def test_a_course_without_content_shows_nothing():
    course = CourseFactory()
    place(course, ModuleFactory())

    assert panel(course) == ""
    assert panel(CourseFactory()) == ""


@pytest.mark.parametrize("size", [1, 3])
def test_the_panel_costs_the_same_for_any_number_of_modules(size, django_assert_num_queries):
    course = CourseFactory()
    for order in range(size):
        place(course, module_with((LessonFactory, "La leçon")), order=order)

    with django_assert_num_queries(3):
        panel(course)


@pytest.mark.parametrize("size", [1, 3])
def test_courses_with_content_are_those_with_a_live_activity(size, django_assert_num_queries):
    filled, empty, bare = (CourseFactory.create_batch(size) for _ in range(3))
    deep = ModuleFactory()
    LessonFactory(parent=deep, course_depth=Depth.IN_DEPTH)
    for course in filled:
        place(course, module_with((LessonFactory, "La leçon")))
    for course in empty:
        place(course, deep)

    with django_assert_num_queries(2):
        found = with_content([*filled, *empty, *bare])

    assert found == {course.pk for course in filled}
