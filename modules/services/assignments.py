"""What learners do with an assignment, and what comes of it: draft, files, handing in, the result.

``enrolment_id`` is a plain number: whether its learner may enter was asked before, and so was
whether it is late or already being graded. Each service takes further ids for the log, which it
does not read.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import BinaryIO, ParamSpec, TypeVar, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.filetypes import is_one_of, type_of
from modules.grading import less_for_lateness
from modules.models import AssignmentPage, Submission, SubmittedFile
from modules.services.completions import Refused, note_completion

logger = logging.getLogger(__name__)

# Thirty pages or so.
LONGEST_TEXT = 100_000
LONGEST_NAME = 160
Drafting = ParamSpec("Drafting")
Answer = TypeVar("Answer")


class TextTooLong(Refused):
    pass


class FileRefused(Refused):
    pass


class NothingToSend(Refused):
    pass


class AlreadySent(Refused):
    pass


def _logged(service: Callable[Drafting, Answer]) -> Callable[Drafting, Answer]:
    """Leave a line in the program's log when a learner's work is refused."""

    @wraps(service)
    def noticed(*args: Drafting.args, **kwargs: Drafting.kwargs) -> Answer:
        try:
            return service(*args, **kwargs)
        except Refused as refusal:
            logger.warning("%s refused: %s", service.__name__, type(refusal).__name__)
            raise

    return noticed


@_logged
@transaction.atomic
def save_draft(
    *,
    learner: User,
    enrolment_id: int,
    assignment: AssignmentPage,
    text: str | None = None,
    at: datetime | None = None,
) -> Submission:
    """Keep what the learner has written so far; without a text, return the draft as it is."""
    if text is not None and len(text) > LONGEST_TEXT:
        raise TextTooLong(
            _("This text is too long: %(count)d signs at most. Send it as a file, or shorten it.")
            % {"count": LONGEST_TEXT}
        )
    # One at a time per learner: two tabs get the same draft, and numbers have no gap.
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    mine = Submission.objects.filter(enrolment_id=enrolment_id, assignment=assignment)
    latest = mine.order_by("number").last()
    if latest is None or latest.state != Submission.State.DRAFT:
        latest = _next_draft(learner, enrolment_id, assignment, latest, at or timezone.now())
    if text is not None and assignment.takes_text:
        latest.text = text
        latest.saved_at = at or timezone.now()
        latest.save(update_fields=["text", "saved_at"])
    return latest


@_logged
@transaction.atomic
def add_file(*, draft: Submission, name: str, content: File) -> SubmittedFile:
    """Keep one more file with the draft, when it is of a type that the assignment takes."""
    draft = _lock_draft(draft)
    assignment = draft.assignment
    content_type = _check_file(assignment, name, content)
    if draft.files.count() >= assignment.most_files:
        raise FileRefused(
            _("%(count)d files at most. Remove one before you add another.")
            % {"count": assignment.most_files}
        )
    content.seek(0)
    draft.saved_at = timezone.now()
    draft.save(update_fields=["saved_at"])
    return SubmittedFile.objects.create(
        submission=draft,
        name=_short(name),
        content_type=content_type,
        size=content.size,
        file=File(content, name=name),
    )


@transaction.atomic
def remove_file(*, draft: Submission, file_pk: int) -> None:
    """Take a file out of the draft; an earlier submission that holds it keeps it."""
    draft = _lock_draft(draft)
    for file in draft.files.filter(pk=file_pk):
        place = str(file.file.name)
        file.delete()
        if not SubmittedFile.objects.filter(file=place).exists():
            transaction.on_commit(partial(default_storage.delete, place), robust=True)


@_logged
@transaction.atomic
def send_submission(
    *, draft: Submission, days_late: int = 0, at: datetime | None = None, **ids: int | None
) -> Submission:
    """Hand the draft in, with the rubric as it is now; what was sent before is replaced.

    Twice is once. Nothing changes it afterwards.
    """
    draft = _lock(draft)
    if draft.state != Submission.State.DRAFT:
        return draft
    assignment = draft.assignment
    if not draft.text.strip() and not draft.files.exists():
        raise NothingToSend(_("Write something or add a file before you hand it in."))
    earlier = Submission.objects.filter(
        enrolment_id=draft.enrolment_id, assignment=assignment, state=Submission.State.SENT
    )
    earlier.update(state=Submission.State.REPLACED)
    deducts = assignment.late_policy == AssignmentPage.LatePolicy.DEDUCT
    draft.state = Submission.State.SENT
    draft.sent_at = at or timezone.now()
    draft.rubric = assignment.rubric_now()
    draft.pass_mark = assignment.pass_mark
    draft.days_late = days_late
    draft.late_deduction = assignment.late_deduction if deducts else 0
    draft.save()
    _record(Verb.SUBMISSION_SENT, draft, draft.sent_at, ids)
    return draft


@transaction.atomic
def return_submission(
    *, submission: Submission, score: float, at: datetime | None = None, **ids: int | None
) -> Submission:
    """Give the learner the result, less what lateness costs; passed, the assignment is done."""
    submission = _lock(submission)
    if submission.state != Submission.State.SENT:
        return submission
    at = at or timezone.now()
    submission.state = Submission.State.RETURNED
    submission.score = less_for_lateness(
        score, days=submission.days_late, percent_a_day=submission.late_deduction
    )
    submission.save(update_fields=["state", "score"])
    _record(Verb.SUBMISSION_GRADED, submission, at, ids, result=submission.score)
    if submission.is_passed:
        note_completion(submission.learner, submission.enrolment_id, submission.assignment, at, ids)
    return submission


def may_begin_anew(assignment: AssignmentPage, latest: Submission | None) -> bool:
    """Whether the learner may write: always the first time, later if the author lets them."""
    if latest is None or latest.state == Submission.State.DRAFT:
        return True
    return assignment.allows_another_try


def _next_draft(
    learner: User,
    enrolment_id: int,
    assignment: AssignmentPage,
    latest: Submission | None,
    at: datetime,
) -> Submission:
    """Begin with what was sent last: to improve a text is not to write it again."""
    if not may_begin_anew(assignment, latest):
        raise AlreadySent(_("Your work is handed in, and this assignment is handed in once."))
    draft = Submission.objects.create(
        learner=learner,
        enrolment_id=enrolment_id,
        assignment=assignment,
        number=latest.number + 1 if latest else 1,
        text=latest.text if latest else "",
        saved_at=at,
    )
    for file in latest.files.order_by("pk") if latest else ():
        file.pk, file.submission = None, draft
        file.save(force_insert=True)
    return draft


def _check_file(assignment: AssignmentPage, name: str, content: File) -> str:
    if not assignment.takes_files:
        raise FileRefused(_("This assignment takes a text, and no file."))
    if content.size > assignment.most_megabytes * 1_000_000:
        raise FileRefused(
            _("“%(name)s” is larger than %(size)d MB.")
            % {"name": _short(name), "size": assignment.most_megabytes}
        )
    content_type = type_of(cast(BinaryIO, content)) if content.size else None
    if content_type is None or not is_one_of(content_type, assignment.file_types):
        raise FileRefused(
            _("“%(name)s” is not of a type that is taken here, whatever its name says: %(types)s.")
            % {"name": _short(name), "types": ", ".join(assignment.endings)}
        )
    return content_type


def _short(name: str) -> str:
    """Keep a long name's ending: it says how to open the file."""
    name = " ".join(name.split())
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[-LONGEST_NAME:]


def _lock(submission: Submission) -> Submission:
    locked = Submission.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("learner", "assignment").get(pk=submission.pk)


def _lock_draft(draft: Submission) -> Submission:
    draft = _lock(draft)
    if draft.state != Submission.State.DRAFT:
        raise AlreadySent(_("This work is handed in already: it does not change any more."))
    return draft


def _record(
    verb: Verb,
    submission: Submission,
    at: datetime,
    ids: dict[str, int | None],
    result: float | None = None,
) -> None:
    record(
        verb,
        actor=submission.learner,
        at=at,
        result=result,
        enrolment_id=submission.enrolment_id,
        activity_id=submission.assignment_id,
        module_id=submission.assignment.get_parent().pk,
        object_id=submission.pk,
        **ids,
    )
