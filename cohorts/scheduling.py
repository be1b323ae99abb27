"""From a plan in weeks to dates: pure decisions that a property test can try by the thousand.

Live steps fall on working days, never on a public holiday nor in a period without sessions, in the
order of the plan and never two at once. Half-days are wall-clock time: 9:00–12:30 and 14:00–17:30
where the cohort lives; everything that leaves this page as an instant is in UTC.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
PERIOD = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s*(?:-|–|—|au)\s*(\d{1,2})/(\d{1,2})/(\d{4}))?", re.IGNORECASE
)
LONGEST_PERIOD = 400
# How far a free half-day is looked for before there is none to propose.
REACH = 60


class HalfDay(StrEnum):
    """The same words as `courses.choices.HalfDay`, for rules that know no database."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HOURS = {
    HalfDay.MORNING: (time(9), time(12, 30)),
    HalfDay.AFTERNOON: (time(14), time(17, 30)),
}
WHOLE_DAY = (HalfDay.MORNING, HalfDay.AFTERNOON)
HALF_DAY_MINUTES = 210


class NotAPeriod(ValueError):
    """A line is neither a date nor two dates in order; the line is the argument."""


@dataclass(frozen=True)
class Step:
    """A live step of a plan: its week from 1, its weekday from 0, and how long it lasts.

    Without a week it comes right after the step before. Without a half-day it takes the whole
    day, or the morning when its minutes fit in one.
    """

    key: int
    week: int | None = None
    weekday: int | None = None
    half_day: str = ""
    minutes: int | None = None

    @property
    def half_days(self) -> tuple[HalfDay, ...]:
        if self.half_day:
            return (HalfDay(self.half_day),)
        is_short = self.minutes is not None and self.minutes <= HALF_DAY_MINUTES
        return (HalfDay.MORNING,) if is_short else WHOLE_DAY


@dataclass(frozen=True)
class Dated:
    """A step on its day, in the wall clock of the cohort."""

    step: Step
    day: date
    starts: time
    ends: time

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        return on_day(self.day, self.starts, self.ends, zone)


@dataclass(frozen=True)
class Engagement:
    """What takes people and a place for a while.

    ``is_ours`` says that it is of the cohort in question; ``learners`` how many of the cohort's
    learners are expected there.
    """

    starts: datetime
    ends: datetime
    leaders: frozenset[int] = frozenset()
    place: str = ""
    is_ours: bool = False
    learners: int = 0

    def overlaps(self, other: "Engagement") -> bool:
        return self.starts < other.ends and other.starts < self.ends


class Clash(StrEnum):
    """What stands against a date."""

    LEADER = "leader"
    PLACE = "place"
    SESSION = "session"
    LEARNERS = "learners"
    WEEK = "week"
    CLOSED = "closed"


@dataclass(frozen=True)
class Conflict:
    """One thing that stands against the draft at this index; ``proposal`` is a day without any.

    ``what`` is the leader, the place, the number of learners or of hours, as the clash says.
    """

    draft: int
    clash: Clash
    what: int | str | float = ""
    proposal: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Rules:
    """When a cohort may meet."""

    zone: ZoneInfo
    excluded: Set[date] = frozenset()
    holidays: Set[date] = frozenset()
    # Two whole days and a half-day: beyond it nobody works beside the programme.
    most_weekly_hours: float = 21

    def allow(self, day: date) -> bool:
        return is_open(day, excluded=self.excluded, holidays=self.holidays)


def schedule(
    steps: Sequence[Step],
    *,
    starts_on: date,
    excluded: Set[date] = frozenset(),
    holidays: Set[date] = frozenset(),
) -> list[Dated]:
    """Give every step its day, in the order of the weeks, each after the one before.

    A step whose day is closed or taken moves to the next open day; those behind it make room.
    """
    dated: list[Dated] = []
    free_from = _rank(starts_on, HalfDay.MORNING)
    for step, wished in _in_order(steps, starts_on):
        day = max(wished, date.fromordinal(free_from // 2))
        while _rank(day, step.half_days[0]) < free_from or not is_open(
            day, excluded=excluded, holidays=holidays
        ):
            day += DAY
        dated.append(dated_on(step, day))
        free_from = _rank(day, step.half_days[-1]) + 1
    return dated


def shift(
    spans: Sequence[tuple[datetime, datetime]],
    *,
    days: int,
    rules: Rules,
    after: datetime | None = None,
    before: date | None = None,
) -> list[tuple[datetime, datetime]]:
    """Move sessions by so many days, each to an open day, at the same hours of the clock.

    They keep their order: none begins before the one in front has ended. ``after`` is where the
    first may begin, ``before`` the day that none may precede.
    """
    moved: list[tuple[datetime, datetime]] = []
    for starts_at, ends_at in sorted(spans):
        starts, ends = (edge.astimezone(rules.zone) for edge in (starts_at, ends_at))
        day = max(starts.date() + days * DAY, before or date.min)
        length = ends.date() - starts.date()
        while True:
            span = (
                _instant(day, starts.time(), rules.zone),
                _instant(day + length, ends.time(), rules.zone),
            )
            if rules.allow(day) and (after is None or span[0] >= after):
                break
            day += DAY
        if span[1] <= span[0]:  # the night the clock goes forward took the whole of it
            span = (span[0], span[0] + (ends_at - starts_at))
        moved.append(span)
        after = span[1]
    return moved


def conflicts(
    drafts: Sequence[Engagement],
    *,
    others: Iterable[Engagement],
    rules: Rules,
) -> list[Conflict]:
    """Say what stands against each draft, in order, each time with a free half-day after it."""
    others = list(others)
    found: list[Conflict] = []
    for index, draft in enumerate(drafts):
        rest = [*others, *(other for place, other in enumerate(drafts) if place != index)]
        clashes = list(_clashes(draft, rest, rules))
        if clashes:
            proposal = next_free(draft, rest, rules)
            found += [Conflict(index, clash, what, proposal) for clash, what in clashes]
    return found


def next_free(
    draft: Engagement, others: Iterable[Engagement], rules: Rules
) -> tuple[datetime, datetime] | None:
    """Return the first half-day after the draft's where nothing stands against it."""
    others = list(others)
    local = draft.starts.astimezone(rules.zone)
    length = draft.ends - draft.starts
    is_long = length > timedelta(minutes=HALF_DAY_MINUTES)
    spans = [HOURS[HalfDay.MORNING][0]] if is_long else [HOURS[half][0] for half in WHOLE_DAY]
    days = (local.date() + offset * DAY for offset in range(REACH))
    open_days = (day for day in days if rules.allow(day))
    starts = (_instant(day, start, rules.zone) for day in open_days for start in spans)
    for start in (start for start in starts if start > draft.starts):
        moved = Engagement(
            start, start + length, draft.leaders, draft.place, draft.is_ours, draft.learners
        )
        if not any(_clashes(moved, others, rules)):
            return moved.starts, moved.ends
    return None


def half_days(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> list[tuple[date, HalfDay]]:
    """Return the half-days of the cohort's calendar that a session touches, in order.

    The lunch break belongs to neither: a session within it counts for the half-day nearer to it.
    """
    last = (ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    day = starts_at.astimezone(zone).date()
    touched: list[tuple[date, HalfDay]] = []
    noon = HOURS[HalfDay.MORNING][1], HOURS[HalfDay.AFTERNOON][0]
    while day <= last:
        morning_ends, afternoon_starts = (_instant(day, edge, zone) for edge in noon)
        day_starts, day_ends = (_instant(each, time(0), zone) for each in (day, day + DAY))
        if max(starts_at, day_starts) < min(ends_at, morning_ends):
            touched.append((day, HalfDay.MORNING))
        if max(starts_at, afternoon_starts) < min(ends_at, day_ends):
            touched.append((day, HalfDay.AFTERNOON))
        day += DAY
    if touched:
        return touched
    middle = (starts_at + (ends_at - starts_at) / 2).astimezone(zone)
    half = HalfDay.MORNING if middle.time() < time(13, 15) else HalfDay.AFTERNOON
    return [(middle.date(), half)]


def on_day(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants of these hours of the day's clock."""
    return _instant(day, starts, zone), _instant(day, ends, zone)


def is_open(day: date, *, excluded: Set[date], holidays: Set[date]) -> bool:
    """Say whether people may be asked to come on this day."""
    return day.weekday() < SATURDAY and day not in excluded and day not in holidays


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def read_periods(text: str) -> frozenset[date]:
    """Read dates and ranges of dates as people type them: « 21/12/2026 - 3/1/2027 », one a line."""
    days: set[date] = set()
    for line in re.split(r"[\n,;]", text):
        if line.strip():
            days.update(_period(line.strip()))
    return frozenset(days)


def _period(line: str) -> Iterable[date]:
    typed = PERIOD.fullmatch(line)
    if typed is None:
        raise NotAPeriod(line)
    numbers = [int(part) for part in typed.groups() if part]
    days = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    try:
        ends = [date(year, month, day) for day, month, year in days]
    except ValueError:
        raise NotAPeriod(line) from None
    length = (ends[-1] - ends[0]).days
    if not 0 <= length <= LONGEST_PERIOD:
        raise NotAPeriod(line)
    return (ends[0] + offset * DAY for offset in range(length + 1))


def _in_order(steps: Sequence[Step], starts_on: date) -> list[tuple[Step, date]]:
    """Return steps with the day they wish for: by week, weekday and half-day, then as planned."""
    first = monday_of(starts_on)
    wish = (starts_on, 0)
    wished: list[tuple[tuple[date, int], int, Step]] = []
    for place, step in enumerate(steps):
        if step.week is not None:
            day = first + ((step.week - 1) * 7 + (step.weekday or 0)) * DAY
            wish = (max(day, starts_on), WHOLE_DAY.index(step.half_days[0]))
        wished.append((wish, place, step))
    return [(step, day) for (day, _half), _place, step in sorted(wished, key=lambda each: each[:2])]


def dated_on(step: Step, day: date) -> Dated:
    """Give the step its hours on that day."""
    starts, ends = HOURS[step.half_days[0]][0], HOURS[step.half_days[-1]][1]
    if step.minutes and len(step.half_days) == 1:
        wanted = datetime.combine(day, starts) + timedelta(minutes=step.minutes)
        ends = min(wanted, datetime.combine(day, ends)).time()
    return Dated(step, day, starts, ends)


def _clashes(
    draft: Engagement, others: Iterable[Engagement], rules: Rules
) -> Iterable[tuple[Clash, int | str | float]]:
    others = list(others)
    if not rules.allow(draft.starts.astimezone(rules.zone).date()):
        yield Clash.CLOSED, ""
    meanwhile = [other for other in others if draft.overlaps(other)]
    for leader in sorted(draft.leaders & _leaders(meanwhile)):
        yield Clash.LEADER, leader
    place = _folded(draft.place)
    if place and any(_folded(other.place) == place for other in meanwhile):
        yield Clash.PLACE, draft.place
    if any(other.is_ours for other in meanwhile):
        yield Clash.SESSION, ""
    busy = max((other.learners for other in meanwhile if not other.is_ours), default=0)
    if busy:
        yield Clash.LEARNERS, busy
    week = monday_of(draft.starts.astimezone(rules.zone).date())
    hours = _hours([draft]) + _hours(
        other
        for other in others
        if other.is_ours and monday_of(other.starts.astimezone(rules.zone).date()) == week
    )
    if hours > rules.most_weekly_hours:
        yield Clash.WEEK, hours


def _leaders(engagements: Iterable[Engagement]) -> frozenset[int]:
    return frozenset().union(*(engagement.leaders for engagement in engagements))


def _hours(engagements: Iterable[Engagement]) -> float:
    spans = (engagement.ends - engagement.starts for engagement in engagements)
    return sum(spans, timedelta()) / timedelta(hours=1)


def _folded(place: str) -> str:
    return " ".join(place.split()).casefold()


def _rank(day: date, half: HalfDay) -> int:
    """Number half-days one after the other."""
    return day.toordinal() * 2 + WHOLE_DAY.index(half)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
