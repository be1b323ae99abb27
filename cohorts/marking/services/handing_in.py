"""What learners do with an assignment of their cohort: write, add files, hand in in time."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.marking.models import Paper
from cohorts.marking.rules import days_late, deadline_of, latest_of, terms_of
from cohorts.marking.services.peers import allot_late_work
from cohorts.models import Enrolment
from cohorts.services.classroom import NotInCourse, NotSeated
from modules import services as modules
from modules.models import AssignmentPage, Submission
from modules.outline import outline_of


class TooLate(modules.Refused):
    """The deadline has passed, and this assignment takes nothing late."""


class BeingGraded(modules.Refused):
    """Somebody reads the work already: it does not change under their eyes."""


@transaction.atomic
def save_draft(
    *,
    enrolment: Enrolment,
    assignment: AssignmentPage,
    text: str | None,
    at: datetime | None = None,
) -> Submission:
    """Keep what the learner has written so far."""
    at = at or timezone.now()
    enrolment = lock_enrolment(enrolment)
    _check_open(enrolment, assignment, at=at)
    return modules.save_draft(
        learner=enrolment.learner,
        enrolment_id=enrolment.pk,
        assignment=assignment,
        text=text,
        at=at,
    )


@transaction.atomic
def add_file(
    *, enrolment: Enrolment, assignment: AssignmentPage, name: str, content: File
) -> Submission:
    """Keep one more file with what the learner writes."""
    draft = save_draft(enrolment=enrolment, assignment=assignment, text=None)
    modules.add_file(draft=draft, name=name, content=content)
    return draft


@transaction.atomic
def remove_file(*, enrolment: Enrolment, assignment: AssignmentPage, file_pk: int) -> None:
    """Take a file back before the work is handed in."""
    draft = save_draft(enrolment=enrolment, assignment=assignment, text=None)
    modules.remove_file(draft=draft, file_pk=file_pk)


@transaction.atomic
def hand_in(
    *,
    enrolment: Enrolment,
    assignment: AssignmentPage,
    text: str | None,
    at: datetime | None = None,
) -> Submission:
    """Hand the work in; late, it is refused or marked so, as the author of the page wishes."""
    at = at or timezone.now()
    enrolment = lock_enrolment(enrolment)
    latest = latest_of(enrolment, assignment)
    if latest and latest.state == Submission.State.SENT and text in (None, latest.text):
        return latest
    draft = save_draft(enrolment=enrolment, assignment=assignment, text=text, at=at)
    terms = terms_of(enrolment.cohort_id, assignment.pk)
    submission = modules.send_submission(
        draft=draft,
        days_late=days_late(deadline_of(enrolment, assignment, terms), at=at),
        at=at,
        cohort_id=enrolment.cohort_id,
        course_id=enrolment.cohort.course_id,
    )
    if assignment.peer_readings:
        allot_late_work(enrolment=enrolment, assignment=assignment)
    return submission


def lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """Hold all that one learner hands in and gets back until the transaction ends."""
    people = Enrolment.objects.select_for_update(of=("self",))
    enrolment = people.select_related("cohort__course", "learner").get(pk=enrolment.pk)
    if not enrolment.is_seated:
        raise NotSeated(_("You have no seat in this cohort any more."))
    return enrolment


def _check_open(enrolment: Enrolment, assignment: AssignmentPage, *, at: datetime) -> None:
    if outline_of(enrolment.cohort.course).module_of(assignment.pk) is None:
        raise NotInCourse(_("This activity is no longer part of the course."))
    due_at = deadline_of(enrolment, assignment, terms_of(enrolment.cohort_id, assignment.pk))
    refuses = assignment.late_policy == AssignmentPage.LatePolicy.REFUSE
    if refuses and days_late(due_at, at=at):
        raise TooLate(_("The deadline has passed: this work is not taken any more."))
    being_read = Paper.objects.filter(
        enrolment=enrolment, submission__assignment=assignment, released_at=None
    )
    if being_read.exists():
        raise BeingGraded(
            _("Your work is being read: you may hand in another version after the result.")
        )
