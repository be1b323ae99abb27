"""What the platform does with activities and quizzes: complete one, start an attempt, hand it in.

``enrolment_id`` is a plain number: whether its learner may enter was asked before. Each service
takes further ids for the log (``cohort_id``, ``course_id``), which it does not read.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.choices import Depth
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.grading import score_attempt
from modules.kinds import KINDS, Answer, Marking, Snapshot
from modules.models import Activity, AssignmentPage, Attempt, Completion, QuizPage, Response
from modules.models.attempts import luck_of, new_seed
from modules.services.completions import Refused, note_completion

logger = logging.getLogger(__name__)

# A page of closed questions weighs a few kilobytes; essays of later kinds fit too.
MAX_ANSWERS_BYTES = 200_000


class QuizIsEmpty(Refused):
    pass


class QuizNotPassed(Refused):
    pass


class NotGraded(Refused):
    pass


class QuestionNotAsked(Refused):
    pass


class AnswerNotOffered(Refused):
    pass


class AnswersTooLarge(Refused):
    pass


@transaction.atomic
def complete_activity(
    *,
    learner: User,
    enrolment_id: int,
    activity: Activity,
    at: datetime | None = None,
    **ids: int | None,
) -> Completion:
    """Note that the activity is done; a quiz or an assignment only once it is passed."""
    if issubclass(activity.specific_class, AssignmentPage):
        raise NotGraded(_("An assignment is done once its grade reaches the pass mark."))
    if issubclass(activity.specific_class, QuizPage) and not _is_passed(enrolment_id, activity):
        raise QuizNotPassed(_("This quiz is done once an attempt reaches the pass mark."))
    return note_completion(learner, enrolment_id, activity, at or timezone.now(), ids)


@transaction.atomic
def start_attempt(
    *,
    learner: User,
    enrolment_id: int,
    quiz: QuizPage,
    depth: Depth | str,
    at: datetime | None = None,
    **ids: int | None,
) -> Attempt:
    """Return the attempt in progress, or start the next one with the questions as they are now."""
    # One at a time per learner: two tabs get the same attempt, and numbers have no gap.
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    attempts = Attempt.objects.filter(enrolment_id=enrolment_id, quiz=quiz)
    latest = attempts.order_by("number").last()
    if latest and not latest.is_submitted:
        return latest
    seed = new_seed()
    questions = quiz.questions_at(Depth(depth), luck=luck_of(seed))
    if not questions:
        raise QuizIsEmpty(_("This quiz has no question yet. Its authors are at work on it."))
    attempt = Attempt.objects.create(
        learner=learner,
        enrolment_id=enrolment_id,
        quiz=quiz,
        number=latest.number + 1 if latest else 1,
        questions=questions,
        seed=seed,
        pass_mark=quiz.pass_mark,
        started_at=at or timezone.now(),
    )
    _record(Verb.ATTEMPT_STARTED, attempt, attempt.started_at, ids)
    return attempt


@transaction.atomic
def submit_attempt(
    *,
    attempt: Attempt,
    answers: Mapping[int, Answer],
    at: datetime | None = None,
    **ids: int | None,
) -> Attempt:
    """Grade the answers (by position, from 1), and complete the quiz when it is passed.

    Only the first submission counts: a later one gets the same attempt back. What was not answered
    earns nothing; an answer that could not have been given is refused, and nothing changes.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner", "quiz")
        .get(pk=attempt.pk)
    )
    if attempt.is_submitted:
        return attempt
    try:
        given = _check(attempt, answers)
    except Refused as refusal:
        logger.warning("Attempt %s refused: %s", attempt.pk, type(refusal).__name__)
        raise
    credits = [
        KINDS[asked["kind"]].grade(asked, answer)
        for asked, answer in zip(attempt.questions, given, strict=True)
    ]
    Response.objects.bulk_create(
        Response(
            attempt=attempt,
            position=position,
            question_id=asked.get("question"),
            version=asked.get("version", 0),
            answer=answer,
            credit=credit,
        )
        for position, (asked, answer, credit) in enumerate(
            zip(attempt.questions, given, credits, strict=True), start=1
        )
    )
    attempt.submitted_at = at or timezone.now()
    if not _waits_for_a_person(attempt.questions, credits):
        attempt.graded_at = attempt.submitted_at
        attempt.score = score_attempt([credit for credit in credits if credit is not None])
    attempt.save(update_fields=["submitted_at", "graded_at", "score"])
    _record(Verb.ATTEMPT_SUBMITTED, attempt, attempt.submitted_at, ids, result=attempt.score)
    if attempt.is_passed:
        note_completion(
            attempt.learner, attempt.enrolment_id, attempt.quiz, attempt.submitted_at, ids
        )
    return attempt


@transaction.atomic
def grade_attempt(
    *,
    attempt: Attempt,
    credits: Mapping[int, float],
    at: datetime | None = None,
    **ids: int | None,
) -> Attempt:
    """Give the answers that waited for a person their credits (by position): the score is final.

    Twice is once: a graded attempt does not change.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner", "quiz")
        .get(pk=attempt.pk)
    )
    if attempt.is_graded:
        return attempt
    responses = list(attempt.responses.order_by("position"))
    waiting = {each.position for each in responses if _waits(attempt, each)}
    if credits.keys() != waiting:
        raise NotGraded(_("Every answer that waits for a person needs its mark, and no other."))
    for response in responses:
        response.credit = credits.get(response.position, response.credit)
    Response.objects.bulk_update(responses, ["credit"])
    attempt.graded_at = at or timezone.now()
    attempt.score = score_attempt([each.credit for each in responses if each.credit is not None])
    attempt.save(update_fields=["graded_at", "score"])
    _record(Verb.ATTEMPT_GRADED, attempt, attempt.graded_at, ids, result=attempt.score)
    if attempt.is_passed:
        note_completion(attempt.learner, attempt.enrolment_id, attempt.quiz, attempt.graded_at, ids)
    return attempt


def _check(attempt: Attempt, answers: Mapping[int, Answer]) -> list[Answer]:
    """Return one answer per question, blank where none was given."""
    if len(json.dumps(answers, default=str)) > MAX_ANSWERS_BYTES:
        raise AnswersTooLarge(_("These answers are too long to be kept. Please shorten them."))
    if not answers.keys() <= set(range(1, len(attempt.questions) + 1)):
        raise QuestionNotAsked(_("One of these answers is to a question that was not asked."))
    given = []
    for position, asked in enumerate(attempt.questions, start=1):
        kind = KINDS[asked["kind"]]
        answer = answers.get(position, kind.blank)
        if not kind.accepts(asked, answer):
            raise AnswerNotOffered(
                _("The answer to question %(position)d is not one of those offered.")
                % {"position": position}
            )
        given.append(answer)
    return given


def _waits_for_a_person(questions: list[Snapshot], credits: list[float | None]) -> bool:
    return any(
        credit is None and KINDS[asked["kind"]].marking is Marking.BY_HAND
        for asked, credit in zip(questions, credits, strict=True)
    )


def _waits(attempt: Attempt, response: Response) -> bool:
    asked = attempt.questions[response.position - 1]
    return response.credit is None and KINDS[asked["kind"]].marking is Marking.BY_HAND


def _is_passed(enrolment_id: int, quiz: Activity) -> bool:
    attempts = Attempt.objects.filter(enrolment_id=enrolment_id, quiz=quiz.pk)
    return any(attempt.is_passed for attempt in attempts.defer("questions"))


def _record(
    verb: Verb,
    attempt: Attempt,
    at: datetime,
    ids: dict[str, int | None],
    result: float | None = None,
) -> None:
    record(
        verb,
        actor=attempt.learner,
        at=at,
        result=result,
        enrolment_id=attempt.enrolment_id,
        activity_id=attempt.quiz_id,
        module_id=attempt.quiz.get_parent().pk,
        object_id=attempt.pk,
        **ids,
    )
