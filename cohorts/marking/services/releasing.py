"""Results come to all at once: what is settled is given to its learners, who are told once."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cohorts.marking.models import Paper, Reading
from cohorts.marking.reports import credits_of, parts_of
from cohorts.models import Cohort, Enrolment
from cohorts.services import classroom
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import Letter, tell_many
from modules.models import Activity, Submission


@transaction.atomic
def release(
    *, cohort: Cohort, activity: Activity, by: User, at: datetime | None = None
) -> list[Paper]:
    """Give every settled result of the cohort to its learner. Twice is once."""
    at = at or timezone.now()
    settled = Paper.objects.filter(
        enrolment__cohort=cohort, activity=activity.pk, decision__isnull=False, released_at=None
    )
    # Learners first, always in the same order: nobody waits in a circle.
    people = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=settled.values("enrolment"))
        .select_related("cohort__course", "learner")
        .order_by("pk")
    )
    by_enrolment = {enrolment.pk: enrolment for enrolment in people}
    papers = list(
        settled.filter(enrolment__in=people)
        .select_related("decision", "submission", "attempt")
        .order_by("enrolment", "pk")
    )
    for paper in papers:
        paper.enrolment = by_enrolment[paper.enrolment_id]
        _give(paper, at=at)
    Paper.objects.filter(pk__in=[paper.pk for paper in papers]).update(released_at=at)
    if papers:
        tell_many(_letters(papers, activity))
        record(
            Verb.GRADES_RELEASED,
            actor=by,
            at=at,
            cohort_id=cohort.pk,
            course_id=cohort.course_id,
            activity_id=activity.pk,
        )
    return papers


def _give(paper: Paper, *, at: datetime) -> None:
    decision = cast(Reading, paper.decision)
    # A reading that decides is finished, and so has all its marks.
    credits = cast(dict[int, float], credits_of(parts_of(paper.work), decision.marks))
    if isinstance(paper.work, Submission):
        classroom.return_submission(
            enrolment=paper.enrolment, submission=paper.work, score=credits[1], at=at
        )
    else:
        classroom.grade_attempt(
            enrolment=paper.enrolment, attempt=paper.work, credits=credits, at=at
        )


def _letters(papers: list[Paper], activity: Activity) -> list[Letter]:
    return [
        Letter(
            recipient=paper.enrolment.learner,
            key=f"marking:released:{paper.pk}",
            template="marking/mail/released.txt",
            context={
                "learner": paper.enrolment.learner,
                "activity": activity,
                "cohort": paper.enrolment.cohort,
                "attempt": paper.attempt_id,
                "base_url": settings.BASE_URL,
            },
        )
        for paper in papers
    ]
