"""What readers do with a paper: mark it as they go, finish, take it up again, take it over."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.marking.models import Paper, Reading, Work
from cohorts.marking.reports import (
    Part,
    Role,
    by_role,
    credits_of,
    parts_of,
    readings_of,
    role_for,
)
from cohorts.marking.rules import terms_of
from cohorts.models import Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.models import Submission
from modules.services import Refused

# Remarks and a long comment; not a file in disguise.
MOST_SIGNS = 50_000


class InOtherHands(Refused):
    """Somebody else reads this paper."""


class WorkReplaced(Refused):
    """Its learner has handed in a later version since."""


class AlreadyReleased(Refused):
    """Its learner has the result: it does not change behind their back."""


class ChangedMeanwhile(Refused):
    """Another window has saved since this one was opened."""


class NotAMark(Refused):
    """A level that the rubric does not have, or a percentage that is none."""


class Unfinished(Refused):
    """Something has no mark yet."""


@transaction.atomic
def mark(
    *,
    work: Work,
    reader: User,
    marks: Mapping[str, Any],
    comment: str,
    remarks: Sequence[Mapping[str, Any]],
    version: int,
    window: str = "",
    is_finished: bool = False,
    at: datetime | None = None,
) -> Reading:
    """Keep what the reader says so far; finished, it decides, unless somebody else reads too."""
    at = at or timezone.now()
    paper, work = open_paper(work)
    reading = _reading_by(paper, reader)
    is_new = reading._state.adding
    parts = parts_of(work)
    check_is_latest(reading, version=version, window=window)
    write(reading, parts, marks=marks, comment=comment, remarks=remarks, at=at)
    if is_new:
        _record(Verb.GRADING_BEGUN, paper, by=reader, at=at)
    if is_finished:
        finish(reading, parts, at=at)
        _record(Verb.GRADING_FINISHED, paper, by=reader, at=at)
        _decide(paper, parts, by=reader, at=at)
    return reading


@transaction.atomic
def take_up_again(*, work: Work, reader: User) -> Reading:
    """Let the reader change a finished reading, as long as nothing is released."""
    paper, _work = open_paper(work)
    known = by_role(readings_of(paper))
    own = [each for each in known.values() if each.reader_id == reader.pk and each.is_finished]
    if not own:
        raise InOtherHands(_("You have no finished reading of this paper."))
    reading = own[-1]
    paper.decision = None
    paper.save(update_fields=["decision"])
    if reading.role != Role.AGREED and Role.AGREED in known:
        known[Role.AGREED].delete()
    reading.finished_at = None
    reading.version += 1
    reading.saved_from = ""
    reading.save(update_fields=["finished_at", "version", "saved_from"])
    return reading


@transaction.atomic
def take_over(*, work: Work, reader: User) -> Reading:
    """Go on with what another reader has begun and not finished."""
    paper, _work = open_paper(work)
    known = by_role(readings_of(paper))
    open_ones = [each for each in known.values() if not each.is_finished]
    if not open_ones or any(each.reader_id == reader.pk for each in known.values()):
        raise InOtherHands(_("There is nothing to take over here."))
    reading = open_ones[0]
    reading.reader = reader
    # Whoever had it open hears of it when they save.
    reading.version += 1
    reading.saved_from = ""
    reading.save(update_fields=["reader", "version", "saved_from"])
    _record(Verb.GRADING_BEGUN, paper, by=reader, at=timezone.now())
    return reading


def open_paper(work: Work) -> tuple[Paper, Work]:
    """Hold what one learner hands in, and return its paper and the work as it is now."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=work.enrolment_id)
    work = type(work).objects.get(pk=work.pk)
    if isinstance(work, Submission):
        if work.state == Submission.State.REPLACED:
            raise WorkReplaced(_("A later version of this work was handed in: read that one."))
        if work.state == Submission.State.DRAFT:
            raise WorkReplaced(_("This work is not handed in."))
        mine: dict[str, Any] = {"submission": work}
        activity_id = work.assignment_id
    else:
        if not work.is_submitted:
            raise WorkReplaced(_("This work is not handed in."))
        mine, activity_id = {"attempt": work}, work.quiz_id
    paper, _created = Paper.objects.get_or_create(
        **mine, defaults={"enrolment": enrolment, "activity_id": activity_id}
    )
    if paper.released_at:
        raise AlreadyReleased(_("The result is released: it does not change any more."))
    return paper, work


def check_is_latest(reading: Reading, *, version: int, window: str) -> None:
    """Refuse a window that has not seen what another one saved; ``window`` is its own name."""
    if reading.is_finished:
        raise ChangedMeanwhile(_("This reading is finished: take it up again to change it."))
    is_own = bool(window) and reading.saved_from == window
    if reading.version != version and not is_own:
        raise ChangedMeanwhile(
            _("This reading was saved from somewhere else. Reload the page to see it as it is.")
        )
    reading.saved_from = window


def write(
    reading: Reading,
    parts: Sequence[Part],
    *,
    marks: Mapping[str, Any],
    comment: str,
    remarks: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Keep a reading as it is so far, unless it could not be one."""
    if len(comment) + len(json.dumps(remarks)) > MOST_SIGNS:
        raise NotAMark(_("These remarks are too long to be kept. Please shorten them."))
    _check_marks(parts, marks)
    reading.marks, reading.comment, reading.remarks = dict(marks), comment, list(remarks)
    reading.version += 1
    reading.saved_at = at
    reading.save()


def finish(reading: Reading, parts: Sequence[Part], *, at: datetime) -> None:
    if credits_of(parts, reading.marks) is None:
        raise Unfinished(_("Give every criterion its level before you finish."))
    reading.finished_at = at
    reading.save(update_fields=["finished_at"])


def _reading_by(paper: Paper, reader: User) -> Reading:
    if paper.decision_id:
        raise ChangedMeanwhile(_("This reading is finished: take it up again to change it."))
    readings = readings_of(paper)
    terms = terms_of(paper.enrolment.cohort_id, paper.activity_id)
    role = role_for(readings, reader_id=reader.pk, has_second_reader=terms.has_second_reader)
    if role is None:
        raise InOtherHands(
            _("%(reader)s reads this paper.") % {"reader": by_role(readings)[Role.FIRST].reader}
        )
    known = by_role(readings).get(role)
    if known is None:
        return Reading(paper=paper, reader=reader, role=role)
    if known.reader_id != reader.pk:
        raise InOtherHands(_("%(reader)s reads this paper.") % {"reader": known.reader})
    return known


def _check_marks(parts: Sequence[Part], marks: Mapping[str, Any]) -> None:
    known = {part.key: part for part in parts}
    for key, said in marks.items():
        if key not in known or not _fits(known[key], said):
            raise NotAMark(_("One of these marks is not among those of the rubric."))


def _fits(part: Part, said: Mapping[str, Any]) -> bool:
    if not part.rubric:
        percent = said.get("percent")
        return percent is None or (isinstance(percent, int) and 0 <= percent <= 100)
    offered = {each["id"]: {level["id"] for level in each["levels"]} for each in part.rubric}
    return all(
        level in offered.get(criterion, ()) for criterion, level in said.get("levels", {}).items()
    )


def _decide(paper: Paper, parts: Sequence[Part], *, by: User, at: datetime) -> None:
    """Let the only reader decide, or two who agree, or what they have agreed on."""
    known = by_role(readings_of(paper))
    first, second = known[Role.FIRST], known.get(Role.SECOND)
    terms = terms_of(paper.enrolment.cohort_id, paper.activity_id)
    decision = None
    if Role.AGREED in known:
        decision = known[Role.AGREED]
    elif second:
        decision = first if _both_agree(parts, first, second) else None
    elif not terms.has_second_reader:
        decision = first
    if decision and decision.is_finished:
        paper.decision = decision
        paper.save(update_fields=["decision"])
        _record(Verb.GRADE_SETTLED, paper, by=by, at=at)


def _both_agree(parts: Sequence[Part], first: Reading, second: Reading) -> bool:
    said = [credits_of(parts, each.marks) for each in (first, second) if each.is_finished]
    return len(said) == 2 and said[0] == said[1]


def _record(verb: Verb, paper: Paper, *, by: User, at: datetime) -> None:
    record(
        verb,
        actor=by,
        at=at,
        cohort_id=paper.enrolment.cohort_id,
        enrolment_id=paper.enrolment_id,
        activity_id=paper.activity_id,
        object_id=paper.pk,
    )
