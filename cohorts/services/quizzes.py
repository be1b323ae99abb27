"""Quizzes in a cohort: when each is open, and who has more time than the others."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment, ExtraTime, QuizWindow
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules import services as modules
from modules.models import Attempt, QuizPage


class QuizNotOpen(modules.Refused):
    """The cohort's time for this quiz has not come, or is over."""


class WrongWindow(Exception):
    """A quiz closes after it opens; the message is for whoever sets its dates."""


@transaction.atomic
def set_window(
    *,
    cohort: Cohort,
    quiz: QuizPage,
    opens_at: datetime | None,
    closes_at: datetime | None,
    by: User,
    at: datetime | None = None,
) -> None:
    """Say when the cohort may take the quiz; attempts that are open end accordingly."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise WrongWindow(_("A quiz closes after it opens."))
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    QuizWindow.objects.update_or_create(
        cohort=cohort, quiz=quiz, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    record(
        Verb.QUIZ_DATES_SET,
        actor=by,
        at=at or timezone.now(),
        course_id=cohort.course_id,
        cohort_id=cohort.pk,
        activity_id=quiz.pk,
    )
    enrolments = cohort.enrolments.values("pk")
    _move_ends(list(Attempt.objects.filter(enrolment_id__in=enrolments, quiz=quiz)))


@transaction.atomic
def give_extra_time(
    *, enrolment: Enrolment, percent: int, by: User, at: datetime | None = None
) -> None:
    """Give the learner so much more time than the others, from now on; 0 takes it back."""
    at = at or timezone.now()
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if percent:
        ExtraTime.objects.update_or_create(
            enrolment=enrolment,
            defaults={"percent": percent, "granted_by": by, "granted_at": at},
        )
    else:
        ExtraTime.objects.filter(enrolment=enrolment).delete()
    record(
        Verb.EXTRA_TIME_SET,
        actor=by,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
    )
    _move_ends(list(Attempt.objects.filter(enrolment_id=enrolment.pk)))


def _move_ends(attempts: list[Attempt]) -> None:
    """Let attempts that are open end when those begun now would."""
    for attempt in attempts:
        if not attempt.is_submitted:
            enrolment = Enrolment.objects.get(pk=attempt.enrolment_id)
            closes_at, extra_percent = terms_of(enrolment, attempt.quiz)
            modules.move_end(attempt=attempt, closes_at=closes_at, extra_percent=extra_percent)


def terms_of(enrolment: Enrolment, quiz: QuizPage) -> tuple[datetime | None, int]:
    """Return when the quiz closes for this learner's cohort, and their extra time in %."""
    return window_of(enrolment, quiz).closes_at, extra_percent_of(enrolment)


def extra_percent_of(enrolment: Enrolment) -> int:
    extra = ExtraTime.objects.filter(enrolment=enrolment).first()
    return extra.percent if extra else 0


def window_of(enrolment: Enrolment, quiz: QuizPage) -> QuizWindow:
    window = QuizWindow.objects.filter(cohort=enrolment.cohort_id, quiz=quiz).first()
    window = window or QuizWindow(cohort_id=enrolment.cohort_id)
    window.quiz = quiz
    return window


def may_begin(window: QuizWindow, latest: Attempt | None, *, at: datetime) -> bool:
    """Whether the learner may begin an attempt now, after this one."""
    allowed, had = window.quiz.attempts_allowed, latest.number if latest else 0
    is_open = not window.is_before(at=at) and not window.is_closed(at=at)
    return is_open and (allowed is None or had < allowed)


def check_open(enrolment: Enrolment, quiz: QuizPage, *, at: datetime) -> None:
    """Refuse to begin the quiz outside of the cohort's time for it."""
    window = window_of(enrolment, quiz)
    if window.is_before(at=at):
        raise QuizNotOpen(_("This quiz is not open yet."))
    if window.is_closed(at=at):
        raise QuizNotOpen(_("This quiz is closed."))
