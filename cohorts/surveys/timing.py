"""When surveys leave, remind and close: days on the calendar of the cohort, as instants.

Plain rules: no database and no clock, so that a property test can try any date and time zone.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cohorts.scheduling import monday_of

MORNING = time(9)
# The last day is not over when people are asked, but nearly.
AFTERNOON = time(17)
# Days after somebody was asked; there are never more than these two reminders.
REMINDED_AFTER = (4, 10)
BETWEEN_REMINDERS = 3
FRIDAY = 4


def at_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which a clock on the wall there shows this."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the midnight that ends this day there."""
    return at_clock(day + timedelta(days=1), time(0), zone)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def reminder_after(
    asked_at: datetime, *, sent: int, now: datetime, closes_at: datetime | None, zone: ZoneInfo
) -> datetime | None:
    """Return when the next reminder falls due, or None when there is none to come.

    One that was held up does not bring the next one the same day.
    """
    if sent >= len(REMINDED_AFTER):
        return None
    day = asked_at.astimezone(zone).date() + timedelta(days=REMINDED_AFTER[sent])
    if sent:
        day = max(day, now.astimezone(zone).date() + timedelta(days=BETWEEN_REMINDERS))
    falls_due = at_clock(day, MORNING, zone)
    return falls_due if closes_at is None or falls_due < closes_at else None


def step_days(steps: Iterable[tuple[int | None, int | None]], *, starts_on: date) -> list[date]:
    """Return the day of each survey step of a plan, given its week (from 1) and weekday.

    Without a weekday it is the Friday of its week; without a week it is in that of the step before.
    """
    monday = monday_of(starts_on)
    days = []
    week = 1
    for own_week, weekday in steps:
        week = own_week or week
        place = FRIDAY if weekday is None else weekday
        days.append(max(monday + timedelta(weeks=week - 1, days=place), starts_on))
    return days
