"""A sheet held: one half-day of a session, to which the next record of the chain is appended.

Every record is appended under a lock on its cohort, so that numbers have no gap and no twin, and so
that a session that is moved or cancelled meanwhile is refused rather than signed: whoever moves it
holds the same row.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from cohorts.attendance import Entry, Span, hash_of, span_of, window
from cohorts.models import Enrolment, Session, SignatureRecord
from cohorts.rules import keeps_attendance
from cohorts.services.attendance.refusals import (
    NotOfTheTeam,
    NotSeated,
    OutsideHours,
    SessionCancelled,
    SessionMoved,
)
from cohorts.services.enrolments import lock
from courses.choices import HalfDay
from lms.accounts.models import User
from lms.events.services import record as record_event
from lms.events.verbs import Verb

Statement = SignatureRecord.Statement


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


def hold(session: Session, day: date, half_day: str) -> Sheet:
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


def check_seat(sheet: Sheet, enrolment: Enrolment) -> None:
    fresh = Enrolment.objects.get(pk=enrolment.pk)
    if fresh.cohort_id != sheet.session.cohort_id or not fresh.is_seated:
        raise NotSeated(_("There is no seat for you in this cohort."))


def check_hours(sheet: Sheet, at: datetime) -> None:
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


def check_team(sheet: Sheet, person: User) -> None:
    if not keeps_attendance(person, sheet.session):
        raise NotOfTheTeam(_("Only the people who lead this session keep its sheet."))


def append(
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
