"""Calendars as other programs read them (RFC 5545): invitations by mail and feeds.

Instants are written in UTC: generated VTIMEZONE parts mislead strict readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Le RAMEAU//Plateforme de formation//FR"


@dataclass(frozen=True)
class Party:
    """Somebody an invitation names."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One line of a calendar: an appointment between two instants, or one whole day."""

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | None = None
    url: str = ""
    place: str = ""
    sequence: int = 0


def invitation(entry: Entry, *, organiser: Party, guests: Iterable[Party], stamp: datetime) -> str:
    """Ask calendars to show the appointment, or to update the one they have with this uid."""
    return _message("REQUEST", entry, organiser=organiser, guests=guests, stamp=stamp)


def cancellation(
    entry: Entry, *, organiser: Party, guests: Iterable[Party], stamp: datetime
) -> str:
    """Ask calendars to take the appointment away; the sequence is higher than the invitation's."""
    return _message("CANCEL", entry, organiser=organiser, guests=guests, stamp=stamp)


def feed(entries: Iterable[Entry], *, name: str, stamp: datetime) -> str:
    """A whole calendar, for programs that come and read it every few hours."""
    calendar = _calendar("PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    for entry in entries:
        calendar.add_component(_event(entry, stamp=stamp))
    return calendar.to_ical().decode()


def _message(
    method: str, entry: Entry, *, organiser: Party, guests: Iterable[Party], stamp: datetime
) -> str:
    event = _event(entry, stamp=stamp)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _address(organiser))
    for guest in guests:
        address = _address(guest)
        address.params["ROLE"] = "REQ-PARTICIPANT"
        # Both have agreed already: nobody is asked to answer.
        address.params["PARTSTAT"] = "ACCEPTED"
        address.params["RSVP"] = "FALSE"
        event.add("attendee", address)
    calendar = _calendar(method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, *, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", entry.title)
    if isinstance(entry.starts, datetime):
        event.add("dtstart", entry.starts.astimezone(UTC))
    else:
        event.add("dtstart", entry.starts)
        event.add("transp", "TRANSPARENT")
    if entry.ends is not None:
        event.add("dtend", entry.ends.astimezone(UTC))
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = party.name
    return address
