"""The diary of a coach as the database has it: what the rules need to decide on a time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from cohorts.coaching.availability import Diary
from cohorts.coaching.models import (
    Booking,
    BusyTime,
    CoachSettings,
    GroupMeeting,
    SpecialHours,
)
from cohorts.coaching.wallclock import Block, Interval, Special, Week, days, on_day
from cohorts.models import Enrolment, Session
from cohorts.territories import holidays_in
from lms.accounts.models import User

DAY = timedelta(days=1)
# Windows are joined across midnights from here on (see availability.Diary.slots).
LOOK_BACK = 22


def settings_of(coach: User) -> CoachSettings:
    """What this coach chose, or the defaults, which are not saved."""
    return getattr(coach, "coach_settings", None) or CoachSettings(coach=coach)


def diary_of(
    *,
    coach: User,
    now: datetime,
    enrolment: Enrolment | None = None,
    minutes: int | None = None,
    minutes_left: int | None = None,
    notice: timedelta | None = None,
    moving: Booking | None = None,
) -> Diary:
    """What decides on the free times of a coach, for a learner or for nobody in particular.

    ``moving`` is an appointment that leaves its time free for itself; ``notice`` replaces the
    coach's own, for changes that the coach makes.
    """
    chosen = settings_of(coach)
    zone = ZoneInfo(coach.time_zone)
    today = now.astimezone(zone).date()
    first, last = today - LOOK_BACK * DAY, today + (chosen.horizon_days + 2) * DAY
    special = list(_special(coach, first, last))
    reach = _Reach(now, now + (chosen.horizon_days + 3) * DAY, moving)
    learner = enrolment.learner if enrolment else None
    has_caps = chosen.most_per_day is not None or chosen.most_per_week is not None
    pauses = timedelta(minutes=chosen.pause_before), timedelta(minutes=chosen.pause_after)
    return Diary(
        week=Week(
            weekly=_weekly(coach, enrolment),
            zone=zone,
            special=[_as_special(row) for row in special if _concerns(row, enrolment)],
            holidays=_holidays(coach, chosen, first, last),
        ),
        now=now,
        length=timedelta(minutes=minutes or chosen.lengths[0]),
        notice=timedelta(hours=chosen.notice_hours) if notice is None else notice,
        horizon=chosen.horizon_days,
        pause_before=pauses[0],
        pause_after=pauses[1],
        most_per_day=chosen.most_per_day,
        most_per_week=chosen.most_per_week,
        appointments=reach.appointments(coach, since=now - 8 * DAY) if has_caps else (),
        busy=[*reach.busy_of_coach(coach), *_blocked(special, zone)],
        learner_busy=reach.busy_of_learner(learner) if learner else (),
        hours_left=None if minutes_left is None else timedelta(minutes=minutes_left),
    )


class _Reach:
    """The instants that count, and the appointment that does not."""

    def __init__(self, starts_at: datetime, ends_at: datetime, moving: Booking | None) -> None:
        self.starts_at, self.ends_at = starts_at, ends_at
        active = Booking.objects.active()
        self.bookings = active.exclude(pk=moving.pk) if moving else active

    def busy_of_coach(self, coach: User) -> list[Interval]:
        """When the coach cannot receive, whatever keeps them; in one query."""
        kept = self.bookings.filter(coach=coach, group=None)
        return self._all(
            self._during(kept, "kept_from", "kept_until"),
            self._during(self.bookings.filter(learner=coach)),
            self._during(
                GroupMeeting.objects.standing().filter(coach=coach), "kept_from", "kept_until"
            ),
            self._during(BusyTime.objects.filter(coach=coach)),
            self._during(Session.objects.standing().concerning(coach)),
        )

    def busy_of_learner(self, learner: User) -> list[Interval]:
        mine = self.bookings.filter(Q(learner=learner) | Q(coach=learner))
        return self._all(
            self._during(mine), self._during(Session.objects.standing().concerning(learner))
        )

    def appointments(self, coach: User, *, since: datetime) -> list[Interval]:
        """The coach's appointments that the caps count; a group is one."""
        alone = self.bookings.filter(coach=coach, group=None, starts_at__gte=since)
        groups = GroupMeeting.objects.standing().filter(coach=coach, starts_at__gte=since)
        return self._all(
            alone.values_list("starts_at", "ends_at"), groups.values_list("starts_at", "ends_at")
        )

    def _during(self, rows: QuerySet, starts: str = "starts_at", ends: str = "ends_at") -> QuerySet:
        within = {f"{starts}__lt": self.ends_at, f"{ends}__gt": self.starts_at}
        return rows.filter(**within).values_list(starts, ends)

    def _all(self, first: QuerySet, *others: QuerySet) -> list[Interval]:
        unordered = (rows.order_by() for rows in others)
        return [Interval(*ends) for ends in first.order_by().union(*unordered, all=True)]


def _weekly(coach: User, enrolment: Enrolment | None) -> list[Block]:
    rows = coach.weekly_hours.open_to(enrolment)
    return [Block(*row) for row in rows.values_list("weekday", "starts", "ends", "place")]


def _special(coach: User, first: date, last: date) -> Iterable[SpecialHours]:
    return coach.special_hours.filter(last_day__gte=first, first_day__lte=last).order_by("pk")


def _concerns(row: SpecialHours, enrolment: Enrolment | None) -> bool:
    if row.kind == SpecialHours.Kind.BLOCKED:
        return False
    if enrolment is None:
        return True
    return row.cohort_id in (None, enrolment.cohort_id) and row.learner_id in (
        None,
        enrolment.learner_id,
    )


def _as_special(row: SpecialHours) -> Special:
    return Special(row.first_day, row.last_day, row.starts, row.ends, row.place)


def _blocked(rows: list[SpecialHours], zone: ZoneInfo) -> Iterable[Interval]:
    return chain.from_iterable(
        (on_day(day, row.starts, row.ends, zone) for day in days(row.first_day, row.last_day))
        for row in rows
        if row.kind == SpecialHours.Kind.BLOCKED and row.starts is not None and row.ends is not None
    )


def _holidays(coach: User, chosen: CoachSettings, first: date, last: date) -> frozenset[date]:
    if chosen.works_on_holidays:
        return frozenset()
    return holidays_in(coach.time_zone, range(first.year, last.year + 1))
