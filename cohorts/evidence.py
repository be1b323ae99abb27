"""What papers and pages read of attendance: sheets, rates, the online room, minutes online.

Attendance per half-day is what French practice asks of a training that people come to. For what is
done at a distance, article D6313-3-1 of the Code du travail asks instead for three things: « une
assistance technique et pédagogique appropriée », « une information du bénéficiaire sur les
activités pédagogiques à effectuer à distance et leur durée moyenne » and « des évaluations qui
jalonnent ou concluent l'action de formation » (read at
https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006072050/LEGISCTA000018498018/). So the
evidence of an activity done online is its completion, with the minutes announced for it; that of a
webinar is when people came into its room.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format, time_format

from cohorts.attendance import (
    DRAWING_HEIGHT,
    DRAWING_WIDTH,
    Span,
    last_words,
    minutes_attended,
    span_of,
    window,
)
from cohorts.models import Cohort, Enrolment, Session, SignatureRecord
from cohorts.models.enrolments import EnrolmentQuerySet
from cohorts.scheduling import half_days
from courses.choices import HalfDay
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Completion

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means
# What the team says of somebody, rather than they themselves.
NOTED = (Means.TEAM, Means.ONLINE)
NOBODY: Mapping[int, datetime] = {}


@dataclass(frozen=True)
class HalfDayOf:
    """One half-day of a session: what one sheet is about."""

    session: Session
    day: date
    half_day: HalfDay
    zone: ZoneInfo

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}-{self.half_day}"

    @cached_property
    def span(self) -> Span:
        span = self._span()
        if span is None:
            raise LookupError(f"{self.key} is not of session {self.session.pk}.")
        return span

    @property
    def hours_to_sign(self) -> Span:
        return window(self.span, self.day, self.zone)

    @property
    def starts_at(self) -> datetime:
        """When it starts, on the clock of the cohort."""
        return self.span.starts.astimezone(self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.span.ends.astimezone(self.zone)

    def is_open(self, *, at: datetime) -> bool:
        return self.hours_to_sign.starts <= at < self.hours_to_sign.ends

    def _span(self) -> Span | None:
        starts_at, ends_at = self.session.starts_at, self.session.ends_at
        return span_of(
            self.day, self.half_day, starts_at=starts_at, ends_at=ends_at, zone=self.zone
        )


@dataclass(frozen=True)
class Line:
    """A learner on a sheet: the last word about them, and the first if it was another.

    ``entered_at`` is when they came into the online room, if they did.
    """

    enrolment: Enrolment
    record: SignatureRecord | None
    first: SignatureRecord | None = None
    entered_at: datetime | None = None

    @property
    def corrected(self) -> SignatureRecord | None:
        return self.first if self.first != self.record else None


class Attendance(NamedTuple):
    """How often a learner was there, of how many half-days that are over, and for how long."""

    half_days_present: int
    half_days_held: int
    minutes: int

    @property
    def percent(self) -> int:
        held = self.half_days_held
        return self.half_days_present * 100 // held if held else 0


@dataclass(frozen=True)
class OnlineEvidence:
    """An activity done online, and the minutes that were announced for it."""

    activity_id: int
    title: str
    minutes: int
    completed_at: datetime


def half_days_of(session: Session) -> list[HalfDayOf]:
    """Return the half-days of a session, in order; its cohort is at hand."""
    zone = ZoneInfo(session.cohort.time_zone)
    return [
        HalfDayOf(session, day, HalfDay(half), zone)
        for day, half in half_days(session.starts_at, session.ends_at, zone)
    ]


def people_of(session: Session) -> EnrolmentQuerySet:
    """Everybody on the session's sheets: who holds a seat, and who has been spoken of there."""
    spoken_of = session.signatures.values("enrolment")
    seated = Enrolment.objects.seated().filter(cohort=session.cohort_id)
    people = seated | Enrolment.objects.filter(cohort=session.cohort_id, pk__in=spoken_of)
    return people.select_related("learner").order_by(
        "learner__last_name", "learner__first_name", "pk"
    )


def records_of(session: Session) -> list[SignatureRecord]:
    """Every record of the session, in order, with who signed: one query."""
    people = session.signatures.select_related("signatory", "witness", "corrects", "proof")
    return list(people.defer("proof__content").order_by("number"))


def entries_of(session: Session, hours: Span) -> dict[int, datetime]:
    """Return when each learner first came into the online room between two instants, in a query."""
    entered = Event.objects.filter(
        cohort_id=session.cohort_id,
        occurred_at__gte=hours.starts,
        occurred_at__lt=hours.ends,
        verb=Verb.ROOM_ENTERED,
        session_id=session.pk,
    )
    first = entered.values_list("enrolment_id").annotate(first=Min("occurred_at")).order_by()
    return {pk: at for pk, at in first if pk}


def lines_of(
    people: Iterable[Enrolment],
    records: Sequence[SignatureRecord],
    half_day: HalfDayOf,
    entries: Mapping[int, datetime] = NOBODY,
) -> list[Line]:
    """Return each person with the last word about them on this half-day."""
    here = [
        each for each in records if (each.day, each.half_day) == (half_day.day, half_day.half_day)
    ]
    last = last_words(here, lambda each: each.enrolment_id)
    first = {each.enrolment_id: each for each in reversed(here)}
    return [Line(one, last.get(one.pk), first.get(one.pk), entries.get(one.pk)) for one in people]


def countersignature_of(
    records: Iterable[SignatureRecord], half_day: HalfDayOf
) -> SignatureRecord | None:
    for each in records:
        place = (each.day, each.half_day, each.statement)
        if place == (half_day.day, half_day.half_day, Statement.COUNTERSIGNED):
            return each
    return None


def sheet_particulars(session: Session) -> dict:
    """Return what the paper of a session says: plain words, as they are now."""
    records = records_of(session)
    half_days = half_days_of(session)
    people = list(people_of(session))
    columns = [lines_of(people, records, half_day) for half_day in half_days]
    leaders = session.leaders.select_related("person").order_by("pk")
    last = records[-1] if records else None
    return {
        "issuer": settings.WAGTAIL_SITE_NAME,
        "course": session.cohort.course.title,
        "cohort": session.cohort.title,
        "organisation": session.cohort.organisation.name if session.cohort.organisation else "",
        "session": session.title,
        "kind": str(session.get_kind_display()),
        "place": session.place or (str(session.get_mode_display()) if session.is_remote else ""),
        "leaders": [leader.person.get_full_name() for leader in leaders],
        "zone": session.cohort.time_zone,
        "half_days": [
            {
                "day": date_format(each.day, "l j F Y"),
                "label": str(each.half_day.label),
                "hours": f"{_clock(each.starts_at)} – {_clock(each.ends_at)}",
                "countersigned": _vouched(countersignature_of(records, each), each.zone),
            }
            for each in half_days
        ],
        "rows": [
            {
                "name": f"{one.learner.last_name} {one.learner.first_name}".strip()
                or one.learner.email,
                "cells": [_cell(column[place], half_days[0].zone) for column in columns],
            }
            for place, one in enumerate(people)
        ],
        "last": last and {"number": last.number, "hash": last.hash},
        "width": DRAWING_WIDTH,
        "height": DRAWING_HEIGHT,
    }


def _cell(line: Line, zone: ZoneInfo) -> dict | None:
    record = line.record
    if record is None:
        return None
    return {
        "statement": record.statement,
        "said": str(record.get_statement_display()),
        "means": str(record.get_means_display()),
        "at": _clock(record.signed_at.astimezone(zone)),
        "by": record.signatory.get_full_name() if record.means in NOTED else "",
        "arrived": record.arrived_at and _clock(record.arrived_at.astimezone(zone)),
        "left": record.left_at and _clock(record.left_at.astimezone(zone)),
        "reason": record.reason,
        "drawing": record.drawing,
        "typed_name": record.typed_name,
        "number": record.number,
        "hash": record.hash[:8],
        "corrects": record.corrects.number if record.corrects else None,
    }


def _vouched(record: SignatureRecord | None, zone: ZoneInfo) -> dict | None:
    if record is None:
        return None
    return {
        "by": record.signatory.get_full_name(),
        "at": _clock(record.signed_at.astimezone(zone)),
        "on": date_format(record.signed_at.astimezone(zone), "j F Y"),
        "number": record.number,
        "hash": record.hash[:8],
    }


def _clock(instant: datetime) -> str:
    return time_format(instant, "TIME_FORMAT")


def attendance_of(cohort: Cohort, *, at: datetime | None = None) -> dict[int, Attendance]:
    """Return the attendance of everybody seated, by enrolment, in three queries.

    A half-day counts once it is over; a cancelled session never does.
    """
    at = at or timezone.now()
    held = {
        (each.session.pk, each.day, each.half_day.value): each
        for session in cohort.sessions.standing().filter(starts_at__lt=at)
        for each in _with_cohort(session, cohort)
        if each.span.ends <= at
    }
    said: dict[int, dict] = defaultdict(dict)
    columns = ("enrolment", "session", "day", "half_day", "statement", "arrived_at", "left_at")
    rows = cohort.signatures.exclude(enrolment=None).order_by("number").values_list(*columns)
    for enrolment, session_pk, day, half_day, *word in rows.iterator():
        said[enrolment][session_pk, day, half_day] = word
    return {
        pk: _attendance(said[pk], held)
        for pk in cohort.enrolments.seated().values_list("pk", flat=True)
    }


def online_evidence(enrolment: Enrolment) -> list[OnlineEvidence]:
    """Return what the learner did online, in the order they did it, in one query."""
    rows = (
        Completion.objects.filter(enrolment_id=enrolment.pk, learner=enrolment.learner_id)
        .order_by("completed_at", "pk")
        .values_list("activity", "activity__title", "activity__minutes", "completed_at")
    )
    return [OnlineEvidence(*row) for row in rows]


def evidence_minutes(enrolment: Enrolment) -> int:
    """Return the minutes that the activities done online were announced for.

    The mean duration announced, as D6313-3-1 asks, not the time that a page stood open: that says
    nothing of anybody's work.
    """
    return sum(done.minutes for done in online_evidence(enrolment))


def _with_cohort(session: Session, cohort: Cohort) -> list[HalfDayOf]:
    session.cohort = cohort
    return half_days_of(session)


def _attendance(said: dict, held: dict[tuple, HalfDayOf]) -> Attendance:
    present = [
        minutes_attended(half_day.span, arrived_at=said[place][1], left_at=said[place][2])
        for place, half_day in held.items()
        if place in said and said[place][0] == Statement.PRESENT
    ]
    return Attendance(len(present), len(held), sum(present))
