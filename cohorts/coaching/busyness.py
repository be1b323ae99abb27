"""When a calendar says that its owner is busy: instants only, never what for."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from cohorts.coaching.wallclock import Interval, merge

DAY = timedelta(days=1)
MOST_EVENTS = 5000


class Unreadable(Exception):
    """Not a calendar, or one that repeats beyond reason."""


def busy_times(
    text: str | bytes, *, since: datetime, until: datetime, zone: ZoneInfo
) -> list[Interval]:
    """The busy times between two instants, joined. Floating times are in the owner's zone."""
    try:
        calendar = Calendar.from_ical(text)
        # A duration is real time; whoever expands repetitions adds it to the wall clock.
        lasting = {
            str(event.get("UID")): event.decoded("DURATION")
            for event in calendar.walk("VEVENT")
            if "DURATION" in event
        }
        expanded = recurring_ical_events.of(calendar, skip_bad_series=True)
        events = list(_few(expanded.between(since, until)))
        found = [
            _interval(event, zone, lasting.get(str(event.get("UID"))))
            for event in events
            if _is_busy(event)
        ]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise Unreadable(str(error)) from error
    return merge(each for each in found if each and each.starts < until and each.ends > since)


def _few(events: Iterable[Event]) -> Iterator[Event]:
    for number, event in enumerate(events):
        if number >= MOST_EVENTS:
            raise Unreadable("too many events")
        yield event


def _is_busy(event: Event) -> bool:
    """Cancelled events, and those that their owner marks as free, keep nobody away."""
    status, shown = str(event.get("STATUS", "")), str(event.get("TRANSP", ""))
    return status.upper() != "CANCELLED" and shown.upper() != "TRANSPARENT"


def _interval(event: Event, zone: ZoneInfo, lasting: timedelta | None) -> Interval | None:
    starts = _instant(event.decoded("DTSTART"), zone)
    if lasting is not None and lasting < DAY:
        ends = starts + lasting
    else:
        ends = _instant(event.decoded("DTEND"), zone) if "DTEND" in event else starts
    return Interval(starts, ends) if ends > starts else None


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
