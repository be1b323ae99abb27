"""How the demonstration's learners go through a course: plans made ahead, then played in order."""

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cohorts.models import Enrolment
from cohorts.services import classroom
from modules.kinds import Answer, Snapshot
from modules.models import Activity, Attempt
from modules.outline import Outline

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Moment:
    """Something that somebody does at an instant."""

    at: datetime
    act: Callable[[datetime], object]


def play(moments: list[Moment]) -> None:
    """Let everything happen, oldest first, as the log would have seen it."""
    for moment in sorted(moments, key=lambda moment: moment.at):
        moment.act(moment.at)


@dataclass(frozen=True)
class Stage:
    """The course being played: what it holds, and the pages behind it."""

    outline: Outline
    pages: dict[int, Activity]

    @classmethod
    def of(cls, outline: Outline) -> "Stage":
        activities = Activity.objects.filter(pk__in=[a.id for a in outline.activities])
        return cls(outline, {page.pk: page for page in activities.specific()})


def journey(
    *,
    stage: Stage,
    enrolment: Enrolment,
    share: float,
    starts: datetime,
    ends: datetime,
    chance: random.Random,
) -> Iterator[Moment]:
    """Yield what one learner does between two instants: a share of the course, in order."""
    activities = stage.outline.activities
    count = round(share * len(activities))
    times = sorted(_waking_hour(chance, starts, ends) for _ in range(count))
    after = starts
    for activity, time in zip(activities[:count], times, strict=True):
        at = max(time, after)
        page = stage.pages[activity.id]
        yield Moment(at, _opening(enrolment, page))
        if activity.kind == "quiz":
            after = yield from _quiz(
                enrolment, page, minutes=activity.minutes, at=at, ends=ends, chance=chance
            )
        else:
            after = min(at + timedelta(minutes=activity.minutes), ends)
            yield Moment(after, _finishing(enrolment, page))


def _quiz(
    enrolment: Enrolment,
    page: Activity,
    *,
    minutes: int,
    at: datetime,
    ends: datetime,
    chance: random.Random,
) -> Generator[Moment, None, datetime]:
    """Yield one to three attempts, of which the last one passes; return when it ends."""
    tries = chance.choices((1, 2, 3), weights=(70, 22, 8))[0]
    for number in range(1, tries + 1):
        luck = random.Random(chance.random())
        yield Moment(at, _starting(enrolment, page))
        at = min(at + timedelta(minutes=minutes), ends)
        yield Moment(at, _submitting(enrolment, page, passes=number == tries, luck=luck))
    return at


def _opening(enrolment: Enrolment, page: Activity) -> Callable[[datetime], object]:
    def act(at: datetime) -> None:
        enrolment.refresh_from_db()
        classroom.open_activity(enrolment=enrolment, activity=page, at=at)

    return act


def _finishing(enrolment: Enrolment, page: Activity) -> Callable[[datetime], object]:
    return lambda at: classroom.finish_activity(enrolment=enrolment, activity=page, at=at)


def _starting(enrolment: Enrolment, page: Activity) -> Callable[[datetime], object]:
    return lambda at: classroom.start_attempt(enrolment=enrolment, quiz=page, at=at)


def _submitting(
    enrolment: Enrolment, page: Activity, *, passes: bool, luck: random.Random
) -> Callable[[datetime], object]:
    def act(at: datetime) -> None:
        attempt = Attempt.objects.get(enrolment_id=enrolment.pk, quiz=page, submitted_at=None)
        classroom.submit_attempt(
            enrolment=enrolment,
            attempt=attempt,
            answers=_answers(attempt, passes=passes, luck=luck),
            at=at,
        )

    return act


def _answers(attempt: Attempt, *, passes: bool, luck: random.Random) -> dict[int, Answer]:
    """Answer with as many mistakes as the outcome allows, or asks for."""
    count = len(attempt.questions)
    allowed = int(count * (100 - attempt.pass_mark) / 100)
    mistakes = luck.randint(0, allowed) if passes else luck.randint(allowed + 1, count)
    wrong = set(luck.sample(range(1, count + 1), mistakes))
    return {
        position: _mistake(question, luck) if position in wrong else question["correct"]
        for position, question in enumerate(attempt.questions, start=1)
    }


def _mistake(question: Snapshot, luck: random.Random) -> Answer:
    offered = [option["id"] for option in question["options"]]
    return [luck.choice([option for option in offered if option not in question["correct"]])]


def _waking_hour(chance: random.Random, starts: datetime, ends: datetime) -> datetime:
    """Return an instant between the two, in the hours when people learn."""
    day = starts + (ends - starts) * chance.random()
    local = day.astimezone(PARIS).replace(
        hour=chance.randint(8, 21), minute=chance.randint(0, 59), second=0, microsecond=0
    )
    return min(max(local, starts), ends)
