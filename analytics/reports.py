"""What one learner did: progress in each activity, attempts, and the story the log tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Enrolment
from cohorts.progress import Progress, progress_of
from lms.accounts.models import User
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Attempt, Completion
from modules.outline import ActivityOutline, ModuleOutline, Outline

MOST_EVENTS = 100


@dataclass(frozen=True)
class ActivityLine:
    """One activity of the outline, when it was done, and the tries at it."""

    activity: ActivityOutline
    completed_at: datetime | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True)
class ModuleLines:
    module: ModuleOutline
    percent: int
    activities: tuple[ActivityLine, ...]


@dataclass(frozen=True)
class Happening:
    """One line of the log in people's words."""

    at: datetime
    said: str
    about: str
    by: str
    result: float | None


def progress_in_detail(
    enrolment: Enrolment, outline: Outline
) -> tuple[Progress, list[ModuleLines]]:
    completed = dict(
        Completion.objects.filter(enrolment_id=enrolment.pk).values_list(
            "activity_id", "completed_at"
        )
    )
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(
        enrolment_id=enrolment.pk, submitted_at__isnull=False
    ).order_by("quiz", "number"):
        attempts.setdefault(attempt.quiz_id, []).append(attempt)
    progress = progress_of([enrolment], {outline.course_id: outline})[enrolment.pk]
    lines = [
        ModuleLines(
            one.module,
            one.percent,
            tuple(
                ActivityLine(
                    activity, completed.get(activity.id), tuple(attempts.get(activity.id, ()))
                )
                for activity in one.module.activities
            ),
        )
        for one in progress.modules
    ]
    return progress, lines


def story_of(enrolment: Enrolment, outline: Outline) -> list[Happening]:
    """Return what happened last in the enrolment, the latest first."""
    events = list(
        Event.objects.filter(cohort_id=enrolment.cohort_id, enrolment_id=enrolment.pk).order_by(
            "-occurred_at", "-pk"
        )[:MOST_EVENTS]
    )
    titles = _titles(outline)
    others = {
        event.actor_id for event in events if event.actor_id not in (None, enrolment.learner_id)
    }
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=others)}
    return [
        Happening(
            at=event.occurred_at,
            said=str(Verb(event.verb).label),
            about=titles.get(event.activity_id or event.module_id or 0, ""),
            by=names.get(event.actor_id or 0, ""),
            result=event.result,
        )
        for event in events
    ]


def _titles(outline: Outline) -> Mapping[int, str]:
    activities = {activity.id: activity.title for activity in outline.activities}
    return activities | {module.id: module.title for module in outline.modules}
