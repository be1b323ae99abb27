"""How far learners are: an outline, the ids of what is done, and arithmetic.

Only required activities count. A finished enrolment stays finished, whatever its author adds to
the course afterwards.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from cohorts.models import Enrolment
from courses.models import courses_by_id
from modules.outline import ActivityOutline, ModuleOutline, Outline
from modules.progress import completed_activities


@dataclass(frozen=True)
class Tally:
    """So many required activities done, of so many."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """0 to 100, rounded down: 100 means all of it."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True)
class ModuleProgress:
    """One module of the outline and how far the learner is in it."""

    module: ModuleOutline
    tally: Tally

    @property
    def percent(self) -> int:
        return self.tally.percent


@dataclass(frozen=True)
class Progress:
    """How far one enrolment is, and what its learner does next."""

    outline: Outline
    completed: frozenset[int]
    tally: Tally
    modules: tuple[ModuleProgress, ...]
    next_activity: ActivityOutline | None
    is_finished: bool

    @property
    def percent(self) -> int:
        return 100 if self.is_finished else self.tally.percent

    @property
    def next_module(self) -> ModuleOutline | None:
        return self.outline.module_of(self.next_activity.id) if self.next_activity else None

    @property
    def last_required_id(self) -> int | None:
        """The last activity that counts: to finish it again is to take stock."""
        required = [activity.id for activity in self.outline.activities if activity.is_required]
        return required[-1] if required else None

    @property
    def minutes_left(self) -> int:
        """What is still to do, in announced minutes."""
        return sum(
            activity.minutes
            for activity in self.outline.activities
            if activity.is_required and activity.id not in self.completed
        )


def give_courses(enrolments: Iterable[Enrolment]) -> None:
    """Put each enrolment's course at hand; its cohort must be. No query, once it was asked for."""
    cohorts = [enrolment.cohort for enrolment in enrolments]
    courses = courses_by_id(cohort.course_id for cohort in cohorts)
    for cohort in cohorts:
        cohort.course = courses[cohort.course_id]


def give_queue_places(enrolments: Iterable[Enrolment]) -> None:
    """Tell those who wait their place in the queue; nobody else has one, so most ask nothing."""
    waiting = {one.pk: one for one in enrolments if one.state == Enrolment.State.WAITING}
    if waiting:
        queue = Enrolment.objects.filter(pk__in=waiting).with_queue_place()
        for one in queue:
            waiting[one.pk].queue_place = one.queue_place


def progress_in(
    outline: Outline,
    completed: Set[int],
    *,
    last_activity_id: int | None = None,
    is_finished: bool = False,
) -> Progress:
    """Return the progress of a learner who did ``completed`` and stopped at the last activity."""
    known = frozenset(completed).intersection(activity.id for activity in outline.activities)
    modules = tuple(
        ModuleProgress(module, tally_of(module.activities, known)) for module in outline.modules
    )
    return Progress(
        outline=outline,
        completed=known,
        tally=tally_of(outline.activities, known),
        modules=modules,
        next_activity=next_activity(outline.activities, known, last_activity_id),
        is_finished=is_finished,
    )


def tally_of(activities: Iterable[ActivityOutline], completed: Set[int]) -> Tally:
    required = {activity.id for activity in activities if activity.is_required}
    return Tally(done=len(required & completed), total=len(required))


def next_activity(
    activities: Iterable[ActivityOutline], completed: Set[int], last_activity_id: int | None
) -> ActivityOutline | None:
    """Return the first activity to do from where the learner stopped, else the first of all."""
    activities = tuple(activities)
    places = {activity.id: place for place, activity in enumerate(activities)}
    # Somebody who never started, or whose last activity is gone, starts from the top.
    start = places.get(last_activity_id, 0) if last_activity_id else 0
    ahead_first = activities[start:] + activities[:start]
    return next((activity for activity in ahead_first if activity.id not in completed), None)


def progress_of(
    enrolments: Iterable[Enrolment], outlines: Mapping[int, Outline]
) -> dict[int, Progress]:
    """Return the progress of each enrolment, by its id, in one query.

    ``outlines`` are by course; an enrolment's cohort must be at hand.
    """
    enrolments = list(enrolments)
    completed = completed_activities(enrolment.pk for enrolment in enrolments)
    return {
        enrolment.pk: progress_in(
            outlines[enrolment.cohort.course_id],
            completed[enrolment.pk],
            last_activity_id=enrolment.last_activity_id,
            is_finished=enrolment.state == Enrolment.State.COMPLETED,
        )
        for enrolment in enrolments
    }
