"""Answering a survey: once, or again while it is open when the answer bears a name.

An anonymous answer leaves nothing behind that leads to its author: no event in the log, no time, no
order (docs/decisions, « Anonymous means that nobody can tell »).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Enrolment
from cohorts.surveys.counting import releasable
from cohorts.surveys.models import AnonymousAnswer, NamedAnswer, Participant, Survey
from cohorts.surveys.services.planning import SurveyRefused, hold
from lms.events.services import record
from lms.events.verbs import Verb
from modules.kinds import KINDS, Answer, Snapshot

LONGEST_ANSWERS = 200_000
_luck = SystemRandom()


class SurveyIsOver(SurveyRefused):
    """It is not, or no longer, time to answer."""


class AlreadyAnswered(SurveyRefused):
    """An anonymous answer cannot be found again, so it cannot be changed."""


class NotAccepted(SurveyRefused):
    """Some answers cannot be kept; ``errors`` says what is wrong with each, by position."""

    def __init__(self, message: str, errors: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {}


@transaction.atomic
def answer(
    *,
    survey: Survey,
    enrolment: Enrolment,
    answers: Mapping[int, Answer],
    at: datetime | None = None,
) -> None:
    """Keep what the learner answered, by position from 1. What is not accepted changes nothing."""
    at = at or timezone.now()
    survey = hold(survey)
    if not survey.is_open(now=at):
        raise SurveyIsOver(_("This survey is closed: it takes no more answers."))
    participant = _participant(survey, enrolment, at=at)
    if survey.is_anonymous and participant.has_answered:
        raise AlreadyAnswered(_("Your answers were recorded already. Thank you."))
    given = check(survey.questions, answers)
    if survey.is_anonymous:
        _write_anew(survey, [*_held(survey), given], is_closed=False)
    else:
        _keep(survey, participant, given, at=at)
    Participant.objects.filter(pk=participant.pk).update(has_answered=True, next_reminder_at=None)


def release(survey: Survey) -> None:
    """Show what may be shown of the answers held back, now that the survey is closed."""
    _write_anew(survey, _held(survey), is_closed=True)


def check(questions: Sequence[Snapshot], answers: Mapping[int, Answer]) -> list[Answer]:
    """Return one answer per question, blank where none was given; refuse what cannot be kept."""
    if len(json.dumps(list(answers.values()), default=str)) > LONGEST_ANSWERS:
        raise NotAccepted(_("These answers are too long to be kept. Please shorten them."))
    if not answers.keys() <= set(range(1, len(questions) + 1)):
        raise NotAccepted(_("One of these answers is to a question that was not asked."))
    given = [
        answers.get(position, KINDS[asked["kind"]].blank)
        for position, asked in enumerate(questions, start=1)
    ]
    errors = {
        position: problem
        for position, (asked, answer) in enumerate(zip(questions, given, strict=True), start=1)
        if (problem := _problem(asked, answer))
    }
    if errors:
        raise NotAccepted(_("Please look again at the questions that are marked."), errors)
    if all(is_blank(asked, answer) for asked, answer in zip(questions, given, strict=True)):
        raise NotAccepted(_("Answer at least one question before you send."))
    return given


def is_blank(asked: Snapshot, answer: Answer) -> bool:
    return bool(answer == KINDS[asked["kind"]].blank)


def _problem(asked: Snapshot, answer: Answer) -> str:
    if is_blank(asked, answer):
        return _("Please answer this question.") if asked["is_required"] else ""
    if not KINDS[asked["kind"]].accepts(asked, answer):
        return _("This answer cannot be kept: choose among what is offered, or shorten your text.")
    return ""


def _participant(survey: Survey, enrolment: Enrolment, *, at: datetime) -> Participant:
    """Hold the row that says whether this person has answered; make it for who was not asked."""
    people = Participant.objects.select_for_update()
    participant, _created = people.get_or_create(
        survey=survey, enrolment=enrolment, defaults={"asked_at": at}
    )
    return participant


def _keep(survey: Survey, participant: Participant, given: list[Answer], *, at: datetime) -> None:
    kept, is_new = NamedAnswer.objects.get_or_create(
        participant=participant, defaults={"answers": given, "answered_at": at}
    )
    if not is_new and kept.answers != given:
        kept.answers, kept.changed_at = given, at
        kept.save(update_fields=["answers", "changed_at"])
    if is_new:
        record(
            Verb.SURVEY_ANSWERED,
            actor=participant.enrolment.learner,
            at=at,
            course_id=survey.cohort.course_id,
            cohort_id=survey.cohort_id,
            enrolment_id=participant.enrolment_id,
            object_id=survey.pk,
        )


def _held(survey: Survey) -> list[list[Answer]]:
    held = survey.anonymous_answers.filter(is_released=False)
    return list(held.values_list("answers", flat=True))


def _write_anew(survey: Survey, bodies: list[list[Answer]], *, is_closed: bool) -> None:
    """Write all that is held back again, in an order drawn at random, under new keys.

    Rows of a database lie in the order in which they were written, and so do those of who has
    answered: written one by one, the two could be laid side by side.
    """
    survey.anonymous_answers.filter(is_released=False).delete()
    _luck.shuffle(bodies)
    count = releasable(len(bodies), is_closed=is_closed)
    rows = [
        AnonymousAnswer(survey=survey, answers=body, is_released=place < count)
        for place, body in enumerate(bodies)
    ]
    _luck.shuffle(rows)
    AnonymousAnswer.objects.bulk_create(rows)
