"""From weeks to dates: examples a manager would check by hand, then properties for any plan."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.scheduling import (
    Clash,
    Conflict,
    Engagement,
    HalfDay,
    NotAPeriod,
    Rules,
    Step,
    conflicts,
    half_days,
    is_open,
    read_periods,
    schedule,
    shift,
)
from courses.choices import HalfDay as PlanHalfDay

PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"]
MONDAY = date(2027, 1, 4)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def test_half_days_are_those_of_the_plan():
    assert [half.value for half in HalfDay] == PlanHalfDay.values


def test_a_plan_becomes_dates_in_the_week_on_the_weekday_and_half_day_it_says():
    plan = [
        Step(1, week=1, weekday=1),
        Step(2, week=2, weekday=3, half_day="afternoon", minutes=90),
        Step(3, week=3, weekday=0, half_day="morning"),
        Step(4, week=4, weekday=2, minutes=60),
    ]

    dated = schedule(plan, starts_on=MONDAY)

    assert [(line.step.key, line.day, line.starts, line.ends) for line in dated] == [
        (1, date(2027, 1, 5), time(9), time(17, 30)),
        (2, date(2027, 1, 14), time(14), time(15, 30)),
        (3, date(2027, 1, 18), time(9), time(12, 30)),
        (4, date(2027, 1, 27), time(9), time(10)),
    ]


def test_a_step_moves_to_the_next_open_day_and_pushes_the_one_behind():
    plan = [Step(1, week=1, weekday=1), Step(2, week=1, weekday=2, half_day="morning")]
    holidays = {date(2027, 1, 5)}

    dated = schedule(plan, starts_on=MONDAY, holidays=holidays, excluded={date(2027, 1, 7)})

    assert [line.day for line in dated] == [date(2027, 1, 6), date(2027, 1, 8)]


def test_a_cohort_that_starts_in_mid_week_has_nothing_before_its_first_day():
    plan = [Step(1, week=1, weekday=0, half_day="morning"), Step(2, week=2, weekday=0)]

    dated = schedule(plan, starts_on=date(2027, 1, 7))

    assert [line.day for line in dated] == [date(2027, 1, 7), date(2027, 1, 11)]


def test_a_step_without_a_week_comes_right_after_the_one_before():
    plan = [Step(1, week=2, weekday=4, half_day="afternoon"), Step(2, minutes=60), Step(3, week=9)]

    dated = schedule(plan, starts_on=MONDAY)

    assert [(line.step.key, line.day) for line in dated] == [
        (1, date(2027, 1, 15)),
        (2, date(2027, 1, 18)),
        (3, date(2027, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Paris", 8), ("Indian/Reunion", 5), ("America/Martinique", 13)],
)
def test_nine_o_clock_is_nine_where_the_cohort_lives(zone, hour):
    (line,) = schedule([Step(1, week=1)], starts_on=MONDAY)

    assert line.instants(ZoneInfo(zone))[0] == datetime(2027, 1, 4, hour, tzinfo=UTC)


def test_in_noumea_the_day_has_begun_before_the_one_of_greenwich():
    (line,) = schedule([Step(1, week=1)], starts_on=MONDAY)

    assert line.instants(ZoneInfo("Pacific/Noumea"))[0] == datetime(2027, 1, 3, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (at(4, 9), at(4, 12, 30), [(MONDAY, "morning")]),
        (at(4, 14), at(4, 17, 30), [(MONDAY, "afternoon")]),
        (at(4, 9), at(4, 17, 30), [(MONDAY, "morning"), (MONDAY, "afternoon")]),
        (at(4, 12), at(4, 13, 30), [(MONDAY, "morning")]),
        (at(4, 12, 45), at(4, 13, 30), [(MONDAY, "morning")]),
        (at(4, 13, 15), at(4, 13, 45), [(MONDAY, "afternoon")]),
        (at(4, 18), at(4, 20), [(MONDAY, "afternoon")]),
        (at(4, 22), at(5, 10), [(MONDAY, "afternoon"), (date(2027, 1, 5), "morning")]),
    ],
)
def test_half_days_touched_by_a_session(starts, ends, expected):
    assert half_days(starts, ends, PARIS) == expected


def test_half_days_in_a_night_when_the_clock_goes_back():
    starts = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 2:50, summer time

    touched = half_days(starts, starts + timedelta(minutes=20), PARIS)  # to 2:10, winter time

    assert touched == [(date(2026, 10, 25), "morning")]


def test_a_move_keeps_the_hours_of_the_clock_over_a_change_of_clock():
    before = datetime(2027, 3, 26, 9, tzinfo=PARIS), datetime(2027, 3, 26, 12, tzinfo=PARIS)

    (moved,) = shift([before], days=3, rules=Rules(PARIS, holidays={date(2027, 3, 29)}))

    assert moved == (
        datetime(2027, 3, 30, 7, tzinfo=UTC),
        datetime(2027, 3, 30, 10, tzinfo=UTC),
    )


def test_conflicts_name_what_stands_against_a_date_and_propose_another():
    draft = Engagement(at(5, 9), at(5, 12, 30), frozenset({7, 8}), "Salle  Bleue", is_ours=True)
    elsewhere = Engagement(at(5, 9), at(5, 17, 30), frozenset({7}), "salle bleue")

    found = conflicts([draft], others=[elsewhere], rules=Rules(PARIS))

    free = (at(6, 9), at(6, 12, 30))
    assert found == [
        Conflict(0, Clash.LEADER, 7, free),
        Conflict(0, Clash.PLACE, "Salle  Bleue", free),
    ]


def test_two_drafts_of_one_cohort_are_never_at_once():
    drafts = [
        Engagement(at(5, 9), at(5, 17, 30), is_ours=True),
        Engagement(at(5, 14), at(5, 15), is_ours=True),
    ]

    found = conflicts(drafts, others=[], rules=Rules(PARIS))

    assert [(conflict.draft, conflict.clash) for conflict in found] == [
        (0, Clash.SESSION),
        (1, Clash.SESSION),
    ]


def test_a_week_that_is_too_full_and_a_closed_day_are_conflicts():
    days = [Engagement(at(day, 9), at(day, 17, 30), is_ours=True) for day in (4, 5)]
    draft = Engagement(at(6, 9), at(6, 17, 30), is_ours=True, learners=0)
    rules = Rules(PARIS, holidays={date(2027, 1, 6)})

    found = conflicts([draft], others=days, rules=rules)

    free = (at(11, 9), at(11, 17, 30))
    assert found == [
        Conflict(0, Clash.CLOSED, "", free),
        Conflict(0, Clash.WEEK, 25.5, free),
    ]


def test_learners_expected_elsewhere_are_counted():
    draft = Engagement(at(5, 9), at(5, 12), is_ours=True)
    elsewhere = Engagement(at(5, 10), at(5, 11), learners=3)

    (conflict,) = conflicts([draft], others=[elsewhere], rules=Rules(PARIS))

    assert (conflict.clash, conflict.what) == (Clash.LEARNERS, 3)


def test_periods_are_read_as_people_type_them():
    typed = "24/12/2026 - 26/12/2026\n2/1/2027, 5/1/2027 au 6/1/2027\n"

    assert read_periods(typed) == {
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 2),
        date(2027, 1, 5),
        date(2027, 1, 6),
    }
    assert read_periods(" \n") == frozenset()


@pytest.mark.parametrize(
    "typed", ["Noël", "31/02/2027", "3/1/2027 - 2/1/2027", "1/1/2027 - 1/1/2031"]
)
def test_what_is_no_period_is_named(typed):
    with pytest.raises(NotAPeriod, match=typed.split(" ", maxsplit=1)[0]):
        read_periods(f"1/1/2027\n{typed}")


days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
steps = st.builds(
    Step,
    key=st.integers(),
    week=st.none() | st.integers(1, 45),
    weekday=st.none() | st.integers(0, 6),
    half_day=st.sampled_from(["", "morning", "afternoon"]),
    minutes=st.none() | st.integers(15, 500),
)
closed = st.builds(
    lambda starts, lengths: {
        start + timedelta(days=offset)
        for start, length in zip(starts, lengths, strict=False)
        for offset in range(length)
    },
    st.lists(days, max_size=6),
    st.lists(st.integers(1, 60), max_size=6),
)


@given(st.lists(steps, max_size=14), days, closed, st.sets(days, max_size=60))
def test_any_plan_gives_dates_inside_the_rules_in_order_and_complete(
    plan, starts_on, excluded, holidays
):
    dated = schedule(plan, starts_on=starts_on, excluded=excluded, holidays=holidays)

    assert sorted(line.step.key for line in dated) == sorted(step.key for step in plan)
    for line in dated:
        assert line.day >= starts_on
        assert is_open(line.day, excluded=excluded, holidays=holidays)
        assert time(9) <= line.starts < line.ends <= time(17, 30)
    ends = [(line.day, line.starts, line.ends) for line in dated]
    for before, after in pairwise(ends):
        assert (before[0], before[2]) <= (after[0], after[1])
    weeks = [(line.step.week, line.step.weekday or 0) for line in dated if line.step.week]
    first = starts_on - timedelta(days=starts_on.weekday())
    in_cohort = [
        max(first + timedelta(days=(week - 1) * 7 + weekday), starts_on) for week, weekday in weeks
    ]
    assert in_cohort == sorted(in_cohort)


@given(steps, days, st.sampled_from(ZONES))
def test_a_dated_step_touches_the_half_days_it_was_given_in_any_zone(step, starts_on, zone):
    (line,) = schedule([step], starts_on=starts_on)
    zone = ZoneInfo(zone)

    touched = half_days(*line.instants(zone), zone)

    assert touched == [(line.day, half) for half in step.half_days]


instants = st.integers(0, 9 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
spans = st.tuples(instants, st.integers(1, 600)).map(
    lambda span: (span[0], span[0] + timedelta(minutes=span[1]))
)


@given(st.lists(spans, max_size=8), st.integers(-60, 400), closed, st.sampled_from(ZONES))
def test_moved_sessions_stay_in_order_on_open_days_at_their_hour(moved, by, excluded, zone):
    rules = Rules(ZoneInfo(zone), excluded=excluded)

    after = shift(moved, days=by, rules=rules)

    assert len(after) == len(moved)
    for before, now in zip(sorted(moved), after, strict=True):
        assert now[0] < now[1]
        local = now[0].astimezone(rules.zone)
        assert rules.allow(local.date())
        wall = before[0].astimezone(rules.zone)
        change = abs(timedelta(hours=local.hour - wall.hour, minutes=local.minute - wall.minute))
        assert change <= timedelta(hours=1)  # only an hour that the clock skips is another
    for first, second in pairwise(after):
        assert first[1] <= second[0]


@given(spans, st.sampled_from(ZONES))
def test_any_session_touches_a_half_day(span, zone):
    touched = half_days(*span, ZoneInfo(zone))

    assert touched
    assert touched == sorted(touched, key=lambda each: (each[0], list(HalfDay).index(each[1])))
