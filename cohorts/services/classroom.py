"""What learners do in their classroom, and what comes of it.

Each service wraps what ``modules`` does with an activity, which knows nothing of enrolments, and
takes stock: when all that is required is done, the enrolment is finished and earns its certificate.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Enrolment
from cohorts.progress import tally_of
from cohorts.services import certificates, quizzes
from lms.events.services import record
from lms.events.verbs import Verb
from modules import services as modules
from modules.models import Activity, Attempt, QuizPage, Submission
from modules.outline import ModuleOutline, Outline, outline_of
from modules.progress import completed_activities

# Coming back to the same activity within this time is the same visit: nothing new to write.
SAME_VISIT = timedelta(minutes=5)
# What one run of the timetable hands in; the next one goes on.
MOST_AT_ONCE = 500


class NotSeated(modules.Refused):
    """Only people who hold a seat learn in a classroom."""


class NotInCourse(modules.Refused):
    """The activity is not, or no longer, part of the course."""


def open_activity(
    *,
    enrolment: Enrolment,
    activity: Activity,
    module_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Remember that the learner is here, so that they resume here.

    This runs on every page of a course: it writes only what is new. A caller who has the outline
    at hand gives the module's id.
    """
    at = at or timezone.now()
    is_same = enrolment.last_activity_id == activity.pk
    if is_same and enrolment.last_seen_at and at - enrolment.last_seen_at < SAME_VISIT:
        return
    enrolment.last_activity_id = activity.pk
    enrolment.last_position = enrolment.last_position if is_same else 0
    enrolment.last_seen_at = at
    with transaction.atomic():
        enrolment.save(update_fields=["last_activity", "last_position", "last_seen_at"])
        _record(
            Verb.ACTIVITY_OPENED,
            enrolment,
            at=at,
            module_id=module_id or activity.get_parent().pk,
            activity_id=activity.pk,
        )


def keep_position(*, enrolment: Enrolment, activity: Activity, position: float) -> None:
    """Remember how far down the page the learner read, from 0 to 1.

    A late word from an activity that they have left since (another tab) is not listened to.
    """
    here = Enrolment.objects.filter(pk=enrolment.pk, last_activity=activity)
    here.update(last_position=min(max(position, 0.0), 1.0), last_seen_at=timezone.now())


@transaction.atomic
def finish_activity(
    *, enrolment: Enrolment, activity: Activity, at: datetime | None = None
) -> None:
    """Note that the learner has done the activity. Twice is once."""
    at = at or timezone.now()
    enrolment = _lock(enrolment)
    outline = outline_of(enrolment.cohort.course)
    _module_in(outline, activity)
    before = completed_activities([enrolment.pk])[enrolment.pk]
    modules.complete_activity(
        learner=enrolment.learner,
        enrolment_id=enrolment.pk,
        activity=activity,
        at=at,
        **_place(enrolment),
    )
    _take_stock(enrolment, outline, before=before, at=at)


@transaction.atomic
def start_attempt(*, enrolment: Enrolment, quiz: QuizPage, at: datetime | None = None) -> Attempt:
    """Return the attempt that the learner has open at this quiz, or begin one."""
    at = at or timezone.now()
    enrolment = _lock(enrolment)
    module = _module_in(outline_of(enrolment.cohort.course), quiz)
    close_overdue(enrolment=enrolment, quiz=quiz, at=at)
    underway = Attempt.objects.filter(enrolment_id=enrolment.pk, quiz=quiz, submitted_at=None)
    if attempt := underway.first():
        return attempt
    quizzes.check_open(enrolment, quiz, at=at)
    closes_at, extra_percent = quizzes.terms_of(enrolment, quiz)
    return modules.start_attempt(
        learner=enrolment.learner,
        enrolment_id=enrolment.pk,
        quiz=quiz,
        depth=module.depth,
        closes_at=closes_at,
        extra_percent=extra_percent,
        at=at,
        **_place(enrolment),
    )


@transaction.atomic
def submit_attempt(
    *,
    enrolment: Enrolment,
    attempt: Attempt,
    answers: Mapping[int, object],
    at: datetime | None = None,
) -> Attempt:
    """Grade the attempt; sent twice, it counts once and keeps its first answers."""
    at = at or timezone.now()
    enrolment = _lock(enrolment)
    return _submit(enrolment, attempt, answers, at)


@transaction.atomic
def hand_in(
    *,
    enrolment: Enrolment,
    attempt: Attempt,
    answers: Mapping[int, object],
    at: datetime | None = None,
) -> bool:
    """Save, and hand in what is complete; where answers lack, hand nothing in and say False."""
    at = at or timezone.now()
    enrolment = _lock(enrolment)
    if not attempt.is_submitted and not attempt.is_overdue(at=at):
        modules.save_answers(attempt=attempt, answers=answers, at=at)
        if any(question.is_blank for question in attempt.sheet()):
            return False
    _submit(enrolment, attempt, {}, at)
    return True


def _submit(
    enrolment: Enrolment, attempt: Attempt, answers: Mapping[int, object], at: datetime
) -> Attempt:
    before = completed_activities([enrolment.pk])[enrolment.pk]
    attempt = modules.submit_attempt(attempt=attempt, answers=answers, at=at, **_place(enrolment))
    _take_stock(enrolment, outline_of(enrolment.cohort.course), before=before, at=at)
    return attempt


@transaction.atomic
def return_submission(
    *, enrolment: Enrolment, submission: Submission, score: float, at: datetime
) -> Submission:
    """Give the learner the result of their work; passed, the assignment is done."""
    before = completed_activities([enrolment.pk])[enrolment.pk]
    submission = modules.return_submission(
        submission=submission, score=score, at=at, **_place(enrolment)
    )
    _take_stock(enrolment, outline_of(enrolment.cohort.course), before=before, at=at)
    return submission


@transaction.atomic
def grade_attempt(
    *, enrolment: Enrolment, attempt: Attempt, credits: Mapping[int, float], at: datetime
) -> Attempt:
    """Give the learner the result of the answers that a person read, and so of the attempt."""
    before = completed_activities([enrolment.pk])[enrolment.pk]
    attempt = modules.grade_attempt(attempt=attempt, credits=credits, at=at, **_place(enrolment))
    _take_stock(enrolment, outline_of(enrolment.cohort.course), before=before, at=at)
    return attempt


def close_overdue(*, enrolment: Enrolment, quiz: Activity, at: datetime) -> None:
    """Hand in the learner's attempt at this quiz if its time is over."""
    attempts = Attempt.objects.filter(enrolment_id=enrolment.pk, quiz=quiz.pk)
    for attempt in attempts.overdue(at=at):
        submit_attempt(enrolment=enrolment, attempt=attempt, answers={}, at=at)


def submit_overdue(*, at: datetime | None = None) -> int:
    """Hand in the attempts whose time is over, as they were saved; return how many.

    Whoever comes back to an attempt does the same (`start_attempt`, and the page of the attempt):
    this is for people who do not. Their seat may have gone since: the attempt still counts.
    """
    at = at or timezone.now()
    overdue = Attempt.objects.overdue(at=at).order_by("ends_at").defer("questions")
    attempts = list(overdue[:MOST_AT_ONCE])
    for attempt in attempts:
        with transaction.atomic():
            enrolment = _hold(attempt.enrolment_id)
            _submit(enrolment, attempt, {}, at)
    return len(attempts)


def _hold(enrolment_pk: int) -> Enrolment:
    """Hold the enrolment until the transaction ends: a double click counts once."""
    people = Enrolment.objects.select_for_update(of=("self",))
    return people.select_related("cohort__course", "learner").get(pk=enrolment_pk)


def _lock(enrolment: Enrolment) -> Enrolment:
    enrolment = _hold(enrolment.pk)
    if not enrolment.is_seated:
        raise NotSeated(_("You have no seat in this cohort any more."))
    return enrolment


def _module_in(outline: Outline, activity: Activity) -> ModuleOutline:
    module = outline.module_of(activity.pk)
    if module is None:
        raise NotInCourse(_("This activity is no longer part of the course."))
    return module


def _take_stock(enrolment: Enrolment, outline: Outline, *, before: set[int], at: datetime) -> None:
    """Note the modules that were finished since, and the course."""
    after = completed_activities([enrolment.pk])[enrolment.pk]
    for module in outline.modules:
        was_done = tally_of(module.activities, before).is_done
        if tally_of(module.activities, after).is_done and not was_done:
            _record(Verb.MODULE_COMPLETED, enrolment, at=at, module_id=module.id)
    if enrolment.state == Enrolment.State.ACTIVE and tally_of(outline.activities, after).is_done:
        certificates.finish(enrolment=enrolment, at=at)


def _place(enrolment: Enrolment) -> dict[str, int]:
    """Return the ids that the log keeps beside those of the activity."""
    return {"cohort_id": enrolment.cohort_id, "course_id": enrolment.cohort.course_id}


def _record(verb: Verb, enrolment: Enrolment, *, at: datetime, **ids: int) -> None:
    record(
        verb,
        actor=enrolment.learner,
        at=at,
        enrolment_id=enrolment.pk,
        **_place(enrolment),
        **ids,
    )
