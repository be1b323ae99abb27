"""What a course is made of, as its plan places it: modules, and the activities of each.

Plain values read in two queries however many courses, modules and activities there are, and
remembered until authors change something, so that every page may ask for it. Only published modules
and activities are in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from wagtail.models import Page

from courses.choices import Depth, StepKind
from courses.models import CoursePage, PlanItem, remember_each
from modules.models import Activity, AssignmentPage, LessonPage, QuizPage

PAGES = {page.kind: page for page in (LessonPage, QuizPage, AssignmentPage)}


@dataclass(frozen=True, slots=True)
class ActivityOutline:
    id: int
    title: str
    kind: str
    minutes: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """One module at the depth that the plan asks for; without activities it is in preparation."""

    id: int
    title: str
    depth: Depth
    activities: tuple[ActivityOutline, ...]

    @property
    def minutes(self) -> int:
        return sum(activity.minutes for activity in self.activities)


@dataclass(frozen=True, slots=True)
class Outline:
    course_id: int
    modules: tuple[ModuleOutline, ...]

    @property
    def activities(self) -> tuple[ActivityOutline, ...]:
        """Every activity, in the order of the course."""
        return tuple(activity for module in self.modules for activity in module.activities)

    @property
    def required_ids(self) -> frozenset[int]:
        return frozenset(activity.id for activity in self.activities if activity.is_required)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    def module_of(self, activity_id: int) -> ModuleOutline | None:
        """Return where the activity stands, or nothing when the course does not hold it."""
        for module in self.modules:
            if any(activity.id == activity_id for activity in module.activities):
                return module
        return None


def outline_of(course: CoursePage) -> Outline:
    return outlines_of([course])[course.pk]


def outlines_of(courses: Iterable[CoursePage]) -> dict[int, Outline]:
    """Return the outline of each course, by its id."""
    return outlines_by_id(course.pk for course in courses)


def outlines_by_id(course_ids: Iterable[int]) -> dict[int, Outline]:
    return remember_each("outline", course_ids, _read)


def page_of(step: ActivityOutline) -> Activity | None:
    """Return the page of a published activity, the same for all who open it.

    Whoever gets it changes nothing of it, and has checked who may enter.
    """
    pages = PAGES[step.kind].objects.live().filter(pk=step.id)
    return remember_each("activity", [step.id], lambda _ids: {step.id: pages.first()})[step.id]


def _read(course_ids: list[int]) -> dict[int, Outline]:
    steps = (
        PlanItem.objects.filter(course__in=course_ids, kind=StepKind.MODULE, module__live=True)
        .order_by("course", "sort_order", "pk")
        .values_list("course_id", "module_id", "module__title", "module__path", "depth")
    )
    plans = defaultdict(list)
    for course_id, *step in steps:
        plans[course_id].append(step)
    activities = _activities_below({path for plan in plans.values() for _, _, path, _ in plan})
    return {
        course_id: Outline(course_id, tuple(_modules(plans[course_id], activities)))
        for course_id in course_ids
    }


def _modules(plan, activities) -> Iterable[ModuleOutline]:
    """Yield the steps of one plan; a module that comes back holds only what is new."""
    listed: set[int] = set()
    for module_id, title, path, depth in plan:
        included = Depth(depth).included()
        own = [
            activity
            for activity_depth, activity in activities[path]
            if activity_depth in included and activity.id not in listed
        ]
        listed.update(activity.id for activity in own)
        yield ModuleOutline(module_id, title, Depth(depth), tuple(own))


def _activities_below(paths: set[str]) -> dict[str, list[tuple[str, ActivityOutline]]]:
    """Return published activities and their depths, by the path of their module, in tree order."""
    below = defaultdict(list)
    rows = (
        Activity.objects.live()
        .children_of_paths(paths)
        .order_by("path")
        .values_list(
            "path", "course_depth", "pk", "title", "content_type__model", "minutes", "is_required"
        )
    )
    for path, depth, pk, title, model, minutes, is_required in rows:
        kind = apps.get_model("modules", model).kind
        below[path[: -Page.steplen]].append(
            (depth, ActivityOutline(pk, title, kind, minutes, is_required))
        )
    return below
