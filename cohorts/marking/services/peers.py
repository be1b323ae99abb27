"""Reading between learners: works shared out, read without names; the team has the last word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.marking.allocating import Pair, allocate
from cohorts.marking.models import Paper, Reading
from cohorts.marking.reports import parts_of
from cohorts.marking.services.reading import check_is_latest, finish, open_paper, write
from cohorts.marking.services.terms import lock_terms
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import Letter, tell_many
from modules.models import AssignmentPage, Submission
from modules.services import Refused

PEER = Reading.Role.PEER


class NobodyToRead(Refused):
    """Fewer than two works, or an assignment that learners do not read."""


@transaction.atomic
def share_out(
    *, cohort: Cohort, assignment: AssignmentPage, by: User, at: datetime | None = None
) -> int:
    """Give each learner who has handed in works of the others to read; return how many readings.

    From then on the works do not change. Again, it adds only what came since.
    """
    at = at or timezone.now()
    if not assignment.peer_readings:
        raise NobodyToRead(_("In this assignment learners do not read each other."))
    # Nobody hands in another version while works are shared out: learners first, then the terms.
    people = cohort.enrolments.select_for_update(of=("self",)).order_by("pk")
    list(people.filter(pk__in=[work.enrolment_id for work in _works(cohort, assignment).values()]))
    terms = lock_terms(cohort=cohort, activity=assignment)
    works = _works(cohort, assignment)
    if len(works) < 2:
        raise NobodyToRead(_("There must be two works at least before they can be shared out."))
    added = _add_readings(cohort, assignment, works)
    if terms.shared_out_at is None:
        terms.shared_out_at = at
        terms.save(update_fields=["shared_out_at"])
    if added:
        record(
            Verb.PEER_READINGS_SHARED_OUT,
            actor=by,
            at=at,
            cohort_id=cohort.pk,
            course_id=cohort.course_id,
            activity_id=assignment.pk,
        )
    return len(added)


def allot_late_work(*, enrolment: Enrolment, assignment: AssignmentPage) -> None:
    """Let somebody who hands in after the sharing out read, and be read, like the others."""
    cohort = enrolment.cohort
    if lock_terms(cohort=cohort, activity=assignment).shared_out_at:
        _add_readings(cohort, assignment, _works(cohort, assignment))


@transaction.atomic
def read_as_peer(
    *,
    reading: Reading,
    marks: Mapping[str, Any],
    comment: str,
    version: int,
    window: str = "",
    is_finished: bool = False,
    at: datetime | None = None,
) -> Reading:
    """Keep what one learner says of another's work; sent, it does not change any more."""
    at = at or timezone.now()
    submission = Submission.objects.get(paper=reading.paper_id)
    open_paper(submission)
    reading = Reading.objects.select_related("reader", "paper__enrolment").get(pk=reading.pk)
    if reading.is_finished:
        return reading
    parts = parts_of(submission)
    check_is_latest(reading, version=version, window=window)
    write(reading, parts, marks=marks, comment=comment, remarks=[], at=at)
    if is_finished:
        finish(reading, parts, at=at)
        record(
            Verb.PEER_READING_SENT,
            actor=reading.reader,
            at=at,
            cohort_id=reading.paper.enrolment.cohort_id,
            activity_id=reading.paper.activity_id,
            object_id=reading.pk,
        )
    return reading


def _works(cohort: Cohort, assignment: AssignmentPage) -> dict[int, Submission]:
    """Return what is handed in and not graded yet, by learner."""
    seated = cohort.enrolments.seated().values("pk")
    works = Submission.objects.filter(
        assignment=assignment, state=Submission.State.SENT, enrolment_id__in=seated
    )
    return {work.learner_id: work for work in works.select_related("learner").order_by("pk")}


def _add_readings(
    cohort: Cohort, assignment: AssignmentPage, works: Mapping[int, Submission]
) -> Sequence[Reading]:
    shared = Reading.objects.filter(
        role=PEER, paper__enrolment__cohort=cohort, paper__activity=assignment.pk
    )
    given: list[Pair] = list(shared.values_list("reader", "paper__submission__learner"))
    authors = list(works)
    # The same circle for the same assignment, and none that names could guess.
    Random(assignment.pk * 1_000_003 + cohort.pk).shuffle(authors)  # noqa: S311
    pairs = [
        (reader, author)
        for reader, author in allocate(authors, assignment.peer_readings, given)
        if author in works
    ]
    papers = _papers({author: works[author] for _reader, author in pairs}, assignment)
    readings = Reading.objects.bulk_create(
        Reading(paper=papers[author], reader_id=reader, role=PEER) for reader, author in pairs
    )
    readers = {reader for reader, _author in pairs}
    tell_many(_letters(cohort, assignment, readers))
    return readings


def _papers(works: Mapping[int, Submission], assignment: AssignmentPage) -> dict[int, Paper]:
    known = Paper.objects.filter(submission__in=works.values())
    missing = set(works) - set(known.values_list("submission__learner", flat=True))
    Paper.objects.bulk_create(
        Paper(
            enrolment_id=works[author].enrolment_id,
            activity_id=assignment.pk,
            submission=works[author],
        )
        for author in sorted(missing)
    )
    rows = Paper.objects.filter(submission__in=works.values()).select_related("submission")
    return {paper.submission.learner_id: paper for paper in rows if paper.submission}


def _letters(cohort: Cohort, assignment: AssignmentPage, readers: set[int]) -> list[Letter]:
    return [
        Letter(
            recipient=reader,
            key=f"marking:peers:{cohort.pk}:{assignment.pk}:{reader.pk}",
            template="marking/mail/peers.txt",
            context={
                "learner": reader,
                "activity": assignment,
                "cohort": cohort,
                "base_url": settings.BASE_URL,
            },
        )
        for reader in User.objects.filter(pk__in=readers).order_by("pk")
    ]
