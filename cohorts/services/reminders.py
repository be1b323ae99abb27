"""Reminders of sessions by mail, a week, a day or an hour before, as each person chose.

They are written when they fall due, not in advance: a session that moved, a seat given up or
another choice need nothing taken back.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cohorts.models import ReminderChoice, Session, SessionReminder
from cohorts.services.invitations import Guest, guests_of
from lms.accounts.models import User
from lms.notifications.services import Letter, tell_many

Moment = SessionReminder.Moment
LEAD = {
    Moment.WEEK: timedelta(days=7),
    Moment.DAY: timedelta(days=1),
    Moment.HOUR: timedelta(hours=1),
}
# A timetable that stood still catches up; a session made later has its invitation instead.
LATE = {
    Moment.WEEK: timedelta(hours=12),
    Moment.DAY: timedelta(hours=6),
    Moment.HOUR: timedelta(minutes=45),
}


def choice_of(person: User) -> ReminderChoice:
    """Return what this person chose, or the defaults, which are not saved."""
    found = ReminderChoice.objects.filter(person=person).first()
    return found or ReminderChoice(person=person)


def choose(*, person: User, **moments: bool) -> ReminderChoice:
    """Keep when this person wants to be reminded."""
    choice, _created = ReminderChoice.objects.update_or_create(person=person, defaults=moments)
    return choice


def send_due(*, at: datetime | None = None) -> int:
    """Write the reminders that fall due now; return how many rounds. Twice is once."""
    at = at or timezone.now()
    return sum(_send_round(session, moment) for moment in Moment for session in _due(moment, at=at))


def _due(moment: Moment, *, at: datetime) -> list[Session]:
    latest = at + LEAD[moment]
    sessions = Session.objects.standing().filter(
        starts_at__gt=max(at, latest - LATE[moment]), starts_at__lte=latest
    )
    done = {
        (reminder.session_id, reminder.starts_at)
        for reminder in SessionReminder.objects.filter(moment=moment, session__in=sessions)
    }
    known = sessions.select_related("cohort__course").order_by("starts_at", "pk")
    return [session for session in known if (session.pk, session.starts_at) not in done]


@transaction.atomic
def _send_round(session: Session, moment: Moment) -> bool:
    _reminder, is_first = SessionReminder.objects.get_or_create(
        session=session, moment=moment, starts_at=session.starts_at
    )
    if is_first:
        guests = guests_of(session.cohort, [session])
        choices = ReminderChoice.objects.filter(person__in=[guest.person.pk for guest in guests])
        wishes = {choice.person_id: choice for choice in choices}
        tell_many(
            _letter(session, moment, guest)
            for guest in guests
            if getattr(wishes.get(guest.person.pk) or ReminderChoice(), moment)
        )
    return is_first


def _letter(session: Session, moment: Moment, guest: Guest) -> Letter:
    minute = session.starts_at.strftime("%Y%m%d%H%M")
    return Letter(
        recipient=guest.person,
        key=f"session:{moment}:{session.pk}:{minute}:{guest.person.pk}",
        template="cohorts/mail/session_reminder.txt",
        context={
            "session": session,
            "sessions": [session],
            "cohort": session.cohort,
            "recipient": guest.person,
            "zone": ZoneInfo(guest.person.time_zone),
            "base_url": settings.BASE_URL,
        },
    )
