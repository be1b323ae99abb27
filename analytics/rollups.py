"""Counting the log by day: a little every few minutes, or all of it again; both give the same.

A pass does not add to what it finds: it counts again every day that a new event touches. So an
event that is read twice counts once, and passes may overlap for the sake of events that were
numbered before the watermark but committed after it was set.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncDate

from analytics.models import DailyActivity, Watermark
from lms.events.models import Event
from lms.events.verbs import Verb

# What a learner does, and nobody does for them.
LEARNING = (
    Verb.ACTIVITY_OPENED,
    Verb.ACTIVITY_COMPLETED,
    Verb.ATTEMPT_STARTED,
    Verb.ATTEMPT_SUBMITTED,
    Verb.BOOKING_MADE,
)
OVERLAP = 5_000  # events read again, in case they were committed late
BATCH = 2_000
NAME = "daily_activity"
HOUSE = ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def roll_up() -> None:
    """Count again the days touched by what the log has received since the last pass."""
    watermark = _hold_watermark()
    fresh = Event.objects.filter(pk__gt=watermark.event_id - OVERLAP)
    last = fresh.aggregate(last=Max("pk"))["last"]
    if last is None or last == watermark.event_id:
        return
    touched = _learning(fresh)
    span = touched.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    if span["first"] is not None:
        cohorts = list(touched.values_list("cohort_id", flat=True).distinct())
        first, after = _day(span["first"]), _day(span["last"]) + timedelta(days=1)
        whole_days = {"occurred_at__gte": _start(first), "occurred_at__lt": _start(after)}
        _count(_learning(Event.objects.filter(cohort_id__in=cohorts, **whole_days)))
    _move(watermark, last)


@transaction.atomic
def rebuild() -> int:
    """Forget every count, count the whole log again, and return how many counts there are."""
    watermark = _hold_watermark()
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    DailyActivity.objects.all().delete()
    _count(_learning(Event.objects.all()))
    _move(watermark, last)
    return DailyActivity.objects.count()


def _learning(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.filter(verb__in=LEARNING, enrolment_id__isnull=False, cohort_id__isnull=False)


def _count(events: QuerySet[Event]) -> None:
    counts = (
        events.annotate(day=TruncDate("occurred_at", tzinfo=HOUSE))
        .values("enrolment_id", "cohort_id", "day")
        .annotate(events=Count("pk"))
        .order_by()
    )
    rows: Iterator[DailyActivity] = (DailyActivity(**count) for count in counts.iterator())
    while batch := list(islice(rows, BATCH)):
        DailyActivity.objects.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=["enrolment_id", "day"],
            update_fields=["events"],
        )


def _hold_watermark() -> Watermark:
    """Lock the watermark: passes that meet take turns."""
    Watermark.objects.get_or_create(rollup=NAME)
    return Watermark.objects.select_for_update().get(rollup=NAME)


def _move(watermark: Watermark, event_id: int) -> None:
    watermark.event_id = event_id
    watermark.save(update_fields=["event_id"])


def _day(instant: datetime) -> date:
    return instant.astimezone(HOUSE).date()


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HOUSE)
