"""Planning the surveys of a cohort: what it is given at its opening, what its manager changes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.surveys.choices import Moment
from cohorts.surveys.models import Questionnaire, Survey
from cohorts.surveys.models.surveys import DAYS_OPEN, FIRST_MONTH
from cohorts.surveys.timing import AFTERNOON, MORNING, at_clock, end_of, months_after, step_days
from courses.choices import StepKind
from courses.models import PlanItem
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb

# What may still change once people have been asked.
WHILE_OPEN = frozenset({"days_open"})
CHANGEABLE = WHILE_OPEN | {"questionnaire", "moment", "months", "on_date", "is_anonymous"}


class SurveyRefused(Exception):
    """What was asked of a survey cannot be; the message is for people."""


class HasLeft(SurveyRefused):
    """People have been asked: what they were asked does not change any more."""


class NoSuchMoment(SurveyRefused):
    """The cohort has no such moment."""


@transaction.atomic
def add_survey(
    *,
    cohort: Cohort,
    questionnaire: Questionnaire,
    moment: str,
    is_anonymous: bool,
    by: User,
    months: int | None = None,
    on_date: date | None = None,
    days_open: int = DAYS_OPEN,
    plan_item_id: int | None = None,
    at: datetime | None = None,
) -> Survey:
    """Plan a survey of the cohort; it leaves by itself when it falls due."""
    at = at or timezone.now()
    survey = Survey(
        cohort=cohort,
        questionnaire=questionnaire,
        moment=moment,
        months=months,
        on_date=on_date,
        is_anonymous=is_anonymous,
        days_open=days_open,
        plan_item_id=plan_item_id,
    )
    survey.due_at = _due_at(survey, at=at)
    survey.save()
    _note(Verb.SURVEY_PLANNED, survey, by=by, at=at)
    return survey


@transaction.atomic
def change_survey(
    *, survey: Survey, by: User, at: datetime | None = None, **changes: Any
) -> Survey:
    """Change a survey: all of it until it leaves, then only how long it is open."""
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"A survey's {', '.join(sorted(unknown))} cannot be changed.")
    at = at or timezone.now()
    survey = hold(survey)
    changed = {name: value for name, value in changes.items() if getattr(survey, name) != value}
    if survey.is_sent and changed.keys() - WHILE_OPEN:
        raise HasLeft(_("People have been asked already: only the last day can change."))
    if survey.is_closed:
        raise HasLeft(_("This survey is closed."))
    for name, value in changed.items():
        setattr(survey, name, value)
    if survey.is_sent:
        survey.closes_at = closing_of(survey)
        if survey.closes_at and survey.closes_at <= at:
            raise NoSuchMoment(_("That day is over: give people until today at least."))
    else:
        survey.due_at = _due_at(survey, at=at)
    survey.save()
    _note(Verb.SURVEY_CHANGED, survey, by=by, at=at)
    return survey


@transaction.atomic
def cancel_survey(*, survey: Survey, by: User, at: datetime | None = None) -> None:
    """Ask nobody any more; what was answered stays. Twice is once."""
    at = at or timezone.now()
    survey = hold(survey)
    if survey.is_cancelled:
        return
    survey.cancelled_at = at
    survey.save(update_fields=["cancelled_at"])
    _note(Verb.SURVEY_CANCELLED, survey, by=by, at=at)


@transaction.atomic
def restore_survey(*, survey: Survey, by: User, at: datetime | None = None) -> None:
    """Undo the cancelling."""
    at = at or timezone.now()
    survey = hold(survey)
    if not survey.is_cancelled:
        return
    survey.cancelled_at = None
    survey.save(update_fields=["cancelled_at"])
    _note(Verb.SURVEY_CHANGED, survey, by=by, at=at)


@transaction.atomic
def propose_surveys(*, cohort: Cohort, by: User, at: datetime | None = None) -> list[Survey]:
    """Give the cohort what is proposed at each moment, and each survey step of its plan.

    What it has had already, cancelled or not, is not given again; nor is what would be late before
    it is planned.
    """
    at = at or timezone.now()
    if cohort.is_permanent:
        return []
    drafts = [*_by_moment(cohort), *_by_step(cohort)]
    return [
        add_survey(cohort=cohort, by=by, at=at, **draft)
        for draft in drafts
        if _is_ahead(cohort, draft, at=at)
    ]


@transaction.atomic
def follow_dates(*, cohort: Cohort) -> None:
    """Move what has not left, and the end of what waits for the cohort's own end, to its dates.

    The caller holds the cohort.
    """
    for survey in cohort.surveys.filter(is_closed=False).select_for_update().order_by("pk"):
        survey.cohort = cohort
        if survey.is_sent:
            survey.closes_at = closing_of(survey)
        elif survey.moment != Moment.ENTRY:
            survey.due_at = _due_at(survey, at=None)
        survey.save(update_fields=["closes_at", "due_at"])


def closing_of(survey: Survey) -> datetime | None:
    """Return when a survey that has left closes: with its days, at entry with the cohort."""
    if survey.moment == Moment.ENTRY:
        last = survey.cohort.ends_on
        return end_of(last, survey.zone) if last else None
    left = _day(survey.sent_at, survey.zone)
    return end_of(date.fromordinal(left.toordinal() + survey.days_open), survey.zone)


def hold(survey: Survey) -> Survey:
    """Hold the survey's row until the transaction ends, and return it as it is now."""
    surveys = Survey.objects.select_for_update(of=("self",), no_key=True)
    return surveys.select_related("cohort__course", "questionnaire").get(pk=survey.pk)


def _due_at(survey: Survey, *, at: datetime | None) -> datetime | None:
    cohort, zone = survey.cohort, survey.zone
    if survey.moment == Moment.ENTRY:
        if survey.is_anonymous:
            raise SurveyRefused(
                _("The team reads where each person starts from: name the answers.")
            )
        return at
    if survey.moment == Moment.DATE:
        return at_clock(survey.on_date, MORNING, zone) if survey.on_date else None
    if cohort.ends_on is None:
        raise NoSuchMoment(_("This cohort is permanent: it has no end to wait for."))
    if survey.moment == Moment.END:
        return at_clock(cohort.ends_on, AFTERNOON, zone)
    return at_clock(months_after(cohort.ends_on, survey.months or FIRST_MONTH), MORNING, zone)


def _by_moment(cohort: Cohort) -> Iterable[dict[str, Any]]:
    had = set(cohort.surveys.filter(plan_item_id=None).values_list("moment", flat=True))
    for moment in (Moment.ENTRY, Moment.END, Moment.LATER):
        questionnaire = Questionnaire.objects.proposed_at(moment)
        if questionnaire and moment not in had:
            yield {
                "questionnaire": questionnaire,
                "moment": moment,
                "months": FIRST_MONTH if moment == Moment.LATER else None,
                "is_anonymous": questionnaire.is_anonymous and moment != Moment.ENTRY,
            }


def _by_step(cohort: Cohort) -> Iterable[dict[str, Any]]:
    """Yield a survey for each survey step of the plan: the questionnaire of its name, if any."""
    had = set(cohort.surveys.values_list("plan_item_id", flat=True))
    steps = list(
        PlanItem.objects.filter(course=cohort.course_id, kind=StepKind.SURVEY).order_by(
            "sort_order", "pk"
        )
    )
    if not steps or cohort.starts_on is None:
        return
    days = step_days([(step.week, step.weekday) for step in steps], starts_on=cohort.starts_on)
    usual = Questionnaire.objects.proposed_at(Moment.DATE)
    for step, day in zip(steps, days, strict=True):
        named = Questionnaire.objects.filter(live=True, title__iexact=step.title).first()
        questionnaire = named or usual
        if questionnaire and step.pk not in had:
            yield {
                "questionnaire": questionnaire,
                "moment": Moment.DATE,
                "on_date": day,
                "is_anonymous": questionnaire.is_anonymous,
                "plan_item_id": step.pk,
            }


def _is_ahead(cohort: Cohort, draft: dict[str, Any], *, at: datetime) -> bool:
    due_at = _due_at(Survey(cohort=cohort, **draft), at=at)
    return due_at is not None and due_at >= at


def _day(instant: datetime | None, zone: ZoneInfo) -> date:
    if instant is None:
        raise ValueError("A survey that has not left has no day.")
    return instant.astimezone(zone).date()


def _note(verb: Verb, survey: Survey, *, by: User, at: datetime) -> None:
    record(
        verb,
        actor=by,
        at=at,
        course_id=survey.cohort.course_id,
        cohort_id=survey.cohort_id,
        object_id=survey.pk,
    )
