"""Numbers, durations and the rameau, on every page."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lms.templatetags.look import branch, duration, number

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (None, ""),
        (0, ""),
        (45, "45\u00a0min"),
        (120, "2\u00a0h"),
        (210, "3\u00a0h\u00a030"),
        (65, "1\u00a0h\u00a005"),
    ],
)
def test_durations_read_as_people_say_them(minutes, shown):
    assert duration(minutes) == shown


@given(st.integers(min_value=1, max_value=100_000))
def test_a_duration_can_be_counted_back(minutes):
    hours, rest = re.fullmatch(r"(?:(\d+)\sh)?\s?(?:(\d+)(?:\smin)?)?", duration(minutes)).groups()

    assert 60 * int(hours or 0) + int(rest or 0) == minutes


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0, "0"), (1234.5, "1\u202f234,5"), (-1234567, "-1\u202f234\u202f567")],
)
def test_numbers_are_french(value, shown):
    assert number(value) == shown


@given(st.one_of(st.integers(), st.floats(-1e12, 1e12)))
def test_a_number_loses_nothing(value):
    assert type(value)(number(value).replace("\u202f", "").replace(",", ".")) == value


@given(st.integers(0, 100))
def test_one_leaf_grows_with_each_fifth_of_the_way(percent):
    leaves = branch(percent)["leaves"]

    assert leaves.count(True) == percent // 20
    assert leaves == sorted(leaves, reverse=True)


def test_the_rameau_says_what_it_shows():
    drawn = Template("{% load look %}{% branch 45 %}").render(Context())

    assert 'role="img" aria-label="45\u00a0% parcourus"' in drawn
    assert drawn.count("is-grown") == 2
    assert "style=" not in drawn


@pytest.mark.parametrize(
    ("day", "form", "written"),
    [
        (date(2026, 12, 1), "DATE_FORMAT", "1er décembre 2026"),
        (date(2026, 12, 11), "DATE_FORMAT", "11 décembre 2026"),
        (
            datetime(2026, 12, 1, 1, 30, tzinfo=PARIS),
            "DATETIME_FORMAT",
            "mardi 1er décembre 2026 à 1 h 30",
        ),
        (date(2026, 12, 21), "MONTH_DAY_FORMAT", "lundi 21 décembre"),
    ],
)
def test_the_first_of_a_month_is_written_as_french_does(day, form, written):
    page = Template("{{ day|date:form }}").render(Context({"day": day, "form": form}))

    assert page.replace("\u00a0", " ") == written
