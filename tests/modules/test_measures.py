"""Item statistics: a published example, a small table reckoned by hand, and what always holds."""

from itertools import chain, repeat
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.measures import (
    Choice,
    Discrimination,
    Facility,
    Reliability,
    cronbach_alpha,
    discrimination,
    facility,
    judge_alpha,
    judge_choice,
    judge_discrimination,
    judge_facility,
    shares,
    standard_error,
)

# LSAT section VI: how many of 1,000 people answered the five questions so (Bock & Lieberman, 1970).
LSAT = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3,
    "00111": 4, "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15,
    "10111": 80, "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61,
    "11110": 28, "11111": 298,
}  # fmt: skip
PEOPLE = list(
    chain.from_iterable(
        repeat([float(digit) for digit in pattern], count) for pattern, count in LSAT.items()
    )
)

# Five people, three questions. By hand: totals 3, 2, 1, 1, 0; means 3/5, 2/5, 2/5.
TABLE = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]]


def without(rows, index):
    credits = [row[index] for row in rows]
    return credits, [sum(row) - row[index] for row in rows]


def test_alpha_equals_the_published_example():
    assert len(PEOPLE) == 1000
    assert cronbach_alpha(PEOPLE) == pytest.approx(0.2950, abs=5e-5)


def test_discrimination_equals_the_published_example():
    found = [discrimination(*without(PEOPLE, index)) for index in range(5)]

    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5.1e-5)


def test_the_small_table_gives_what_one_reckons_by_hand():
    first, rest = without(TABLE, 0)

    assert facility(first) == pytest.approx(3 / 5)
    # rests 2, 1, 0, 1, 0 (mean 4/5): Σ of products 3/5, Σ of squares 6/5 and 14/5
    assert discrimination(first, rest) == pytest.approx((3 / 5) / sqrt(6 / 5 * 14 / 5))
    # variances of the questions 3/10 each, of the totals 13/10
    assert cronbach_alpha(TABLE) == pytest.approx(3 / 2 * (1 - (9 / 10) / (13 / 10)))
    assert standard_error([3, 2, 1, 1, 0], 6 / 13) == pytest.approx(sqrt(13 / 10 * 7 / 13))


def test_what_never_varies_tells_nothing():
    assert discrimination([1, 1, 1], [0, 1, 2]) is None
    assert discrimination([0.1, 0.1, 0.1], [0, 1, 2]) is None
    assert discrimination([0, 1, 0], [2, 2, 2]) is None
    assert cronbach_alpha([[1, 0], [0, 1]]) is None
    assert cronbach_alpha([[1], [0]]) is None
    assert cronbach_alpha([[1, 1]]) is None


def test_an_alpha_below_0_leaves_the_whole_spread_as_error():
    assert standard_error([0, 1], -3) == pytest.approx(sqrt(1 / 2))


def test_each_option_has_the_share_of_attempts_that_chose_it():
    answers = [["a"], ["a", "b"], [], ["b"]]

    assert shares(answers, ["a", "b", "c"]) == {"a": 0.5, "b": 0.5, "c": 0}


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(1, "too_easy"), (0.9, "too_easy"), (0.6, "fine"), (0.25, "fine"), (0.24, "too_hard")],
)
def test_facility_is_judged(value, verdict):
    assert judge_facility(value) is Facility(verdict)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(None, "unknown"), (-0.1, "reversed"), (0, "none"), (0.2, "fair"), (0.3, "good")],
)
def test_discrimination_is_judged(value, verdict):
    assert judge_discrimination(value) is Discrimination(verdict)


@pytest.mark.parametrize(
    ("option", "verdict"),
    [("right", "right"), ("works", "works"), ("rare", "rare"), ("never", "never")],
)
def test_options_are_judged(option, verdict):
    chosen = {"right": 0.6, "works": 0.36, "rare": 0.04, "never": 0}

    assert judge_choice(option, chosen, {"right"}) is Choice(verdict)


def test_a_right_option_that_a_wrong_one_beats_may_be_a_wrong_key():
    assert judge_choice("a", {"a": 0.2, "b": 0.8}, {"a"}) is Choice.RIGHT_BUT_BEATEN
    assert judge_choice("a", {"a": 0.2, "b": 0.8}, {"a", "b"}) is Choice.RIGHT


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(None, "unknown"), (-1, "low"), (0.5, "fair"), (0.7, "good"), (0.95, "good")],
)
def test_reliability_is_judged(value, verdict):
    assert judge_alpha(value) is Reliability(verdict)


credit_lists = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 20)), min_size=2, max_size=40).map(
    lambda pairs: tuple(zip(*pairs, strict=True))
)


@given(credit_lists)
def test_discrimination_is_from_minus_1_to_1_and_has_no_unit(lists):
    credits, rests = lists
    value = discrimination(credits, rests)

    assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
    if value is not None:
        assert (
            discrimination(credits, [rest / 4 + 1 for rest in rests])
            == pytest.approx(value, abs=1e-3)
            or discrimination(credits, [rest / 4 + 1 for rest in rests]) is None
        )


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=20))
def test_alpha_is_at_most_1_whatever_the_order_of_people(rows):
    value = cronbach_alpha(rows)

    assert value is None or value <= 1 + 1e-6
    if value is not None:
        assert cronbach_alpha(rows[::-1]) == pytest.approx(value, rel=1e-6, abs=1e-6)
