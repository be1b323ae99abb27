"""The team notes what nobody signs: absences, excuses with their proof, times; and corrects."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from cohorts.models import AbsenceProof, Enrolment, Session, SignatureRecord
from cohorts.services.attendance.refusals import ReasonMissing, WrongTimes
from cohorts.services.attendance.sheets import Sheet, append, check_seat, check_team, hold
from lms.accounts.models import User
from lms.events.verbs import Verb

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means


@dataclass(frozen=True)
class Proof:
    """A file that comes with an excuse."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def note(
    *,
    session: Session,
    day: date,
    half_day: str,
    enrolment: Enrolment,
    by: User,
    statement: str,
    reason: str = "",
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
    proof: Proof | None = None,
    at: datetime | None = None,
) -> SignatureRecord:
    """Write what the team says of a learner: absent, excused, there by hand, late, gone early.

    What was said before stays, named by the new record: then, as for an excuse and for a presence
    that nobody signed, a reason is needed. The same again changes nothing.
    """
    at = at or timezone.now()
    sheet = hold(session, day, half_day)
    check_team(sheet, by)
    before = sheet.last_word_about(enrolment)
    if before is None:
        check_seat(sheet, enrolment)
    if statement != Statement.PRESENT and (arrived_at or left_at):
        raise WrongTimes(_("Somebody who was absent neither came nor left."))
    _check_times(sheet, arrived_at, left_at)
    reason = reason.strip()
    proof_hash = sha256(proof.content).hexdigest() if proof else ""
    said = (statement, reason, arrived_at, left_at)
    if before and proof is None and said == _said(before):
        return before
    if not reason and (before or statement != Statement.ABSENT):
        raise ReasonMissing(_("Say why: the reason stays on the sheet."))
    noted = append(
        sheet,
        Verb.ATTENDANCE_CORRECTED if before else Verb.ATTENDANCE_SIGNED,
        enrolment=enrolment,
        signatory=by,
        statement=statement,
        means=Means.TEAM,
        reason=reason,
        arrived_at=arrived_at,
        left_at=left_at,
        proof_hash=proof_hash,
        corrects=before,
        at=at,
    )
    if proof:
        AbsenceProof.objects.create(
            record=noted,
            name=get_valid_filename(proof.name)[-160:],
            content_type=proof.content_type,
            content=proof.content,
        )
    return noted


def correct(
    *,
    record: SignatureRecord,
    by: User,
    statement: str,
    reason: str,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
    proof: Proof | None = None,
    at: datetime | None = None,
) -> SignatureRecord:
    """Say otherwise than the record, and why; it stays, and the last word counts."""
    if record.enrolment is None:
        raise TypeError("A countersignature is not corrected: people are, one by one.")
    if not reason.strip():
        raise ReasonMissing(_("Say why: the reason stays on the sheet."))
    return note(
        session=record.session,
        day=record.day,
        half_day=record.half_day,
        enrolment=record.enrolment,
        by=by,
        statement=statement,
        reason=reason,
        arrived_at=arrived_at,
        left_at=left_at,
        proof=proof,
        at=at,
    )


def _check_times(sheet: Sheet, arrived_at: datetime | None, left_at: datetime | None) -> None:
    span = sheet.span
    for instant in (arrived_at, left_at):
        if instant is not None and not span.starts <= instant <= span.ends:
            raise WrongTimes(
                _("Times lie within the half-day: from %(starts)s to %(ends)s.")
                % {
                    "starts": time_format(span.starts.astimezone(sheet.zone), "TIME_FORMAT"),
                    "ends": time_format(span.ends.astimezone(sheet.zone), "TIME_FORMAT"),
                }
            )
    if arrived_at and left_at and arrived_at >= left_at:
        raise WrongTimes(_("One arrives before one leaves."))


def _said(record: SignatureRecord) -> tuple[str, str, datetime | None, datetime | None]:
    return record.statement, record.reason, record.arrived_at, record.left_at
