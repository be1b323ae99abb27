"""Telling people of sessions: one mail per person and change, with the update of their calendar.

A change of several sessions is one mail that carries one calendar part for each of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from cohorts import ical
from cohorts.models import Cohort, Enrolment, Session, SessionLeader
from cohorts.surveys.services.sending import ask_newcomers
from lms.accounts.models import User
from lms.notifications.services import Letter, tell_many


class News(StrEnum):
    """What people are told; each has its mail, `cohorts/mail/sessions_….txt`."""

    PLANNED = "planned"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    LEFT = "left"

    @property
    def method(self) -> str:
        return "CANCEL" if self in {News.CANCELLED, News.LEFT} else "REQUEST"


@dataclass(frozen=True)
class Guest:
    """One person and the sessions that concern them."""

    person: User
    sessions: Sequence[Session]


def guests_of(cohort: Cohort, sessions: Sequence[Session]) -> list[Guest]:
    """Everybody whom these sessions of the cohort concern: its learners, and who leads them."""
    learners = [
        enrolment.learner
        for enrolment in cohort.enrolments.seated().select_related("learner").order_by("pk")
    ]
    led: dict[User, list[Session]] = {}
    by_pk = {session.pk: session for session in sessions}
    leaders = SessionLeader.objects.filter(session__in=by_pk).select_related("person")
    for leader in leaders.order_by("session__starts_at", "pk"):
        led.setdefault(leader.person, []).append(by_pk[leader.session_id])
    taught = set(learners)
    return [Guest(learner, sessions) for learner in learners] + [
        Guest(person, theirs) for person, theirs in led.items() if person not in taught
    ]


def announce(
    cohort: Cohort,
    sessions: Iterable[Session],
    *,
    news: News,
    at: datetime,
    guests: Iterable[Guest] | None = None,
) -> None:
    """Tell everybody concerned, or these guests, of the sessions that are not over."""
    ahead = [session for session in sessions if session.ends_at > at]
    if not ahead:
        return
    kept = {session.pk for session in ahead}
    guests = guests_of(cohort, ahead) if guests is None else guests
    theirs = (
        (guest.person, [each for each in guest.sessions if each.pk in kept]) for guest in guests
    )
    tell_many(
        _letter(cohort, Guest(person, these), news=news, at=at) for person, these in theirs if these
    )


def welcome(cohort: Cohort, enrolments: Iterable[Enrolment], *, at: datetime) -> None:
    """Invite learners who have just got a seat to all that is still to come, in one mail each.

    They are asked what the cohort is being asked, too.
    """
    enrolments = list(enrolments)
    _tell_newcomers(cohort, enrolments, News.PLANNED, at=at)
    ask_newcomers(cohort=cohort, enrolments=enrolments, at=at)


def see_off(cohort: Cohort, enrolment: Enrolment, *, at: datetime) -> None:
    """Take the sessions out of the calendar of a learner who gave up their seat."""
    _tell_newcomers(cohort, [enrolment], News.LEFT, at=at)


def entry_of(session: Session) -> ical.Entry:
    """One line of a calendar. The room's address stays behind the platform's door."""
    host = urlsplit(settings.BASE_URL).hostname
    return ical.Entry(
        uid=f"session-{session.pk}@{host}",
        title=session.title,
        starts=session.starts_at,
        ends=session.ends_at,
        place="" if session.is_remote else session.place,
        url=settings.BASE_URL + session.get_absolute_url(),
        sequence=session.sequence,
    )


def _tell_newcomers(
    cohort: Cohort, enrolments: Iterable[Enrolment], news: News, *, at: datetime
) -> None:
    enrolments = list(enrolments)
    sessions = list(cohort.sessions.upcoming(now=at)) if enrolments else []
    if not sessions:
        return
    tell_many(
        _letter(
            cohort,
            Guest(enrolment.learner, sessions),
            news=news,
            at=at,
            # Somebody who withdrew and came back is told again.
            about=f"{enrolment.pk}:{at.isoformat()}",
        )
        for enrolment in enrolments
    )


def _letter(
    cohort: Cohort, guest: Guest, *, news: News, at: datetime, about: str | None = None
) -> Letter:
    sessions = sorted(guest.sessions, key=lambda session: session.starts_at)
    about = about or _versions(sessions)
    return Letter(
        recipient=guest.person,
        key=f"sessions:{news}:{about}:{guest.person.pk}",
        template=f"cohorts/mail/sessions_{news}.txt",
        context={
            "cohort": cohort,
            "course": cohort.course,
            "sessions": sessions,
            "recipient": guest.person,
            "zone": ZoneInfo(guest.person.time_zone),
            "base_url": settings.BASE_URL,
        },
        calendar=_calendars(sessions, guest.person, news=news, at=at),
        calendar_method=news.method,
    )


def _versions(sessions: Sequence[Session]) -> str:
    """Name these sessions as they are now, so that each version is told once."""
    text = "-".join(f"{session.pk}.{session.sequence}" for session in sessions)
    return text if len(text) <= 60 else hashlib.sha256(text.encode()).hexdigest()[:32]


def _calendars(sessions: Sequence[Session], person: User, *, news: News, at: datetime) -> str:
    write: Callable[..., str] = ical.cancellation if news.method == "CANCEL" else ical.invitation
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return "".join(
        write(
            entry_of(session),
            organiser=ical.Party(name, address),
            # Each is the only guest named: an address is not for the whole class to see.
            guests=[ical.Party(person.get_full_name(), person.email)],
            stamp=at,
        )
        for session in sessions
    )
