"""What the team says of an assignment in its cohort: by when, who reads, more time for somebody."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.marking.models import Extension, Terms
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.models import Activity
from modules.services import Refused


class NoDeadline(Refused):
    """More time than none cannot be given."""


@transaction.atomic
def set_terms(
    *,
    cohort: Cohort,
    activity: Activity,
    due_at: datetime | None,
    is_blind: bool,
    has_second_reader: bool,
    by: User,
) -> Terms:
    """Say by when and how this cohort hands in and is graded. The same again changes nothing."""
    terms = lock_terms(cohort=cohort, activity=activity)
    said = {"due_at": due_at, "is_blind": is_blind, "has_second_reader": has_second_reader}
    if all(getattr(terms, name) == value for name, value in said.items()):
        return terms
    for name, value in said.items():
        setattr(terms, name, value)
    terms.save()
    _record(Verb.DEADLINE_SET, cohort=cohort, activity=activity, by=by)
    return terms


@transaction.atomic
def give_more_time(
    *, enrolment: Enrolment, activity: Activity, due_at: datetime | None, by: User
) -> None:
    """Give one person a later deadline; none takes it back."""
    cohort = enrolment.cohort
    terms = lock_terms(cohort=cohort, activity=activity)
    if due_at is None:
        Extension.objects.filter(enrolment=enrolment, activity=activity).delete()
    elif terms.due_at is None or due_at <= terms.due_at:
        raise NoDeadline(_("More time ends after the cohort’s own deadline: set that one first."))
    else:
        Extension.objects.update_or_create(
            enrolment=enrolment, activity=activity, defaults={"due_at": due_at}
        )
    _record(
        Verb.EXTENSION_GRANTED,
        cohort=cohort,
        activity=activity,
        by=by,
        enrolment_id=enrolment.pk,
    )


def lock_terms(*, cohort: Cohort, activity: Activity) -> Terms:
    """Hold how a cohort hands in one activity until the transaction ends."""
    terms, _created = Terms.objects.get_or_create(cohort=cohort, activity_id=activity.pk)
    return Terms.objects.select_for_update().get(pk=terms.pk)


def _record(verb: Verb, *, cohort: Cohort, activity: Activity, by: User, **ids: int) -> None:
    record(
        verb,
        actor=by,
        at=timezone.now(),
        cohort_id=cohort.pk,
        course_id=cohort.course_id,
        activity_id=activity.pk,
        **ids,
    )
