"""What the demonstration's people answer to surveys: plausible, mostly content, never the same."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from cohorts.loading.journeys import Moment
from cohorts.models import Cohort, Enrolment
from cohorts.surveys.choices import Moment as Asked
from cohorts.surveys.models import Questionnaire, Survey
from cohorts.surveys.services import answering, sending
from cohorts.surveys.services.planning import add_survey
from lms.accounts.models import User
from modules.kinds import Answer, Snapshot, multiple_choice, open_text, scale, single_choice
from modules.kinds.scale import NO_OPINION

SWEPT_EVERY = timedelta(days=3)
SAID = (
    "Les échanges avec les autres participants.",
    "Un peu plus de temps sur les cas concrets.",
    "Les exemples, qui parlent de situations que je rencontre.",
    "Construire une alliance avec une collectivité et une entreprise de mon territoire.",
    "Davantage d’outils à réutiliser tels quels.",
    "Le rythme, qui laisse le temps d’essayer entre deux séances.",
    "",
    "",
)


def put_on_the_way(cohort: Cohort, *, by: User, on: date, at: datetime) -> Survey:
    """Plan an anonymous survey in the middle of the course, as a manager would."""
    questionnaire = Questionnaire.objects.filter(live=True, proposed_at=Asked.DATE)[0]
    return add_survey(
        cohort=cohort,
        questionnaire=questionnaire,
        moment=Asked.DATE,
        on_date=on,
        is_anonymous=True,
        by=by,
        at=at,
    )


def sweeps(*, since: datetime, until: datetime) -> Iterator[Moment]:
    """Let the timetable send, remind and close, every few days."""
    at = since
    while at < until:
        yield Moment(at, lambda at: sending.sweep(at=at))
        at += SWEPT_EVERY
    yield Moment(until - timedelta(minutes=1), lambda at: sending.sweep(at=at))


def opinions(
    survey: Survey,
    enrolments: Iterable[Enrolment],
    *,
    share: float,
    since: datetime | None,
    chance: random.Random,
) -> Iterator[Moment]:
    """Let this share of the people answer some days after the instant, or after their seat."""
    for enrolment in enrolments:
        asked = since or enrolment.confirmed_at
        if asked is None or chance.random() > share:
            continue
        at = asked + timedelta(days=chance.triangular(0.2, 12, 3))
        yield Moment(at, _answering(survey, enrolment, luck=random.Random(chance.random())))


def _answering(
    survey: Survey, enrolment: Enrolment, *, luck: random.Random
) -> Callable[[datetime], object]:
    def act(at: datetime) -> None:
        asked = Survey.objects.get(pk=survey.pk)
        answers = {
            position: ANSWERS[question["kind"]](question, luck)
            for position, question in enumerate(asked.questions, start=1)
        }
        answering.answer(survey=asked, enrolment=enrolment, answers=answers, at=at)

    return act


def _point(question: Snapshot, luck: random.Random) -> Answer:
    points = len(question["points"])
    if question["has_no_opinion"] and luck.random() < 0.1:
        return NO_OPINION
    return min(points, max(1, round(luck.triangular(1, points + 0.9, points * 0.85))))


def _one(question: Snapshot, luck: random.Random) -> Answer:
    return [luck.choice(question["options"])["id"]]


def _some(question: Snapshot, luck: random.Random) -> Answer:
    chosen = luck.sample(question["options"], luck.randint(1, 3))
    return sorted(option["id"] for option in chosen)


def _words(question: Snapshot, luck: random.Random) -> Answer:
    return luck.choice(SAID)


ANSWERS = {
    scale.NAME: _point,
    single_choice.NAME: _one,
    multiple_choice.NAME: _some,
    open_text.NAME: _words,
}
