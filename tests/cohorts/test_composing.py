"""Packing modules into the half-days of a form'action: examples, then any choice whatever."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.composing import (
    DISCOVERY,
    IN_DEPTH,
    MOST_HALF_DAYS,
    Caution,
    Doubt,
    Pick,
    TooLong,
    days_from,
    in_order,
    pack,
)
from cohorts.scheduling import HALF_DAY_MINUTES, HalfDay


def pick(module, **fields):
    given = {"depth": IN_DEPTH, "orientation": "strategic", "theme": "RSE", "place": (1, 0)}
    return Pick(module, f"Module {module}", **(given | fields))


def short(module, **fields):
    return pick(module, depth=DISCOVERY, minutes=120, **fields)


picks = st.builds(
    Pick,
    module=st.integers(1, 17),
    title=st.just("Module"),
    depth=st.sampled_from([DISCOVERY, IN_DEPTH]),
    orientation=st.sampled_from(["strategic", "practical", ""]),
    theme=st.sampled_from(["RSE", "Territoire", ""]),
    place=st.tuples(st.integers(0, 6), st.integers(0, 3)),
    minutes=st.integers(1, HALF_DAY_MINUTES),
)


def test_two_discoveries_do_not_fit_in_a_half_day():
    programme = pack([short(1, theme="A"), short(2, theme="B")])

    assert [
        (one.day, one.half_day, one.minutes, one.minutes_left) for one in programme.sittings
    ] == [
        (1, HalfDay.MORNING, 120, 90),
        (1, HalfDay.AFTERNOON, 120, 90),
    ]


def test_shorter_modules_share_a_half_day_when_they_fit():
    programme = pack([pick(1, minutes=90), pick(2, minutes=120), pick(3, minutes=10)])

    assert [[one.module for one in sitting.picks] for sitting in programme.sittings] == [
        [1, 2],
        [3],
    ]


def test_a_seventh_half_day_is_refused():
    with pytest.raises(TooLong) as refusal:
        pack([pick(module) for module in range(7)])

    assert refusal.value.half_days == 7


def test_a_module_longer_than_a_half_day_is_no_pick():
    with pytest.raises(ValueError, match="240"):
        pick(1, minutes=240)


def test_the_strategic_comes_before_the_practical_of_its_theme():
    practical, panorama = pick(1, orientation="practical", place=(2, 0)), pick(2, place=(2, 1))
    other = pick(3, orientation="practical", theme="Territoire", place=(1, 0))

    assert in_order([practical, panorama, other]) == [other, panorama, practical]


@pytest.mark.parametrize(
    ("chosen", "cautions"),
    [
        ([pick(1), pick(2)], []),
        ([pick(1)], [Caution(Doubt.TOO_SHORT)]),
        ([short(1), pick(1)], [Caution(Doubt.SAME_MODULE, "Module 1")]),
        ([short(1), short(2)], [Caution(Doubt.SAME_THEME, "RSE")]),
        (
            [pick(1, orientation="practical"), pick(2, theme="Territoire")],
            [Caution(Doubt.NO_PANORAMA, "RSE")],
        ),
        ([pick(1, orientation="practical"), pick(2)], [Caution(Doubt.LATE_PANORAMA, "RSE")]),
        ([pick(2), pick(1, orientation="practical")], []),
    ],
)
def test_what_should_be_looked_at_is_said(chosen, cautions):
    assert list(pack(chosen).cautions) == cautions


def test_days_follow_each_other_over_the_weekend():
    programme = pack([pick(module) for module in range(5)])

    assert days_from(date(2027, 3, 4), programme.sittings) == [
        date(2027, 3, 4),
        date(2027, 3, 4),
        date(2027, 3, 5),
        date(2027, 3, 5),
        date(2027, 3, 8),
    ]


def test_nothing_chosen_makes_an_empty_programme():
    assert pack([]).sittings == pack([]).cautions == ()


@given(st.lists(picks, max_size=20))
def test_nothing_is_lost_nor_doubled_and_no_half_day_is_too_long(chosen):
    try:
        programme = pack(chosen)
    except TooLong:
        return

    assert list(programme.picks) == chosen
    assert len(programme.sittings) <= MOST_HALF_DAYS
    assert all(0 < sitting.minutes <= HALF_DAY_MINUTES for sitting in programme.sittings)
    assert [(one.day, one.half_day) for one in programme.sittings] == sorted(
        {(one.day, one.half_day) for one in programme.sittings},
        key=lambda each: (each[0], each[1] == HalfDay.AFTERNOON),
    )


@given(st.lists(picks, max_size=12), st.randoms())
def test_the_order_proposed_is_the_same_however_one_chooses(chosen, chance):
    distinct = list({(one.module, one.depth): one for one in chosen}.values())
    shuffled = chance.sample(distinct, len(distinct))

    assert in_order(shuffled) == in_order(distinct)
    assert in_order(in_order(distinct)) == in_order(distinct)


@given(st.lists(st.builds(pick, st.integers(1, 17)), min_size=MOST_HALF_DAYS + 1, max_size=20))
def test_more_than_three_days_are_always_refused(chosen):
    with pytest.raises(TooLong) as refusal:
        pack(chosen)

    assert refusal.value.half_days == len(chosen)
