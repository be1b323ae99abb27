"""What answers are worth, by example and by property."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.grading import (
    Credit,
    OrderCredit,
    Quantity,
    Strict,
    Tolerance,
    is_close,
    read_quantity,
    same_text,
    same_unit,
    score_attempt,
    score_choices,
    score_order,
    score_pairs,
)

OPTIONS = list("abcdefgh")
chosen_sets = st.sets(st.sampled_from(OPTIONS))
correct_sets = st.sets(st.sampled_from(OPTIONS), min_size=1)
credits = st.sampled_from(Credit)


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "right_minus_wrong"),
    [
        ("", 0, 0),
        ("a", 0, 0.5),
        ("ab", 1, 1),
        ("abc", 0, 0.5),
        ("ac", 0, 0),
        ("cd", 0, 0),
    ],
)
def test_credit_when_a_and_b_are_right(chosen, all_or_nothing, right_minus_wrong):
    assert score_choices(set(chosen), {"a", "b"}, Credit.ALL_OR_NOTHING) == all_or_nothing
    assert score_choices(set(chosen), {"a", "b"}, Credit.RIGHT_MINUS_WRONG) == right_minus_wrong


@given(chosen_sets, correct_sets, credits)
def test_credit_is_a_share(chosen, correct, credit):
    assert 0 <= score_choices(chosen, correct, credit) <= 1


@given(chosen_sets, correct_sets, credits)
def test_full_credit_is_for_the_right_answer_only(chosen, correct, credit):
    assert (score_choices(chosen, correct, credit) == 1) == (chosen == correct)


@given(correct_sets, chosen_sets, st.sampled_from(OPTIONS), credits)
def test_a_wrong_option_more_never_earns_more(correct, chosen, more, credit):
    if more not in correct:
        before = score_choices(chosen, correct, credit)
        assert score_choices(chosen | {more}, correct, credit) <= before


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_the_score_of_an_attempt_is_the_mean_credit(earned):
    exact = sum(map(Fraction, earned)) / len(earned)

    assert abs(score_attempt(earned) - exact) < 1e-9


def test_an_attempt_that_earns_no_credit_has_no_score():
    assert score_attempt([]) is None


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("L’été  à Paris", True),
        ("l'ete a paris", True),
        ("L'E\u0301TE\u0301\u00a0À PARIS ", True),
        ("lété à paris", False),
        ("", False),
    ],
)
def test_what_is_no_mistake_of_substance_is_forgiven(given, same):
    assert same_text(given, "l’été à Paris", set()) is same


@pytest.mark.parametrize(
    ("given", "strict"),
    [
        ("L’été à paris", Strict.CASE),
        ("l’ete à Paris", Strict.ACCENTS),
        ("l’été  à Paris", Strict.SPACES),
        ("l'été à Paris", Strict.APOSTROPHES),
    ],
)
def test_what_the_author_does_not_forgive_is_wrong(given, strict):
    assert same_text(given, "l’été à Paris", set(Strict) - {strict})
    assert not same_text(given, "l’été à Paris", {strict})


@given(st.text(), st.sets(st.sampled_from(Strict)))
def test_a_text_is_always_itself_however_it_is_encoded(text, strict):
    assert same_text(unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text), strict)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3,5", "3.5", ""),
        ("3.5", "3.5", ""),
        (" − 3,50 km ", "-3.5", "km"),
        ("1 234,5", "1234.5", ""),
        ("1\u202f234\u00a0567", "1234567", ""),
        ("1.234,5 €", "1234.5", "€"),
        ("1,234.5€", "1234.5", "€"),
        ("1.234.567", "1234567", ""),
        ("1,234", "1.234", ""),
        (",5", "0.5", ""),
        ("5,", "5", ""),
        ("2e3", "2000", ""),
        ("2 × 10^-3 m", "0.002", "m"),
        ("12 personnes", "12", "personnes"),
        ("90 %", "90", "%"),
    ],
)
def test_a_number_is_read_as_people_write_it(text, number, unit):
    assert read_quantity(text) == Quantity(Decimal(number), unit)


@pytest.mark.parametrize("text", ["", "km", "trois", "1,2,3", "1 2", "--1", "9" * 101])
def test_what_is_no_number_is_not_read(text):
    assert read_quantity(text) is None


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_number_may_be_written_with_a_comma_or_a_point(number):
    expected = Quantity(number.normalize())

    assert read_quantity(f"{number:f}") == expected
    assert read_quantity(f"{number:f}".replace(".", ",")) == expected
    assert read_quantity(f"{number:,f}".replace(",", " ").replace(".", ",")) == expected


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text):
    assert read_quantity(text) is None or read_quantity(text).number.is_finite()


@pytest.mark.parametrize(
    ("given", "kind", "close"),
    [
        ("100", Tolerance.ABSOLUTE, True),
        ("102", Tolerance.ABSOLUTE, True),
        ("102.1", Tolerance.ABSOLUTE, False),
        ("196", Tolerance.PERCENT, False),
        ("98", Tolerance.PERCENT, True),
    ],
)
def test_a_number_is_close_within_the_tolerance(given, kind, close):
    assert is_close(Decimal(given), Decimal(100), Decimal(2), kind) is close


@pytest.mark.parametrize(("given", "same"), [("m2", True), ("M²", False), (" m ²", True)])
def test_units_are_compared_as_units(given, same):
    assert same_unit(given, "m²") is same


@pytest.mark.parametrize(
    ("order", "neighbours", "all_or_nothing"),
    [("abcd", 1, 1), ("bcda", 2 / 3, 0), ("abdc", 1 / 3, 0), ("dcba", 0, 0), ("", 0, 0)],
)
def test_credit_for_an_order(order, neighbours, all_or_nothing):
    assert score_order(order, "abcd", OrderCredit.NEIGHBOURS) == neighbours
    assert score_order(order, "abcd", OrderCredit.ALL_OR_NOTHING) == all_or_nothing


@given(st.permutations(OPTIONS), st.sampled_from(OrderCredit))
def test_full_credit_is_for_the_right_order_only(order, credit):
    score = score_order(order, OPTIONS, credit)

    assert 0 <= score <= 1
    assert (score == 1) == (order == OPTIONS)


pairs = st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(OPTIONS), min_size=1)


@given(pairs, pairs)
def test_full_credit_is_for_the_right_pairs_only(given, correct):
    score = score_pairs(given, correct)

    assert 0 <= score <= 1
    assert (score == 1) == (correct.items() <= given.items())
