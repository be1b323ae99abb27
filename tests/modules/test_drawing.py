"""Random draws: no question twice, all filled that can be, the same again by the same luck."""

from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from modules.drawing import Wish, draw, missing

wishes = st.lists(
    st.builds(Wish, st.integers(1, 3), st.frozensets(st.integers(1, 6))), min_size=1, max_size=4
)
taken_sets = st.frozensets(st.integers(1, 6), max_size=3)


def most(wishes, taken):
    """The largest number of questions that can be drawn, by trying every way."""
    places = [wish.candidates - taken for wish in wishes for _place in range(wish.count)]
    free = sorted(set().union(*places))
    return max(_filled(places, order) for order in permutations(free)) if free else 0


def _filled(places, order):
    left, filled = list(places), 0
    for question in order:
        place = next((place for place in left if question in place), None)
        if place is not None:
            left.remove(place)
            filled += 1
    return filled


def test_a_draw_takes_what_it_asks_for_and_another_luck_takes_others():
    wish = Wish(3, range(100))

    found = {tuple(draw([wish], taken=(), luck=Random(seed))[0]) for seed in range(20)}

    assert {len(set(questions)) for questions in found} == {3}
    assert len(found) == 20


def test_a_question_that_one_draw_can_spare_goes_to_the_one_that_needs_it():
    wide, narrow = Wish(2, {1, 2, 3}), Wish(1, {1})

    for seed in range(20):
        drawn = draw([wide, narrow], taken=(), luck=Random(seed))
        assert [sorted(questions) for questions in drawn] == [[2, 3], [1]]


def test_what_lacks_is_told_draw_by_draw():
    assert missing([Wish(2, {1, 2, 3}), Wish(3, {3, 4})], taken={4}) == [0, 2]
    assert missing([Wish(2, {1, 2})], taken=()) == [0]
    assert missing([], taken=()) == []


@given(wishes, taken_sets, st.integers())
def test_no_question_comes_twice_and_each_is_wished_for(wishes, taken, seed):
    drawn = draw(wishes, taken=taken, luck=Random(seed))

    asked = [question for questions in drawn for question in questions]
    assert len(set(asked)) == len(asked)
    assert taken.isdisjoint(asked)
    for wish, questions in zip(wishes, drawn, strict=True):
        assert len(questions) <= wish.count
        assert wish.candidates >= set(questions)


@given(wishes, taken_sets, st.integers())
def test_as_many_as_possible_are_drawn(wishes, taken, seed):
    drawn = draw(wishes, taken=taken, luck=Random(seed))

    assert sum(map(len, drawn)) == most(wishes, taken)


@given(wishes, taken_sets, st.integers())
def test_the_same_luck_draws_the_same_in_whatever_order_candidates_come(wishes, taken, seed):
    turned = [Wish(wish.count, sorted(wish.candidates, reverse=True)) for wish in wishes]

    assert draw(wishes, taken=taken, luck=Random(seed)) == draw(
        turned, taken=taken, luck=Random(seed)
    )
