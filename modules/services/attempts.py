"""Attempts at quizzes: begin one, hand it in; an activity that is done.

``enrolment_id`` is a plain number: whether its learner may enter was asked before. Each service
takes further ids for the log (``cohort_id``, ``course_id``), which it does not read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.choices import Depth
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.grading import end_of_attempt, score_attempt
from modules.kinds import KINDS, Answer, Marking, Snapshot
from modules.models import Activity, AssignmentPage, Attempt, Completion, QuizPage, Response
from modules.models.attempts import luck_of, new_seed
from modules.progress import is_passed
from modules.services.answers import keep, lock, refusals_logged, write
from modules.services.completions import Refused, note_completion


class QuizIsEmpty(Refused):
    pass


class QuizNotPassed(Refused):
    pass


class NoAttemptLeft(Refused):
    pass


class NotGraded(Refused):
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
    if issubclass(activity.specific_class, QuizPage) and not is_passed(
        enrolment_id, activity.specific
    ):
        raise QuizNotPassed(_("This quiz is done once an attempt reaches the pass mark."))
    return note_completion(learner, enrolment_id, activity, at or timezone.now(), ids)


@transaction.atomic
def start_attempt(
    *,
    learner: User,
    enrolment_id: int,
    quiz: QuizPage,
    depth: Depth | str,
    closes_at: datetime | None = None,
    extra_percent: int = 0,
    at: datetime | None = None,
    **ids: int | None,
) -> Attempt:
    """Return the attempt in progress, or start the next one with the questions as they are now.

    ``closes_at`` is when the quiz closes for this learner's group, and ``extra_percent`` the time
    that this learner has beside everybody's.
    """
    at = at or timezone.now()
    # One at a time per learner: two tabs get the same attempt, and numbers have no gap.
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    attempts = Attempt.objects.filter(enrolment_id=enrolment_id, quiz=quiz)
    latest = attempts.order_by("number").last()
    if latest and latest.is_overdue(at=at):
        latest = submit_attempt(attempt=latest, answers={}, at=at, **ids)
    if latest and not latest.is_submitted:
        return latest
    number = latest.number + 1 if latest else 1
    if quiz.attempts_allowed and number > quiz.attempts_allowed:
        raise NoAttemptLeft(_("You have had all the attempts that this quiz allows."))
    seed = new_seed()
    questions = questions_shown(quiz, depth=Depth(depth), seed=seed)
    if not questions:
        raise QuizIsEmpty(_("This quiz has no question yet. Its authors are at work on it."))
    attempt = Attempt.objects.create(
        learner=learner,
        enrolment_id=enrolment_id,
        quiz=quiz,
        number=number,
        questions=questions,
        seed=seed,
        pass_mark=quiz.pass_mark,
        started_at=at,
        ends_at=end_of_attempt(
            at, minutes=quiz.minutes_allowed, extra_percent=extra_percent, closes_at=closes_at
        ),
    )
    _record(Verb.ATTEMPT_STARTED, attempt, at, ids)
    return attempt


def questions_shown(quiz: QuizPage, *, depth: Depth, seed: int) -> list[Snapshot]:
    """Return the questions in the order and with the options that an attempt of this seed shows."""
    luck = luck_of(seed)
    questions = quiz.questions_at(depth, luck=luck)
    if quiz.shuffles_questions:
        questions = luck.sample(questions, len(questions))
    if quiz.shuffles_options:
        questions = [KINDS[asked["kind"]].shuffle(asked, luck) for asked in questions]
    return questions


@transaction.atomic
def submit_attempt(
    *,
    attempt: Attempt,
    answers: Mapping[int, Answer],
    at: datetime | None = None,
    **ids: int | None,
) -> Attempt:
    """Grade what was saved and these last answers (by position, from 1); complete what it may.

    Only the first submission counts: a later one gets the same attempt back. What was not answered
    earns nothing; an answer that could not have been given is refused, and nothing changes. After
    its time, an attempt is handed in as it stood at the end, without what comes now.
    """
    at = at or timezone.now()
    attempt = lock(attempt)
    if attempt.is_submitted:
        return attempt
    if attempt.ends_at and attempt.is_overdue(at=at):
        at = attempt.ends_at
    else:
        with refusals_logged(attempt):
            keep(attempt, answers, at=at)
    credits = _grade(attempt)
    attempt.submitted_at = at
    if not _waits_for_a_person(attempt.questions, credits):
        attempt.graded_at = at
        attempt.score = score_attempt([credit for credit in credits if credit is not None])
    attempt.save(update_fields=["submitted_at", "graded_at", "score"])
    _record(Verb.ATTEMPT_SUBMITTED, attempt, at, ids, result=attempt.score)
    _complete(attempt, at, ids)
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
    at = at or timezone.now()
    attempt = lock(attempt)
    if attempt.is_graded:
        return attempt
    responses = list(attempt.responses.order_by("position"))
    waiting = {each.position for each in responses if _waits(attempt, each)}
    if credits.keys() != waiting:
        raise NotGraded(_("Every answer that waits for a person needs its mark, and no other."))
    for response in responses:
        response.credit = credits.get(response.position, response.credit)
    Response.objects.bulk_update(responses, ["credit"])
    attempt.graded_at = at
    attempt.score = score_attempt([each.credit for each in responses if each.credit is not None])
    attempt.save(update_fields=["graded_at", "score"])
    _record(Verb.ATTEMPT_GRADED, attempt, at, ids, result=attempt.score)
    _complete(attempt, at, ids)
    return attempt


@transaction.atomic
def move_end(*, attempt: Attempt, closes_at: datetime | None, extra_percent: int) -> None:
    """Let an open attempt end as if it began now, with these terms; never in the past of its own.

    An attempt that is handed in, or whose time is already over, does not change.
    """
    attempt = lock(attempt)
    if attempt.is_submitted or attempt.is_overdue(at=timezone.now()):
        return
    ends_at = end_of_attempt(
        attempt.started_at,
        minutes=attempt.quiz.minutes_allowed,
        extra_percent=extra_percent,
        closes_at=closes_at,
    )
    soonest = attempt.started_at + timedelta(seconds=1)
    attempt.ends_at = max(ends_at, soonest) if ends_at else None
    attempt.save(update_fields=["ends_at"])


def _grade(attempt: Attempt) -> list[float | None]:
    """Write what each answer earns, blank where none was given; return the credits in order."""
    saved = dict(attempt.responses.values_list("position", "answer"))
    rows = {}
    for position, asked in enumerate(attempt.questions, start=1):
        kind = KINDS[asked["kind"]]
        answer = saved.get(position, kind.blank)
        rows[position] = {"answer": answer, "credit": kind.grade(asked, answer)}
    write(attempt, rows, fields=["credit"])
    return [row["credit"] for row in rows.values()]


def _waits_for_a_person(questions: list[Snapshot], credits: list[float | None]) -> bool:
    return any(
        credit is None and KINDS[asked["kind"]].marking is Marking.BY_HAND
        for asked, credit in zip(questions, credits, strict=True)
    )


def _waits(attempt: Attempt, response: Response) -> bool:
    asked = attempt.questions[response.position - 1]
    return response.credit is None and KINDS[asked["kind"]].marking is Marking.BY_HAND


def _complete(attempt: Attempt, at: datetime, ids: Mapping[str, int | None]) -> None:
    """Note what this attempt completes, as the quiz says."""
    for activity in _completed_by(attempt):
        note_completion(attempt.learner, attempt.enrolment_id, activity, at, ids)


def _completed_by(attempt: Attempt) -> list[Activity]:
    quiz = attempt.quiz
    if quiz.completes == QuizPage.Completes.QUIZ_SUBMITTED:
        return [quiz]
    if not is_passed(attempt.enrolment_id, quiz):
        return []
    if quiz.completes == QuizPage.Completes.MODULE_PASSED:
        return list(Activity.objects.live().child_of(quiz.get_parent()).order_by("path"))
    return [quiz]


def _record(
    verb: Verb,
    attempt: Attempt,
    at: datetime,
    ids: Mapping[str, int | None],
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
