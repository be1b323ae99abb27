"""Availability keeps the coach's wall clock, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cohorts.coaching.availability import Diary, Refusal, free_slots, nearest, refusal
from cohorts.coaching.wallclock import Block, Interval, Week, merge_blocks
from cohorts.coaching.wallclock import windows as windows_of

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Paris",
        "Indian/Reunion",
        "America/Martinique",
        "Pacific/Noumea",
        "Pacific/Marquesas",
        "America/Miquelon",
    )
]
HOUR = timedelta(hours=1)
MARCH_NIGHT = date(2026, 3, 29)  # a Sunday: 2:00 becomes 3:00 in Paris
OCTOBER_NIGHT = date(2026, 10, 25)  # a Sunday: 3:00 becomes 2:00 again
MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def windows(blocks, zone, *, first, last):
    return windows_of(Week(blocks, zone), first=first, last=last)


def diary(*blocks, zone=PARIS, special=(), holidays=(), **fields):
    defaults = {
        "now": datetime(2026, 11, 20, 9, tzinfo=PARIS),
        "length": HOUR,
        "notice": timedelta(hours=24),
        "horizon": 10,
    }
    return Diary(week=Week(blocks, zone, special, holidays), **(defaults | fields))


def starts_of(slots, zone=PARIS):
    return [slot.starts.astimezone(zone).strftime("%d/%m %H:%M") for slot in slots]


def hours_of(block, day, zone=PARIS):
    """The real hours that a block lasts on a day, and its ends as the wall clock shows them."""
    (window,) = windows([block], zone, first=day, last=day)
    ends = (window.starts.astimezone(zone), window.ends.astimezone(zone))
    return (window.ends - window.starts) / HOUR, *(f"{end:%H:%M}" for end in ends)


# What is offered


def test_a_morning_is_cut_into_appointments_up_to_the_horizon():
    slots = free_slots(diary(Block(TUESDAY, time(9), time(11, 30))))

    assert starts_of(slots) == ["24/11 09:00", "24/11 10:00"]


def test_what_is_taken_is_not_offered_and_what_only_touches_is():
    taken = Interval(
        datetime(2026, 11, 24, 10, tzinfo=PARIS), datetime(2026, 11, 24, 11, tzinfo=PARIS)
    )

    slots = free_slots(diary(Block(TUESDAY, time(9), time(12)), busy=[taken]))

    assert starts_of(slots) == ["24/11 09:00", "24/11 11:00"]


def test_the_learner_is_not_offered_a_time_when_they_are_busy_themselves():
    elsewhere = Interval(
        datetime(2026, 11, 24, 9, 30, tzinfo=PARIS), datetime(2026, 11, 24, 10, tzinfo=PARIS)
    )

    slots = free_slots(diary(Block(TUESDAY, time(9), time(11)), learner_busy=[elsewhere]))

    assert starts_of(slots) == ["24/11 10:00"]


def test_notice_is_real_time_and_inclusive():
    block = Block(SUNDAY, time(8), time(11))
    # Between Saturday 10:00 and Sunday 09:00 of the March night lie 22 real hours.
    now = datetime(2026, 3, 28, 9, 0, tzinfo=PARIS)

    slots = free_slots(diary(block, now=now, notice=timedelta(hours=23), horizon=1))

    assert starts_of(slots) == ["29/03 09:00", "29/03 10:00"]


def test_the_horizon_counts_the_days_of_the_coach():
    # Friday evening in Paris is Saturday already in Nouméa: the coach's « in ten days » is later.
    now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    block = Block(TUESDAY, time(9), time(10))

    days = {
        zone.key: starts_of(free_slots(diary(block, now=now, zone=zone, horizon=10)), zone)
        for zone in (PARIS, ZoneInfo("Pacific/Noumea"))
    }

    assert days == {
        "Europe/Paris": ["24/11 09:00"],
        "Pacific/Noumea": ["24/11 09:00", "01/12 09:00"],
    }


def test_blocks_that_touch_are_one_and_so_are_days_that_touch_at_midnight():
    evening = Block(TUESDAY, time(22), time(0))
    night = Block(2, time(0), time(1, 0))
    morning = [Block(TUESDAY, time(9), time(9, 30)), Block(TUESDAY, time(9, 30), time(10, 30))]

    slots = free_slots(diary(evening, night, *morning, length=timedelta(minutes=90)))

    assert starts_of(slots) == ["24/11 09:00", "24/11 22:00", "24/11 23:30"]


def test_a_block_that_crosses_midnight_belongs_to_the_day_it_starts():
    slots = free_slots(diary(Block(TUESDAY, time(23), time(1))))

    assert starts_of(slots) == ["24/11 23:00", "25/11 00:00"]


# What is accepted


def test_each_refusal_has_its_reason():
    block = Block(TUESDAY, time(9), time(12))
    taken = Interval(
        datetime(2026, 11, 24, 9, tzinfo=PARIS), datetime(2026, 11, 24, 10, tzinfo=PARIS)
    )
    own = Interval(
        datetime(2026, 11, 24, 11, tzinfo=PARIS), datetime(2026, 11, 24, 12, tzinfo=PARIS)
    )
    book = diary(block, busy=[taken], learner_busy=[own])
    times = {
        "free": datetime(2026, 11, 24, 10, tzinfo=PARIS),
        "between two": datetime(2026, 11, 24, 9, 30, tzinfo=PARIS),
        "evening": datetime(2026, 11, 24, 20, tzinfo=PARIS),
        "taken": taken.starts,
        "own": own.starts,
        "yesterday": datetime(2026, 11, 19, 9, tzinfo=PARIS),
        "next month": datetime(2026, 12, 22, 9, tzinfo=PARIS),
    }

    assert {name: refusal(start, book) for name, start in times.items()} == {
        "free": None,
        "between two": Refusal.OUTSIDE_HOURS,
        "evening": Refusal.OUTSIDE_HOURS,
        "taken": Refusal.TAKEN,
        "own": Refusal.LEARNER_IS_BUSY,
        "yesterday": Refusal.TOO_SOON,
        "next month": Refusal.TOO_FAR,
    }


def test_the_nearest_slots_come_in_order_of_time():
    slots = free_slots(diary(Block(TUESDAY, time(9), time(14)), Block(3, time(9), time(12))))
    wanted = datetime(2026, 11, 24, 13, tzinfo=PARIS)

    assert starts_of(nearest(slots, wanted, most=3)) == [
        "24/11 11:00",
        "24/11 12:00",
        "24/11 13:00",
    ]


# The two nights when clocks change


def test_the_march_night_is_three_hours_and_offers_no_two_o_clock():
    block = Block(SUNDAY, time(1), time(5))
    now = datetime(2026, 3, 27, tzinfo=PARIS)

    assert hours_of(block, MARCH_NIGHT) == (3, "01:00", "05:00")
    assert starts_of(free_slots(diary(block, now=now, horizon=5))) == [
        "29/03 01:00",
        "29/03 03:00",
        "29/03 04:00",
    ]


def test_the_october_night_is_five_hours_and_tells_the_two_two_o_clocks_apart():
    block = Block(SUNDAY, time(1), time(5))
    now = datetime(2026, 10, 23, tzinfo=PARIS)

    slots = free_slots(diary(block, now=now, horizon=5))

    assert hours_of(block, OCTOBER_NIGHT) == (5, "01:00", "05:00")
    assert [f"{slot.starts.astimezone(PARIS):%H:%M %Z}" for slot in slots] == [
        "01:00 CEST",
        "02:00 CEST",
        "02:00 CET",
        "03:00 CET",
        "04:00 CET",
    ]


def test_an_end_inside_the_skipped_hour_moves_to_the_change():
    assert hours_of(Block(SUNDAY, time(1), time(2, 30)), MARCH_NIGHT) == (1, "01:00", "03:00")
    assert hours_of(Block(SUNDAY, time(2, 30), time(5)), MARCH_NIGHT) == (2, "03:00", "05:00")
    inside = Block(SUNDAY, time(2, 10), time(2, 50))
    assert windows([inside], PARIS, first=MARCH_NIGHT, last=MARCH_NIGHT) == []


def test_an_end_inside_the_doubled_hour_takes_the_first_pass_to_start_and_the_last_to_end():
    assert hours_of(Block(SUNDAY, time(2, 30), time(4)), OCTOBER_NIGHT) == (2.5, "02:30", "04:00")
    assert hours_of(Block(SUNDAY, time(1), time(2, 30)), OCTOBER_NIGHT) == (2.5, "01:00", "02:30")
    assert hours_of(Block(SUNDAY, time(2), time(2, 30)), OCTOBER_NIGHT) == (1.5, "02:00", "02:30")


def test_people_overseas_see_their_right_hour_before_and_after_paris_changes():
    tuesdays = Block(TUESDAY, time(9), time(10))
    before, after = (
        windows([tuesdays], PARIS, first=day, last=day)[0].starts
        for day in (date(2026, 10, 20), date(2026, 10, 27))
    )

    seen = {
        zone.key: tuple(f"{instant.astimezone(zone):%H:%M}" for instant in (before, after))
        for zone in ZONES
    }

    assert seen == {
        "Europe/Paris": ("09:00", "09:00"),
        "Indian/Reunion": ("11:00", "12:00"),
        "America/Martinique": ("03:00", "04:00"),
        "Pacific/Noumea": ("18:00", "19:00"),
        "Pacific/Marquesas": ("21:30", "22:30"),
        "America/Miquelon": ("05:00", "06:00"),  # it changes a week after Paris
    }


# Properties, over zones and the days around every change from 2024 to 2030


def _changes(zone):
    """The days on which the offset of this zone is not the same at both ends."""
    days = (date(2024, 1, 1) + timedelta(days=n) for n in range(7 * 365))
    midnights = [datetime.combine(day, time(), tzinfo=zone) for day in days]
    return [
        here.date() for here, after in pairwise(midnights) if here.utcoffset() != after.utcoffset()
    ]


CHANGES = {zone.key: _changes(zone) for zone in ZONES}
quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
lengths = st.sampled_from([30, 45, 60, 90]).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def days_in_zones(draw):
    zone = draw(st.sampled_from(ZONES))
    around = draw(st.sampled_from(CHANGES[zone.key] or CHANGES["Europe/Paris"]))
    return around + timedelta(days=draw(st.integers(-2, 2))), zone


@st.composite
def weeks(draw):
    block = st.builds(Block, st.integers(0, 6), quarters, quarters)
    return draw(st.lists(block, min_size=1, max_size=6))


def test_the_zones_of_the_tests_do_change_their_clocks():
    assert {zone: len(days) for zone, days in CHANGES.items()} == {
        "Europe/Paris": 14,
        "Indian/Reunion": 0,
        "America/Martinique": 0,
        "Pacific/Noumea": 0,
        "Pacific/Marquesas": 0,
        "America/Miquelon": 14,
    }


@settings(deadline=None)
@example((date(2024, 11, 3), ZoneInfo("America/Miquelon")), time(0), time(1))
@given(days_in_zones(), quarters, quarters)
def test_a_window_spans_the_minutes_whose_wall_clock_lies_in_the_block(day_in_zone, starts, ends):
    day, zone = day_in_zone
    block = Block(day.weekday(), starts, ends)
    first, last = datetime.combine(day, starts), datetime.combine(day, ends)
    if block.ends_next_day:
        last += timedelta(days=1)

    found = windows([block], zone, first=day, last=day)

    # Independent of any rule: walk through the instants and look at the clock on the wall.
    quarter = timedelta(minutes=15)
    midnight = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) - HOUR
    inside = [
        instant
        for instant in (midnight + n * quarter for n in range(220))
        if first <= instant.astimezone(zone).replace(tzinfo=None) < last
    ]
    assert found == ([Interval(inside[0], inside[-1] + quarter)] if inside else [])


@settings(deadline=None)
@given(days_in_zones(), quarters, quarters)
def test_windows_start_when_an_independent_calendar_says(day_in_zone, starts, ends):
    day, zone = day_in_zone
    first_day = day - timedelta(days=14)
    block = Block(first_day.weekday(), starts, ends)
    assume(not block.ends_next_day)
    event = icalendar.Event.new(
        start=datetime.combine(first_day, starts, tzinfo=zone),
        end=datetime.combine(first_day, ends, tzinfo=zone),
    )
    event.add("rrule", {"freq": "weekly"})
    expanded = icalendar.Calendar()
    expanded.add_component(event)
    last_day = first_day + timedelta(days=35)

    found = windows([block], zone, first=first_day, last=last_day)

    occurrences = recurring_ical_events.of(expanded).between(first_day, last_day + HOUR * 24)
    expected = [occurrence.start.astimezone(UTC) for occurrence in occurrences]
    # A start that the clock skips has no agreed meaning among calendars; ours is tested above.
    skipped = [n for n, start in enumerate(expected) if start.astimezone(zone).time() != starts]
    assume(not skipped)
    assert [window.starts for window in found] == sorted(expected)


@settings(max_examples=60, deadline=None)
@given(days_in_zones(), weeks(), lengths, st.data())
def test_what_is_offered_is_exactly_what_is_accepted(day_in_zone, weekly, length, data):
    day, zone = day_in_zone
    now = datetime.combine(day, time(12), tzinfo=zone) - timedelta(days=3)
    book = diary(*weekly, zone=zone, now=now, length=length, horizon=8)
    slots = free_slots(book)
    assume(slots)
    taken = data.draw(st.sampled_from(slots))
    after = diary(*weekly, zone=zone, now=now, length=length, horizon=8, busy=[taken])

    assert all(refusal(slot.starts, book) is None for slot in slots)
    assert all(not a.overlaps(b) for a, b in pairwise(slots))
    assert {slot.ends - slot.starts for slot in slots} == {length}
    assert refusal(taken.starts, after) is Refusal.TAKEN
    assert free_slots(after) == [slot for slot in slots if slot != taken]


@settings(max_examples=60, deadline=None)
@given(days_in_zones(), weeks())
def test_a_slot_offered_today_is_still_accepted_tomorrow(day_in_zone, weekly):
    day, zone = day_in_zone
    assume(any_day_is_free(weekly))
    now = datetime.combine(day, time(12), tzinfo=zone) - timedelta(days=4)
    today = diary(*weekly, zone=zone, now=now, horizon=9)
    tomorrow = diary(*weekly, zone=zone, now=now + timedelta(days=1), horizon=8)

    still_ahead = [
        slot for slot in free_slots(today) if slot.starts - tomorrow.now >= tomorrow.notice
    ]

    assert free_slots(tomorrow) == still_ahead


def any_day_is_free(weekly):
    touched = {(b.weekday + later) % 7 for b in weekly for later in range(1 + b.ends_next_day)}
    return len(touched) < 7


# The hours as a coach writes them


def test_hours_that_overlap_or_touch_are_kept_as_one():
    blocks = [
        Block(MONDAY, time(10), time(12)),
        Block(MONDAY, time(9), time(10)),
        Block(MONDAY, time(14), time(0)),
        Block(MONDAY, time(15), time(16)),
        Block(TUESDAY, time(9), time(12)),
    ]

    assert merge_blocks(blocks) == [
        Block(MONDAY, time(9), time(12)),
        Block(MONDAY, time(14), time(0)),
        Block(TUESDAY, time(9), time(12)),
    ]
