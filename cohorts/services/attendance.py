"""Attendance: learners sign, the team notes and corrects, the trainer countersigns.

Every record is appended under a lock on its cohort, so that numbers have no gap and no twin, and so
that a session that is moved or cancelled meanwhile is refused rather than signed: whoever moves it
holds the same row.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.attendance import Entry, Span, hash_of, is_drawing, span_of, window
from cohorts.models import AbsenceProof, Enrolment, Session, SignatureRecord
from cohorts.rules import keeps_attendance
from cohorts.services.enrolments import lock
from cohorts.services.tickets import personal_ticket
from courses.choices import HalfDay
from lms.accounts.models import User
from lms.events.services import record as record_event
from lms.events.verbs import Verb
from lms.notifications.services import tell

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means
LINKS_AT_ONCE = 200


class AttendanceRefused(Exception):
    """Nothing is signed or noted; the message says why, in words of whoever tries."""


class SessionCancelled(AttendanceRefused):
    """There is nothing to sign any more."""


class SessionMoved(AttendanceRefused):
    """The session no longer takes place on this half-day."""


class OutsideHours(AttendanceRefused):
    """Too early, or too late."""


class NotSeated(AttendanceRefused):
    """The person holds no seat in this cohort."""


class AlreadyStated(AttendanceRefused):
    """The team has said something else; only the team can say otherwise."""


class SheetClosed(AttendanceRefused):
    """The sheet is countersigned."""


class SheetIncomplete(AttendanceRefused):
    """Nothing is said yet about some of the people."""


class NotOfTheTeam(AttendanceRefused):
    """Only the team keeps the sheet."""


class NoSignature(AttendanceRefused):
    """Nothing is drawn, nor any name typed."""


class ReasonMissing(AttendanceRefused):
    """A correction, an excuse or a presence entered by hand says why."""


class WrongTimes(AttendanceRefused):
    """Coming after leaving, or outside the half-day."""


@dataclass(frozen=True)
class Proof:
    """A file that comes with an excuse."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Sheet:
    """One half-day of a session, as it stands while the cohort's row is held."""

    session: Session
    day: date
    half_day: HalfDay
    span: Span
    zone: ZoneInfo

    @property
    def records(self) -> list[SignatureRecord]:
        held = self.session.signatures.filter(day=self.day, half_day=self.half_day)
        return list(held.order_by("number"))

    @property
    def spoken_of(self) -> set[int]:
        return {each.enrolment_id for each in self.records if each.enrolment_id}

    def last_word_about(self, enrolment: Enrolment | None) -> SignatureRecord | None:
        pk = enrolment.pk if enrolment else None
        said = [each for each in self.records if each.enrolment_id == pk]
        return said[-1] if said else None


@transaction.atomic
def sign(
    *,
    session: Session,
    day: date,
    half_day: str,
    enrolment: Enrolment,
    means: str,
    drawing: str = "",
    typed_name: str = "",
    witness: User | None = None,
    at: datetime | None = None,
) -> SignatureRecord:
    """Write that the learner signs their presence. Signing twice is signing once.

    On the trainer's tablet, ``witness`` is the trainer, and the learner draws or types their name.
    """
    at = at or timezone.now()
    sheet = _hold(session, day, half_day)
    _check_seat(sheet, enrolment)
    if said := sheet.last_word_about(enrolment):
        if said.statement == Statement.PRESENT:
            return said
        raise AlreadyStated(
            _("The team has noted an absence. Ask your trainer to correct it if you are there.")
        )
    if sheet.last_word_about(None):
        raise SheetClosed(_("This sheet is countersigned: only the team can still correct it."))
    _check_hours(sheet, at)
    if means in (Means.TABLET, Means.TABLET_TYPED):
        _check_tablet(sheet, means, drawing=drawing, typed_name=typed_name, witness=witness)
    return _append(
        sheet,
        Verb.ATTENDANCE_SIGNED,
        enrolment=enrolment,
        signatory=enrolment.learner,
        witness=witness,
        statement=Statement.PRESENT,
        means=means,
        drawing=drawing,
        typed_name=typed_name.strip(),
        at=at,
    )


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
    sheet = _hold(session, day, half_day)
    _check_team(sheet, by)
    before = sheet.last_word_about(enrolment)
    if before is None:
        _check_seat(sheet, enrolment)
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
    noted = _append(
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


@transaction.atomic
def countersign(
    *,
    session: Session,
    day: date,
    half_day: str,
    by: User,
    rest_is_absent: bool = False,
    at: datetime | None = None,
) -> SignatureRecord:
    """Write that who led vouches for the whole sheet, which has a word about everybody.

    ``rest_is_absent`` notes those of whom nothing is said as absent first.
    """
    at = at or timezone.now()
    sheet = _hold(session, day, half_day)
    _check_team(sheet, by)
    if signed := sheet.last_word_about(None):
        return signed
    if at < sheet.span.starts:
        raise OutsideHours(_("A sheet is countersigned once the half-day has begun."))
    silent = list(
        sheet.session.cohort.enrolments.seated()
        .exclude(pk__in=sheet.spoken_of)
        .select_related("learner")
    )
    if silent and not rest_is_absent:
        raise SheetIncomplete(
            ngettext(
                "Nothing is said yet about %(count)d person: note them absent or have them sign.",
                "Nothing is said yet about %(count)d people: note them absent or have them sign.",
                len(silent),
            )
            % {"count": len(silent)}
        )
    for enrolment in silent:
        _append(
            sheet,
            Verb.ATTENDANCE_SIGNED,
            enrolment=enrolment,
            signatory=by,
            statement=Statement.ABSENT,
            means=Means.TEAM,
            at=at,
        )
    return _append(
        sheet,
        Verb.ATTENDANCE_COUNTERSIGNED,
        enrolment=None,
        signatory=by,
        statement=Statement.COUNTERSIGNED,
        means=Means.TEAM,
        at=at,
    )


@transaction.atomic
def send_links(
    *, session: Session, day: date, half_day: str, by: User, at: datetime | None = None
) -> int:
    """Mail their own link to those of whom nothing is said yet; return how many were told.

    Once each, in the first `LINKS_AT_ONCE` of the sheet: a webinar of thousands signs by its code.
    """
    at = at or timezone.now()
    sheet = _hold(session, day, half_day)
    _check_team(sheet, by)
    _check_hours(sheet, at)
    silent = sheet.session.cohort.enrolments.seated().exclude(pk__in=sheet.spoken_of)
    people = silent.select_related("learner").order_by("pk")[:LINKS_AT_ONCE]
    for enrolment in people:
        ticket = personal_ticket(sheet.session, day, half_day, enrolment)
        tell(
            recipient=enrolment.learner,
            key=f"sign:{sheet.session.pk}:{sheet.session.sequence}:{day}:{half_day}:{enrolment.pk}",
            template="cohorts/mail/sign.txt",
            context={
                "recipient": enrolment.learner,
                "session": sheet.session,
                "day": day,
                "half_day": HalfDay(half_day).label,
                "url": settings.BASE_URL + reverse("cohorts:sign", args=[ticket]),
            },
        )
    return len(people)


def _hold(session: Session, day: date, half_day: str) -> Sheet:
    """Hold the cohort's row, then look at the session as it is now."""
    cohort = lock(session.cohort)
    fresh = Session.objects.get(pk=session.pk)
    fresh.cohort = cohort
    if fresh.cancelled_at is not None:
        raise SessionCancelled(_("This session is cancelled: there is nothing to sign."))
    zone = ZoneInfo(cohort.time_zone)
    span = span_of(day, half_day, starts_at=fresh.starts_at, ends_at=fresh.ends_at, zone=zone)
    if span is None:
        raise SessionMoved(
            _("This session has moved: it now takes place on %(when)s.")
            % {"when": date_format(fresh.starts_at.astimezone(zone), "DATETIME_FORMAT")}
        )
    return Sheet(fresh, day, HalfDay(half_day), span, zone)


def _check_seat(sheet: Sheet, enrolment: Enrolment) -> None:
    fresh = Enrolment.objects.get(pk=enrolment.pk)
    if fresh.cohort_id != sheet.session.cohort_id or not fresh.is_seated:
        raise NotSeated(_("There is no seat for you in this cohort."))


def _check_hours(sheet: Sheet, at: datetime) -> None:
    hours = window(sheet.span, sheet.day, sheet.zone)
    if at < hours.starts:
        raise OutsideHours(
            _("One signs from %(time)s on.")
            % {"time": time_format(hours.starts.astimezone(sheet.zone), "TIME_FORMAT")}
        )
    if at >= hours.ends:
        raise OutsideHours(
            _("One signs until the end of the day. The team can still note that you were there.")
        )


def _check_team(sheet: Sheet, person: User) -> None:
    if not keeps_attendance(person, sheet.session):
        raise NotOfTheTeam(_("Only the people who lead this session keep its sheet."))


def _check_tablet(
    sheet: Sheet, means: str, *, drawing: str, typed_name: str, witness: User | None
) -> None:
    if witness is None:
        raise TypeError("Somebody holds the tablet.")
    _check_team(sheet, witness)
    if means == Means.TABLET and not is_drawing(drawing):
        raise NoSignature(_("Sign in the frame, or type your name."))
    if means == Means.TABLET_TYPED and not typed_name.strip():
        raise NoSignature(_("Sign in the frame, or type your name."))


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


def _append(
    sheet: Sheet,
    verb: Verb,
    *,
    enrolment: Enrolment | None,
    signatory: User,
    statement: str,
    means: str,
    at: datetime,
    witness: User | None = None,
    reason: str = "",
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
    drawing: str = "",
    typed_name: str = "",
    proof_hash: str = "",
    corrects: SignatureRecord | None = None,
) -> SignatureRecord:
    """Add the next link to the cohort's chain; the caller holds the cohort's row."""
    session = sheet.session
    chain = SignatureRecord.objects.filter(cohort=session.cohort_id)
    number, previous_hash = chain.order_by("-number").values_list("number", "hash").first() or (
        0,
        "",
    )
    entry = Entry(
        cohort=session.cohort_id,
        number=number + 1,
        session=session.pk,
        day=sheet.day,
        half_day=str(sheet.half_day),
        enrolment=enrolment.pk if enrolment else None,
        signatory=signatory.pk,
        witness=witness.pk if witness else None,
        statement=str(statement),
        means=str(means),
        arrived_at=arrived_at,
        left_at=left_at,
        reason=reason,
        words=_words(sheet, enrolment, signatory, statement),
        drawing=drawing,
        typed_name=typed_name,
        proof_hash=proof_hash,
        corrects=corrects.number if corrects else None,
        signed_at=at,
        previous_hash=previous_hash,
    )
    entry = replace(entry, hash=hash_of(entry))
    said = vars(entry) | {"corrects": corrects and corrects.pk}
    rows = {"cohort", "session", "enrolment", "signatory", "witness", "corrects"}
    record = SignatureRecord.objects.create(
        **{f"{name}_id" if name in rows else name: value for name, value in said.items()}
    )
    record_event(
        verb,
        actor=witness or signatory,
        at=at,
        course_id=session.cohort.course_id,
        cohort_id=session.cohort_id,
        enrolment_id=record.enrolment_id,
        session_id=session.pk,
        object_id=record.pk,
    )
    return record


def _words(sheet: Sheet, enrolment: Enrolment | None, signatory: User, statement: str) -> str:
    """Return the sentence signed: names and times as they are now, whatever becomes of them."""
    starts, ends = (each.astimezone(sheet.zone) for each in (sheet.span.starts, sheet.span.ends))
    facts = {
        "signatory": signatory.get_full_name(),
        "learner": enrolment.learner.get_full_name() if enrolment else "",
        "statement": Statement(statement).label,
        "session": sheet.session.title,
        "course": sheet.session.cohort.course.title,
        "day": date_format(sheet.day, "l j F Y"),
        "half_day": sheet.half_day.label,
        "starts": time_format(starts, "TIME_FORMAT"),
        "ends": time_format(ends, "TIME_FORMAT"),
    }
    if enrolment is None:
        sentence = _(
            "%(signatory)s vouches for the attendance sheet of “%(session)s” (%(course)s), "
            "%(day)s, %(half_day)s, from %(starts)s to %(ends)s."
        )
    elif signatory.pk == enrolment.learner_id:
        sentence = _(
            "%(signatory)s signs their presence at “%(session)s” (%(course)s), "
            "%(day)s, %(half_day)s, from %(starts)s to %(ends)s."
        )
    else:
        sentence = _(
            "%(signatory)s notes %(learner)s: %(statement)s, at “%(session)s” (%(course)s), "
            "%(day)s, %(half_day)s, from %(starts)s to %(ends)s."
        )
    return sentence % facts
