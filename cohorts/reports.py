"""What the manager's desk reads: cohorts with what they ask for, people with where they are."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrolment
from cohorts.models.cohorts import CohortQuerySet
from cohorts.models.enrolments import EnrolmentQuerySet
from courses.choices import Format
from lms.accounts.models import Organisation, Role, User

SOON = timedelta(days=21)


class Stage(TextChoices):
    """Where a cohort is in its life, on a given day."""

    RUNNING = "running", _("running")
    UPCOMING = "upcoming", _("upcoming")
    FINISHED = "finished", _("over")
    PERMANENT = "permanent", _("permanent")


def cohorts_followed_by(person: User) -> CohortQuerySet:
    """Cohorts whose progress this person may see: their team's, or their organisation's."""
    if person.has_role(Role.MANAGER):
        return Cohort.objects.all()
    theirs = Organisation.objects.filter(memberships__person=person, memberships__role=Role.PARTNER)
    return Cohort.objects.filter(
        Q(pk__in=person.staffed_cohorts.values("cohort")) | Q(organisation__in=theirs)
    )


def for_desk(cohorts: CohortQuerySet) -> CohortQuerySet:
    """Annotate seats, finished people, and those whom no coach follows yet."""
    return (
        cohorts.with_seats()
        .annotate(
            finished=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.COMPLETED)),
            uncoached=Count(
                "enrolments",
                filter=Q(enrolments__state=Enrolment.State.ACTIVE, enrolments__coach=None),
            ),
        )
        .select_related("course", "organisation")
    )


def at_stage(cohorts: CohortQuerySet, stage: str, *, on: date) -> CohortQuerySet:
    conditions: dict[str, Q] = {
        Stage.RUNNING: Q(starts_on__lte=on, ends_on__gte=on),
        Stage.UPCOMING: Q(starts_on__gt=on),
        Stage.FINISHED: Q(ends_on__lt=on),
        Stage.PERMANENT: Q(is_permanent=True),
    }
    return cohorts.filter(conditions[stage]) if stage in conditions else cohorts


def mentioning(cohorts: CohortQuerySet, word: str) -> CohortQuerySet:
    return cohorts.filter(
        Q(title__icontains=word)
        | Q(course__title__icontains=word)
        | Q(organisation__name__icontains=word)
    )


def asking_for_attention(cohorts: CohortQuerySet, *, on: date) -> CohortQuerySet:
    """Keep the cohorts of ``for_desk`` that ``needs_of`` has something to say about."""
    return cohorts.exclude(ends_on__lt=on).filter(
        Q(waiting__gt=0)
        | Q(requested__gt=0)
        | Q(course__format=Format.EXPERIENCE, uncoached__gt=0)
        | Q(seated=0, starts_on__range=(on, on + SOON))
    )


def in_desk_order(cohorts: CohortQuerySet, *, on: date) -> CohortQuerySet:
    """What runs, what comes, what is permanent, what is over; the nearest first in each."""
    stage = Case(
        When(ends_on__lt=on, then=Value(3)),
        When(is_permanent=True, then=Value(2)),
        When(starts_on__gt=on, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return cohorts.order_by(stage, "starts_on", "title", "pk")


def needs_of(cohort: Any, *, on: date) -> list[str]:
    """Say what a cohort of ``for_desk`` asks its manager for."""
    if cohort.is_over(on=on):
        return []
    needs = []
    if cohort.requested:
        needs.append(
            ngettext(
                "%(count)d request to answer", "%(count)d requests to answer", cohort.requested
            )
            % {"count": cohort.requested}
        )
    if cohort.waiting:
        needs.append(
            ngettext("%(count)d person waiting", "%(count)d people waiting", cohort.waiting)
            % {"count": cohort.waiting}
        )
    if cohort.course.format == Format.EXPERIENCE and cohort.uncoached:
        needs.append(
            ngettext(
                "%(count)d person without a coach",
                "%(count)d people without a coach",
                cohort.uncoached,
            )
            % {"count": cohort.uncoached}
        )
    if not cohort.seated and cohort.starts_on and on <= cohort.starts_on <= on + SOON:
        needs.append(gettext("starts soon, nobody enrolled"))
    return needs


def people_of(cohort: Cohort) -> EnrolmentQuerySet:
    """Everybody who ever asked for a seat, by name."""
    return cohort.enrolments.select_related("learner", "coach", "cohort").order_by(
        "learner__last_name", "learner__first_name", "learner__email"
    )


def named(people: EnrolmentQuerySet, words: str) -> EnrolmentQuerySet:
    """Keep the people whose name or address holds every word."""
    for word in words.split():
        people = people.filter(
            Q(learner__first_name__icontains=word)
            | Q(learner__last_name__icontains=word)
            | Q(learner__email__icontains=word)
        )
    return people


def holders_of(role: Role, *, besides: Cohort | None = None) -> QuerySet[User]:
    """People who may take this role in a cohort's team, and those who have it there."""
    holders = Q(memberships__role=role)
    if besides is not None:
        holders |= Q(staffed_cohorts__cohort=besides, staffed_cohorts__role=role)
    ids = User.objects.filter(holders, is_active=True).values("pk")
    return User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "email")
