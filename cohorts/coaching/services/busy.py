"""The coach's own calendar: read every quarter of an hour, kept as busy times and nothing more."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cohorts.coaching.busyness import Unreadable, busy_times
from cohorts.coaching.fetching import Answer, Failed, Refused, fetch
from cohorts.coaching.models import BusyCalendar, BusyTime
from cohorts.coaching.services.locks import hold
from lms.accounts.models import User

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
LEASE = timedelta(minutes=5)
WHOLE = timedelta(days=1)
BATCH = 20
BACK, AHEAD = timedelta(days=1), timedelta(days=130)


@transaction.atomic
def follow_calendar(*, coach: User, url: str, at: datetime | None = None) -> BusyCalendar:
    """Read this address from now on; an empty one stops it and forgets what it said."""
    hold(coach)
    at = at or timezone.now()
    calendar, is_new = BusyCalendar.objects.get_or_create(
        coach=coach, defaults={"url": url, "due_at": at}
    )
    if not is_new and calendar.url != url:
        BusyTime.objects.filter(coach=coach).delete()
        calendar.url, calendar.due_at = url, at
        calendar.etag = calendar.last_modified = calendar.problem = ""
        calendar.read_at = None
        calendar.save()
    return calendar


@transaction.atomic
def forget_calendar(*, coach: User) -> None:
    hold(coach)
    BusyCalendar.objects.filter(coach=coach).delete()
    BusyTime.objects.filter(coach=coach).delete()


def read_due(*, at: datetime | None = None) -> int:
    """Read the calendars that are due; return how many. Two workers never read the same one."""
    at = at or timezone.now()
    due = (
        BusyCalendar.objects.filter(due_at__lte=at).order_by("due_at").values_list("pk", flat=True)
    )
    return sum(_read(pk, at) for pk in list(due[:BATCH]))


def _read(pk: int, at: datetime) -> bool:
    # The lease: whoever moves the date reads; the network is asked outside any transaction.
    due = BusyCalendar.objects.filter(pk=pk, due_at__lte=at)
    if not due.update(due_at=at + LEASE):
        return False
    calendar = BusyCalendar.objects.select_related("coach").get(pk=pk)
    # What repeats moves into sight by itself: once a day the whole is read, changed or not.
    is_fresh = calendar.read_at is not None and at - calendar.read_at < WHOLE
    try:
        answer = fetch(
            calendar.url,
            etag=calendar.etag if is_fresh else "",
            last_modified=calendar.last_modified if is_fresh else "",
        )
        _keep(calendar, answer, at)
    except (Failed, Refused, Unreadable) as error:
        # What was read last still holds; what the address says stays out of the log.
        logger.info("Calendar %s was not read: %s", pk, type(error).__name__)
        BusyCalendar.objects.filter(pk=pk, url=calendar.url).update(
            problem=type(error).__name__.lower(), due_at=at + EVERY
        )
    return True


@transaction.atomic
def _keep(calendar: BusyCalendar, answer: Answer, at: datetime) -> None:
    times = None
    if answer.body is not None:
        zone = ZoneInfo(calendar.coach.time_zone)
        times = busy_times(answer.body, since=at - BACK, until=at + AHEAD, zone=zone)
    hold(calendar.coach)
    mine = BusyCalendar.objects.filter(pk=calendar.pk, url=calendar.url)
    news = {"etag": answer.etag, "last_modified": answer.last_modified, "read_at": at}
    if not mine.update(problem="", due_at=at + EVERY, **({} if times is None else news)):
        return  # another address since
    if times is not None:
        BusyTime.objects.filter(coach=calendar.coach).delete()
        BusyTime.objects.bulk_create(
            BusyTime(coach=calendar.coach, starts_at=each.starts, ends_at=each.ends)
            for each in times
        )
