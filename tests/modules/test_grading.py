"""Credit for choices, by example and by property."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.grading import Credit, score_attempt, score_choices

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
