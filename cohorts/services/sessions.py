"""The sessions of a cohort: made from its plan, added, changed, moved, cancelled.

Whoever writes them holds the cohort's row first, as whoever gives a seat does: a learner is either
invited to a session as it is, or told of its change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Session, SessionLeader
from cohorts.scheduling import shift
from cohorts.services.enrolments import lock
from cohorts.services.invitations import Guest, News, announce, guests_of
from cohorts.services.workdays import rules_of
from lms.accounts.models import Role, User
from lms.events.services import record
from lms.events.verbs import Verb

TIMES = ("starts_at", "ends_at")
# What people have in their calendars, or need to find the room.
TOLD = frozenset({"title", *TIMES, "mode", "place", "map_url", "room_url"})
CHANGEABLE = TOLD | {"detail", "kind", "is_required"}
# What a session and its draft say in the same words.
SAID = (*sorted(CHANGEABLE), "plan_item_id")


class SessionClosed(Exception):
    """The session can no longer change so; the message says why."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the session since the form was drawn."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("Somebody else has changed this session while you were editing it."))
        self.session = session


@dataclass(frozen=True)
class Draft:
    """A session as somebody has drawn it up, before it stands."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    plan_item_id: int | None = None
    detail: str = ""
    mode: str = Session.Mode.ON_SITE
    place: str = ""
    map_url: str = ""
    room_url: str = ""
    is_required: bool = True
    leaders: Sequence[User] = field(default=(), compare=False)
    follows_previous: bool = False


@transaction.atomic
def plan_sessions(
    *, cohort: Cohort, drafts: Iterable[Draft], by: User, at: datetime | None = None
) -> list[Session]:
    """Make these sessions; a plan item that has its session already gets no second one."""
    at = at or timezone.now()
    cohort = lock(cohort)
    there = {_name_of(session): session for session in cohort.sessions.all()}
    made: list[Session] = []
    previous: Session | None = None
    for draft in sorted(drafts, key=lambda draft: draft.starts_at):
        session = there.get(_name_of(draft))
        if session is None:
            session = _create(cohort, draft, follows=previous if draft.follows_previous else None)
            there[_name_of(draft)] = session
            made.append(session)
        previous = session
    for session in made:
        _record(Verb.SESSION_PLANNED, session, cohort, by=by, at=at)
    announce(cohort, made, news=News.PLANNED, at=at)
    return made


@transaction.atomic
def create_session(
    *,
    cohort: Cohort,
    draft: Draft,
    by: User,
    follows: Session | None = None,
    at: datetime | None = None,
) -> Session:
    """Add one session to the cohort, and invite its people."""
    at = at or timezone.now()
    cohort = lock(cohort)
    session = _create(cohort, draft, follows=follows)
    _record(Verb.SESSION_PLANNED, session, cohort, by=by, at=at)
    announce(cohort, [session], news=News.PLANNED, at=at)
    return session


@transaction.atomic
def edit_session(
    *,
    session: Session,
    by: User,
    changes: Mapping[str, Any],
    leaders: Iterable[User] | None = None,
    seen: int | None = None,
    with_followers: bool = False,
    at: datetime | None = None,
) -> Session:
    """Change the session, and those that follow it when it moves to another day.

    ``seen`` is the version that the editor had before them: another one is refused. People are
    told once of all that changed.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"A session's {', '.join(sorted(unknown))} cannot be changed.")
    at = at or timezone.now()
    cohort = lock(session.cohort)
    session = cohort.sessions.get(pk=session.pk)
    if seen is not None and session.sequence != seen:
        raise ChangedMeanwhile(session)
    _check_standing(session)
    changed = {name: value for name, value in changes.items() if getattr(session, name) != value}
    old_day = _day(session, cohort)
    if changed.keys() & {*TIMES}:
        _check_unsigned(session)
    touched = [session] if changed else []
    if changed:
        _write(session, changed)
    days = (_day(session, cohort) - old_day).days
    if with_followers and days:
        touched += _move_followers(session, cohort, days=days)
    told = touched if changed.keys() & TOLD else []
    newcomers, gone = _set_leaders(session, leaders, at=at)
    if (newcomers or gone) and not changed:
        _write(session, {})
        touched = [session]
    for each in touched:
        _record(Verb.SESSION_CHANGED, each, cohort, by=by, at=at)
    _tell_of_change(cohort, session, told, newcomers=newcomers, gone=gone, at=at)
    return session


def move_session(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    with_followers: bool,
    by: User,
    at: datetime | None = None,
) -> Session:
    """Give the session another time; those that follow move by as many days if asked."""
    changes = {"starts_at": starts_at, "ends_at": ends_at}
    return edit_session(
        session=session, by=by, changes=changes, with_followers=with_followers, at=at
    )


@transaction.atomic
def cancel_session(
    *, session: Session, reason: str, by: User, at: datetime | None = None
) -> Session:
    """Cancel the session and tell its people why. Cancelling twice is cancelling once."""
    at = at or timezone.now()
    cohort = lock(session.cohort)
    session = cohort.sessions.get(pk=session.pk)
    if session.is_cancelled:
        return session
    _check_unsigned(session)
    session.cancelled_at = at
    session.cancelled_because = reason.strip()
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "cancelled_because", "sequence"])
    _record(Verb.SESSION_CANCELLED, session, cohort, by=by, at=at)
    announce(cohort, [session], news=News.CANCELLED, at=at)
    return session


def said_by(source: Session | Draft) -> dict[str, Any]:
    """Return what a session, or a draft of one, says."""
    return {name: getattr(source, name) for name in SAID}


def _create(cohort: Cohort, draft: Draft, *, follows: Session | None) -> Session:
    session = Session.objects.create(cohort=cohort, follows=follows, **said_by(draft))
    SessionLeader.objects.bulk_create(_leader(session, person) for person in draft.leaders)
    return session


def _leader(session: Session, person: User) -> SessionLeader:
    roles = set(session.cohort.staff.filter(person=person).values_list("role", flat=True))
    role = Role.COACH if Role.COACH in roles and Role.TRAINER not in roles else Role.TRAINER
    return SessionLeader(session=session, person=person, role=role)


def _name_of(session: Session | Draft) -> object:
    """What makes two drafts the same session: their plan item, or their title and hour."""
    return session.plan_item_id or (session.title, session.starts_at)


def _write(session: Session, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(session, name, value)
    session.sequence += 1
    session.save(update_fields=[*changes, "sequence"])


def _move_followers(session: Session, cohort: Cohort, *, days: int) -> list[Session]:
    """Move what depends on the session, in order, each to an open day."""
    followers = _followers(session, cohort)
    rules = rules_of(cohort, around=_day(session, cohort))
    spans = [(each.starts_at, each.ends_at) for each in followers]
    moved = shift(spans, days=days, rules=rules, after=session.ends_at)
    touched = []
    for follower, (starts_at, ends_at) in zip(followers, moved, strict=True):
        if (follower.starts_at, follower.ends_at) != (starts_at, ends_at):
            _write(follower, {"starts_at": starts_at, "ends_at": ends_at})
            touched.append(follower)
    return touched


def _followers(session: Session, cohort: Cohort) -> list[Session]:
    """Return what follows the session, directly or not, that nobody has signed for yet."""
    rest = list(cohort.sessions.standing().filter(signatures=None).order_by("starts_at", "pk"))
    found = {session.pk}
    grew = True
    while grew:
        more = {each.pk for each in rest if each.follows_id in found} - found
        found |= more
        grew = bool(more)
    return [each for each in rest if each.pk in found - {session.pk}]


def _set_leaders(
    session: Session, leaders: Iterable[User] | None, *, at: datetime
) -> tuple[list[User], list[User]]:
    """Return who leads the session from now on, and who no longer does."""
    if leaders is None:
        return [], []
    wanted = {person.pk: person for person in leaders}
    gone = []
    for leader in session.leaders.select_related("person"):
        if wanted.pop(leader.person_id, None) is None:
            gone.append(leader.person)
            leader.delete()
    SessionLeader.objects.bulk_create(_leader(session, person) for person in wanted.values())
    return list(wanted.values()), gone


def _tell_of_change(
    cohort: Cohort,
    session: Session,
    told: Sequence[Session],
    *,
    newcomers: Sequence[User],
    gone: Sequence[User],
    at: datetime,
) -> None:
    new, old = ([Guest(person, [session]) for person in people] for people in (newcomers, gone))
    announce(cohort, [session], news=News.PLANNED, at=at, guests=new)
    announce(cohort, [session], news=News.LEFT, at=at, guests=old)
    # Who has just been invited to the session is not told that it changed.
    others = [
        Guest(guest.person, [each for each in guest.sessions if each != session])
        if guest.person in newcomers
        else guest
        for guest in guests_of(cohort, told)
    ]
    announce(cohort, told, news=News.CHANGED, at=at, guests=others)


def _check_standing(session: Session) -> None:
    if session.is_cancelled:
        raise SessionClosed(_("This session is cancelled."))


def _check_unsigned(session: Session) -> None:
    if session.signatures.exists():
        raise SessionClosed(
            _("People have signed for this session: it keeps its date and cannot be cancelled.")
        )


def _day(session: Session, cohort: Cohort) -> date:
    return timezone.localdate(session.starts_at, timezone=ZoneInfo(cohort.time_zone))


def _record(verb: Verb, session: Session, cohort: Cohort, *, by: User, at: datetime) -> None:
    record(
        verb,
        actor=by,
        at=at,
        course_id=cohort.course_id,
        cohort_id=cohort.pk,
        session_id=session.pk,
    )
