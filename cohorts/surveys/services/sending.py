"""Surveys leave, remind and close by themselves: rows that fall due, swept by the timetable.

Whoever sends holds the cohort first, as whoever gives a seat does: a person who comes in at that
very moment is asked by one of the two.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from cohorts.surveys.choices import Moment
from cohorts.surveys.models import Participant, Survey
from cohorts.surveys.services.answering import release
from cohorts.surveys.services.planning import closing_of, hold
from cohorts.surveys.timing import reminder_after
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import Letter, tell_many

BATCH = 500


def sweep(*, at: datetime | None = None) -> None:
    """Send what falls due, remind who has not answered, close what is over. Twice is once."""
    at = at or timezone.now()
    for survey in list(Survey.objects.due(now=at).select_related("cohort").in_order()):
        send(survey=survey, at=at)
    remind_due(at=at)
    for survey in list(Survey.objects.over(now=at).in_order()):
        close(survey=survey, at=at)


@transaction.atomic
def send(*, survey: Survey, at: datetime | None = None) -> Survey:
    """Ask everybody who holds a seat; from now on the questions stay as they are."""
    at = at or timezone.now()
    Cohort.objects.select_for_update().get(pk=survey.cohort_id)
    survey = hold(survey)
    if survey.is_sent or survey.is_cancelled:
        return survey
    _open(survey, at=at)
    seated = survey.cohort.enrolments.seated().select_related("learner").order_by("pk")
    _tell("asked", _ask(survey, seated, at=at))
    return survey


@transaction.atomic
def ask_newcomers(
    *, cohort: Cohort, enrolments: Iterable[Enrolment], at: datetime | None = None
) -> None:
    """Ask people who have just got a seat what the cohort is being asked. The caller holds it.

    The message that confirms their seat speaks of the survey at entry; other surveys are told.
    """
    at = at or timezone.now()
    enrolments = list(enrolments)
    if not enrolments:
        return
    surveys = cohort.surveys.standing().filter(is_closed=False).select_for_update(of=("self",))
    for survey in surveys.select_related("questionnaire").order_by("pk"):
        survey.cohort = cohort
        is_at_entry = survey.moment == Moment.ENTRY
        if is_at_entry and not survey.is_sent and survey.questionnaire.live:
            _open(survey, at=at)
        if survey.is_open(now=at):
            asked = _ask(survey, enrolments, at=at)
            if not is_at_entry:
                _tell("asked", asked)


@transaction.atomic
def remind_due(*, at: datetime | None = None) -> int:
    """Remind people who have not answered; return how many."""
    at = at or timezone.now()
    due = Participant.objects.to_remind(now=at).order_by("pk")
    # Whoever answers at this moment holds their own row: they are left alone.
    held = due.select_for_update(of=("self",), skip_locked=True)
    people = list(
        held.select_related(
            "enrolment__learner", "survey__cohort__course", "survey__questionnaire"
        )[:BATCH]
    )
    for one in people:
        one.reminders += 1
        one.next_reminder_at = _next_reminder(one, at=at)
    _tell("reminder", people)
    Participant.objects.bulk_update(people, ["reminders", "next_reminder_at"])
    return len(people)


@transaction.atomic
def close(*, survey: Survey, at: datetime | None = None) -> None:
    """Take no more answers, and show what can be shown of those that were held back."""
    at = at or timezone.now()
    survey = hold(survey)
    if survey.is_closed or survey.closes_at is None or survey.closes_at > at:
        return
    survey.is_closed = True
    survey.save(update_fields=["is_closed"])
    if survey.is_anonymous:
        release(survey)


def _open(survey: Survey, *, at: datetime) -> None:
    """Let the survey leave with the questions as they are now."""
    survey.sent_at = at
    survey.title = survey.questionnaire.title
    survey.introduction = survey.questionnaire.introduction
    survey.questions = survey.questionnaire.asked()
    survey.closes_at = closing_of(survey)
    survey.save()
    record(
        Verb.SURVEY_SENT,
        at=at,
        course_id=survey.cohort.course_id,
        cohort_id=survey.cohort_id,
        object_id=survey.pk,
    )


def _ask(survey: Survey, enrolments: Iterable[Enrolment], *, at: datetime) -> list[Participant]:
    """Ask these people, unless they were; return those who are asked for the first time."""
    enrolments = list(enrolments)
    known = {
        one.enrolment_id: one
        for one in survey.participants.filter(enrolment__in=[one.pk for one in enrolments])
    }
    asked = []
    for enrolment in enrolments:
        if enrolment.pk not in known:
            one = Participant(survey=survey, enrolment=enrolment, asked_at=at)
            one.next_reminder_at = _next_reminder(one, at=at)
            asked.append(one)
    Participant.objects.bulk_create(asked, batch_size=BATCH)
    return asked


def _next_reminder(one: Participant, *, at: datetime) -> datetime | None:
    return reminder_after(
        one.asked_at,
        sent=one.reminders,
        now=at,
        closes_at=one.survey.closes_at,
        zone=one.survey.zone,
    )


def _tell(news: str, people: Iterable[Participant]) -> None:
    tell_many(
        Letter(
            recipient=one.enrolment.learner,
            key=f"survey:{news}:{one.pk}:{one.reminders}",
            template=f"surveys/mail/{news}.txt",
            context={
                "survey": one.survey,
                "cohort": one.survey.cohort,
                "course": one.survey.cohort.course,
                "recipient": one.enrolment.learner,
                "base_url": settings.BASE_URL,
            },
        )
        for one in people
    )
