"""What people are told about an appointment, with the calendar part that keeps it one event."""

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import ical
from cohorts.coaching.models import Booking, GroupMeeting
from lms.accounts.models import User
from lms.notifications.services import Letter, tell

WRITE = {
    "made": (ical.invitation, "REQUEST"),
    "moved": (ical.invitation, "REQUEST"),
    "cancelled": (ical.cancellation, "CANCEL"),
}


def tell_both(
    booking: Booking,
    *,
    news: str,
    at: datetime,
    by: User | None = None,
    with_calendar: bool = True,
) -> None:
    for person in (booking.learner, booking.coach):
        tell_one(booking, person, news=news, at=at, by=by, with_calendar=with_calendar)


def tell_one(
    booking: Booking,
    person: User,
    *,
    news: str,
    at: datetime,
    by: User | None = None,
    with_calendar: bool = True,
) -> None:
    # The coach of a group has one event for all of them, sent when the meeting was opened.
    has_event = not (booking.group_id and person.pk == booking.coach_id)
    calendar, method = "", ""
    with timezone.override(ZoneInfo(person.time_zone)):
        if news in WRITE and with_calendar and has_event:
            write, method = WRITE[news]
            calendar = write(
                _entry(booking, person), organiser=_house(), guests=_guests(booking), stamp=at
            )
        tell(
            recipient=person,
            key=key_of(booking, person, news),
            template=f"coaching/mail/booking_{news}.txt",
            context=context_of(booking, person, by=by),
            calendar=calendar,
            calendar_method=method,
        )


def tell_group(group: GroupMeeting, *, news: str, at: datetime) -> None:
    """Tell the coach, once, whoever takes a seat: their calendar holds one event for the group."""
    host = urlsplit(settings.BASE_URL).hostname
    write, method = WRITE["made" if news == "opened" else "cancelled"]
    with timezone.override(ZoneInfo(group.coach.time_zone)):
        entry = ical.Entry(
            uid=f"group-{group.pk}@{host}",
            title=_("Group coaching"),
            starts=group.starts_at,
            ends=group.ends_at,
            url=settings.BASE_URL + reverse("cohorts:desk"),
            place=group.place or group.link,
            sequence=0 if news == "opened" else 1,
        )
        guests = [ical.Party(group.coach.get_full_name(), group.coach.email)]
        tell(
            recipient=group.coach,
            key=f"group:{news}:{group.pk}",
            template=f"coaching/mail/group_{news}.txt",
            context={"group": group, "recipient": group.coach, "url": entry.url},
            calendar=write(entry, organiser=_house(), guests=guests, stamp=at),
            calendar_method=method,
        )


def reminder(booking: Booking, person: User, *, moment: str) -> Letter:
    with timezone.override(ZoneInfo(person.time_zone)):
        return Letter(
            recipient=person,
            key=key_of(booking, person, moment),
            template="coaching/mail/booking_reminder.txt",
            context=context_of(booking, person),
        )


def key_of(booking: Booking, person: User, news: str) -> str:
    """One message of a kind per version of the appointment."""
    return f"booking:{news}:{booking.pk}:{booking.sequence}:{person.pk}"


def context_of(booking: Booking, person: User, *, by: User | None = None) -> dict:
    return {
        "booking": booking,
        "recipient": person,
        "zone": ZoneInfo(person.time_zone),
        "other": other_of(booking, person),
        "by": by,
        "url": url_of(booking, person),
        "move_url": settings.BASE_URL + booking.move_address(person),
    }


def other_of(booking: Booking, person: User) -> User:
    return booking.learner if person.pk == booking.coach_id else booking.coach


def url_of(booking: Booking, person: User) -> str:
    page = "cohorts:desk" if person.pk == booking.coach_id else "coaching:appointments"
    return settings.BASE_URL + reverse(page)


def _entry(booking: Booking, person: User) -> ical.Entry:
    host = urlsplit(settings.BASE_URL).hostname
    return ical.Entry(
        uid=f"booking-{booking.pk}@{host}",
        # The subject stays out: calendars are shared with colleagues and families.
        title=_("Coaching with %(person)s") % {"person": other_of(booking, person)},
        starts=booking.starts_at,
        ends=booking.ends_at,
        url=url_of(booking, person),
        place=booking.place or booking.link,
        sequence=booking.sequence,
    )


def _house() -> ical.Party:
    return ical.Party(*parseaddr(settings.DEFAULT_FROM_EMAIL))


def _guests(booking: Booking) -> list[ical.Party]:
    return [
        ical.Party(each.get_full_name(), each.email) for each in (booking.coach, booking.learner)
    ]
