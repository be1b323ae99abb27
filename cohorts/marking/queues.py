"""The trainers' queue: what waits in their cohorts, and each paper of an activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from cohorts.marking.models import Paper, Reading, Terms, Work
from cohorts.marking.reports import Role, by_role
from cohorts.models import Cohort, Enrolment
from cohorts.models.cohorts import CohortQuerySet
from modules.models import Activity, AssignmentPage, Attempt, Submission
from modules.outline import outlines_by_id

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One activity of one cohort: how much waits, how much is ready to be released."""

    cohort: Cohort
    activity: Activity
    terms: Terms | None
    waiting: int
    settled: int
    oldest: datetime | None

    @property
    def unread(self) -> int:
        return self.waiting - self.settled


def waiting_in(cohorts: CohortQuerySet) -> dict[Key, tuple[int, datetime]]:
    """Return how many works wait for their result, and since when, by cohort and activity."""
    waiting: dict[Key, tuple[int, datetime]] = {}
    for rows, activity, moment in (
        (Submission.objects.filter(state=Submission.State.SENT), "assignment", "sent_at"),
        (_to_read(Attempt.objects.filter(graded_at=None)), "quiz", "submitted_at"),
    ):
        counted = (
            _in_cohorts(rows, cohorts)
            .values("cohort", activity)
            .annotate(count=Count("pk"), oldest=Min(moment))
            .order_by()
        )
        for row in counted:
            waiting[row["cohort"], row[activity]] = (row["count"], row["oldest"])
    return waiting


def assignments_in(cohorts: Iterable[Cohort]) -> list[Key]:
    """Return the assignments of each cohort's course, handed in or not."""
    cohorts = list(cohorts)
    outlines = outlines_by_id({cohort.course_id for cohort in cohorts})
    return [
        (cohort.pk, activity.id)
        for cohort in cohorts
        for activity in outlines[cohort.course_id].activities
        if activity.kind == AssignmentPage.kind
    ]


def lines_of(keys: Sequence[Key], waiting: dict[Key, tuple[int, datetime]]) -> list[Line]:
    """Return the lines of a page of the queue (four queries)."""
    cohort_ids, activity_ids = {key[0] for key in keys}, {key[1] for key in keys}
    cohorts = Cohort.objects.select_related("course").in_bulk(cohort_ids)
    activities = Activity.objects.in_bulk(activity_ids)
    terms = {
        (each.cohort_id, each.activity_id): each
        for each in Terms.objects.filter(cohort__in=cohort_ids, activity__in=activity_ids)
    }
    settled = {
        (row["enrolment__cohort"], row["activity"]): row["count"]
        for row in Paper.objects.filter(
            enrolment__cohort__in=cohort_ids,
            activity__in=activity_ids,
            decision__isnull=False,
            released_at=None,
        )
        .values("enrolment__cohort", "activity")
        .annotate(count=Count("pk"))
        .order_by()
    }
    return [
        Line(
            cohort=cohorts[key[0]],
            activity=activities[key[1]],
            terms=terms.get(key),
            waiting=waiting.get(key, (0, None))[0],
            settled=settled.get(key, 0),
            oldest=waiting.get(key, (0, None))[1],
        )
        for key in keys
    ]


def works_of(cohort: Cohort, activity: Activity) -> QuerySet[Any]:
    """Return what the cohort has handed in of this activity, the oldest first, with readings."""
    people = cohort.enrolments.values("pk")
    papers = Prefetch("paper", Paper.objects.prefetch_related("readings__reader"))
    if isinstance(activity, AssignmentPage):
        rows: QuerySet[Any] = Submission.objects.handed_in().filter(
            assignment=activity, enrolment_id__in=people
        )
        return rows.select_related("learner").prefetch_related(papers).order_by("sent_at", "pk")
    attempts = Attempt.objects.filter(quiz=activity, enrolment_id__in=people)
    handed_in = _to_read(attempts.filter(graded_at=None)) | attempts.filter(paper__isnull=False)
    return (
        handed_in.select_related("learner").prefetch_related(papers).order_by("submitted_at", "pk")
    )


STATES = {
    "waiting": _("to read"),
    "begun": _("being read"),
    "differing": _("two readings that differ"),
    "settled": _("ready to be released"),
    "released": _("released"),
}


def state_of(paper: Paper | None) -> str:
    """Return where a paper stands, as one of ``STATES``."""
    if paper is None:
        return "waiting"
    if paper.released_at:
        return "released"
    if paper.decision_id:
        return "settled"
    known = by_role(list(paper.readings.all()))
    if not known:
        return "waiting"
    two = [known.get(Role.FIRST), known.get(Role.SECOND)]
    return "differing" if all(each and each.is_finished for each in two) else "begun"


def paper_of(work: Work) -> Paper | None:
    try:
        return work.paper
    except Paper.DoesNotExist:
        return None


def team_readings(paper: Paper | None) -> list[Reading]:
    readings = paper.readings.all() if paper else ()
    return [each for each in readings if each.role != Role.PEER]


def _to_read(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return attempts.filter(submitted_at__isnull=False)


def _in_cohorts(rows: QuerySet[Any], cohorts: CohortQuerySet) -> QuerySet[Any]:
    """Keep the work of these cohorts, each with its ``cohort``: ids of enrolments are numbers."""
    enrolments = Enrolment.objects.filter(cohort__in=cohorts.values("pk"))
    cohort = Enrolment.objects.filter(pk=OuterRef("enrolment_id")).values("cohort")
    return rows.filter(enrolment_id__in=enrolments.values("pk")).annotate(cohort=Subquery(cohort))
