"""What figures mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import bars
from analytics.measures import expected_percent, is_late, spread

AUTUMN = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 11)}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 1), 0),
        (date(2026, 9, 1), 0),
        (date(2026, 9, 6), 50),
        (date(2026, 9, 11), 100),
        (date(2027, 1, 1), 100),
    ],
)
def test_the_calendar_says_how_far_one_should_be(day, expected):
    assert expected_percent(**AUTUMN, on=day) == expected


def test_a_cohort_of_one_day_is_over_on_its_day():
    day = date(2026, 9, 1)

    assert expected_percent(starts_on=day, ends_on=day, on=day) == 100


def test_a_permanent_cohort_expects_nothing():
    assert expected_percent(starts_on=None, ends_on=None, on=date(2026, 9, 1)) is None
    assert not is_late(0, expected=None)


@pytest.mark.parametrize(
    ("percent", "expected", "late"), [(39, 50, True), (40, 50, False), (100, 100, False)]
)
def test_who_is_more_than_ten_points_behind_the_calendar_is_late(percent, expected, late):
    assert is_late(percent, expected=expected) is late


@given(st.lists(st.integers(0, 100)))
def test_everybody_is_in_exactly_one_band(percents):
    assert sum(band.people for band in spread(percents)) == len(percents)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_bars_stay_inside_the_drawing_and_in_proportion(values):
    drawn = bars([(str(n), n) for n in values], width=560, height=150, top=24, gap=4)

    assert all(bar.x >= 0 and bar.x + bar.width <= 560.01 for bar in drawn)
    assert all(bar.y >= 24 - 0.01 and bar.y + bar.height <= 150.02 for bar in drawn)
    assert max(bar.height for bar in drawn) == (126 if max(values) else 0)
