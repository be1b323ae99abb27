"""What is read of surveys: who still answers, what a cohort said, what asks for attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment
from cohorts.surveys.choices import Measure, Moment
from cohorts.surveys.counting import FEWEST, Line, Recommendation, lines, mean, recommendation
from cohorts.surveys.models import NamedAnswer, Participant, Survey
from cohorts.surveys.models.surveys import ParticipantQuerySet, SurveyQuerySet
from cohorts.surveys.rules import Reader
from lms.accounts.models import User
from modules.kinds import KINDS, Answer, Snapshot, open_text, scale

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Question:
    """One question of a survey, and all that was answered to it: ``said``, without the blanks.

    Each question has an order of its own, so that what one person wrote never stands at the same
    place twice.
    """

    position: int
    snapshot: Snapshot
    said: Sequence[Answer]

    @property
    def text(self) -> str:
        return self.snapshot["text"]

    @property
    def is_text(self) -> bool:
        return self.snapshot["kind"] == open_text.NAME

    @property
    def is_scale(self) -> bool:
        return self.snapshot["kind"] == scale.NAME

    @property
    def people(self) -> int:
        return len(self.said)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every possible answer with how many gave it; nothing for an open text."""
        if self.is_text:
            return ()
        if self.is_scale:
            return self._points()
        options = self.snapshot["options"]
        places = {option["id"]: place for place, option in enumerate(options)}
        chosen = [places[one] for answer in self.said for one in answer]
        return lines([option["text"] for option in options], chosen, people=self.people)

    @property
    def values(self) -> list[int]:
        """The points chosen on a scale, from 1, without « no opinion »."""
        return [answer for answer in self.said if answer] if self.is_scale else []

    @property
    def mean(self) -> float | None:
        value = mean(self.values)
        # Points from 0 to 10 are read as they are written.
        return value - 1 if value is not None and self.measures_recommendation else value

    @property
    def highest(self) -> int:
        points = len(self.snapshot["points"])
        return points - 1 if self.measures_recommendation else points

    @property
    def measures_recommendation(self) -> bool:
        return self.snapshot.get("measure") == Measure.RECOMMENDATION

    @property
    def recommendation(self) -> Recommendation | None:
        if not self.measures_recommendation:
            return None
        return recommendation([value - 1 for value in self.values])

    def _points(self) -> tuple[Line, ...]:
        labels = list(self.snapshot["points"])
        chosen = [value - 1 for value in self.values]
        if self.snapshot["has_no_opinion"]:
            chosen += [len(labels)] * (self.people - len(self.values))
            labels.append(_("No opinion"))
        return lines(labels, chosen, people=self.people)


@dataclass(frozen=True)
class Results:
    """What one survey says to somebody: ``shown`` answers, of ``answered``, of ``asked`` people."""

    survey: Survey
    asked: int
    answered: int
    shown: int
    questions: tuple[Question, ...]

    @property
    def percent(self) -> int:
        """The response rate, rounded down."""
        return 100 * self.answered // self.asked if self.asked else 0

    @property
    def is_hidden(self) -> bool:
        return not self.shown


def surveys_of(cohort: Cohort) -> list[Any]:
    """Return every survey of the cohort with its counts, in the order of dates: one query."""
    surveys = cohort.surveys.with_counts().select_related("questionnaire").in_order()
    found = list(surveys)
    for survey in found:
        survey.cohort = cohort
    return found


def results_of(survey: Any, *, reader: Reader) -> Results:
    """Read the answers of a survey (``with_counts``) that this reader may be shown together."""
    bodies = _shown(survey, reader)
    questions = tuple(
        _question(position, asked, bodies)
        for position, asked in enumerate(survey.questions, start=1)
        if reader == Reader.TEAM or asked["kind"] != open_text.NAME
    )
    return Results(survey, survey.asked, survey.answered, len(bodies), questions)


def to_answer(person: User, *, now: datetime, cohort: Cohort | None = None) -> list[Participant]:
    """Return what this person is still asked to answer, in one query."""
    waiting: ParticipantQuerySet = Participant.objects.to_answer(person, now=now)
    return list(waiting.filter(survey__cohort=cohort) if cohort else waiting)


def survey_at_entry(cohort: Cohort) -> Survey | None:
    """Return the survey that whoever comes into the cohort now is asked to answer first."""
    surveys = cohort.surveys.standing().filter(moment=Moment.ENTRY, is_closed=False)
    return surveys.filter(Q(sent_at__isnull=False) | Q(questionnaire__live=True)).first()


def named_answers(survey: Survey, people: QuerySet) -> QuerySet[Participant]:
    """Everybody asked among these people, by name, with what they answered."""
    asked = survey.participants.filter(enrolment__in=people)
    return asked.select_related("enrolment__learner", "named_answer").order_by(
        "enrolment__learner__last_name", "enrolment__learner__first_name", "pk"
    )


def to_look_at(*, now: datetime) -> SurveyQuerySet:
    """Return the surveys that ask a manager for a look (``with_counts``), the soonest first.

    Those that leave within a week, or cannot leave since their questionnaire is not published, and
    those that close within a week while fewer than half have answered.
    """
    seated = Enrolment.objects.seated().filter(cohort=OuterRef("cohort"))
    is_ahead = ~Q(moment=Moment.ENTRY) | (Exists(seated) & Q(questionnaire__live=False))
    leaving = Q(is_ahead, sent_at=None, due_at__lte=now + SOON)
    closing = Q(sent_at__isnull=False, is_closed=False, closes_at__range=(now, now + SOON))
    few = Q(asked__gt=2 * F("answered"))
    surveys = Survey.objects.standing().with_counts().filter(leaving | (closing & few))
    return surveys.select_related("cohort", "questionnaire").order_by(
        Coalesce("closes_at", "due_at"), "pk"
    )


def _shown(survey: Survey, reader: Reader) -> list[tuple[str, list[Answer]]]:
    """Return the answers that may be shown, each with a key that says nothing of its author."""
    if survey.is_anonymous:
        released = survey.anonymous_answers.filter(is_released=True)
        return [(str(key), body) for key, body in released.values_list("pk", "answers")]
    answers = NamedAnswer.objects.filter(participant__survey=survey)
    bodies = [(str(key), body) for key, body in answers.values_list("pk", "answers")]
    if reader == Reader.TEAM:
        return bodies
    # Partners read figures only, once, when nothing can be told from one day to the next.
    return bodies if survey.is_closed and len(bodies) >= FEWEST else []


def _question(
    position: int, asked: Snapshot, bodies: Iterable[tuple[str, list[Answer]]]
) -> Question:
    blank = KINDS[asked["kind"]].blank
    said = [(key, body[position - 1]) for key, body in bodies if body[position - 1] != blank]
    said.sort(key=lambda one: sha256(f"{one[0]}:{position}".encode()).digest())
    return Question(position, asked, [answer for _key, answer in said])
