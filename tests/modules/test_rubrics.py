"""What a rubric earns: plain functions of what readers chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.grading import less_for_lateness, middle_levels, score_rubric

RUBRIC = [
    {
        "id": "clarity",
        "title": "Clarté",
        "levels": [
            {"id": "low", "text": "Confus", "points": 0},
            {"id": "mid", "text": "Lisible", "points": 2},
            {"id": "high", "text": "Limpide", "points": 4},
        ],
    },
    {
        "id": "depth",
        "title": "Profondeur",
        "levels": [
            {"id": "none", "text": "Absente", "points": 0},
            {"id": "some", "text": "Présente", "points": 1},
        ],
    },
]


@st.composite
def rubrics(draw):
    sizes = draw(st.lists(st.integers(2, 5), min_size=1, max_size=5))
    rubric = []
    for number, size in enumerate(sizes):
        points = draw(st.lists(st.integers(0, 100), min_size=size, max_size=size))
        points[draw(st.integers(0, size - 1))] = draw(st.integers(1, 100))
        levels = [{"id": f"{number}-{n}", "points": each} for n, each in enumerate(points)]
        rubric.append({"id": str(number), "levels": levels})
    return rubric


def choice_in(draw, rubric):
    return {
        each["id"]: draw(st.sampled_from([level["id"] for level in each["levels"]]))
        for each in rubric
    }


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ({"clarity": "high", "depth": "some"}, 1.0),
        ({"clarity": "mid", "depth": "some"}, 0.6),
        ({"clarity": "low", "depth": "none"}, 0.0),
        ({"clarity": "high"}, None),
        ({"clarity": "high", "depth": "high"}, None),
        ({}, None),
    ],
)
def test_levels_earn_their_share_of_the_points(chosen, score):
    assert score_rubric(RUBRIC, chosen) == score


def test_nothing_to_look_at_is_no_mark():
    assert score_rubric([], {}) is None


@given(st.data())
def test_a_score_is_between_0_and_1_and_full_only_for_the_best_levels(data):
    rubric = data.draw(rubrics())
    chosen = choice_in(data.draw, rubric)

    score = score_rubric(rubric, chosen)

    points = {level["id"]: level["points"] for each in rubric for level in each["levels"]}
    best = all(
        points[chosen[each["id"]]] == max(level["points"] for level in each["levels"])
        for each in rubric
    )
    assert 0 <= score <= 1
    assert (score == 1) == best


@pytest.mark.parametrize(
    ("said", "middle"),
    [
        (["low", "high", "high"], "high"),
        (["low", "high"], "low"),
        (["low", "mid", "high"], "mid"),
        (["high"], "high"),
    ],
)
def test_the_middle_of_several_readings(said, middle):
    readings = [{"clarity": level} for level in said]

    assert middle_levels(RUBRIC, readings) == {"clarity": middle}


@given(st.data())
def test_the_middle_lies_between_what_was_said_and_does_not_depend_on_the_order(data):
    rubric = data.draw(rubrics())
    readings = [choice_in(data.draw, rubric) for _ in range(data.draw(st.integers(1, 5)))]
    points = {level["id"]: level["points"] for each in rubric for level in each["levels"]}

    middle = middle_levels(rubric, readings)

    for each in rubric:
        said = [points[reading[each["id"]]] for reading in readings]
        assert min(said) <= points[middle[each["id"]]] <= max(said)
    assert score_rubric(rubric, middle_levels(rubric, readings[::-1])) == score_rubric(
        rubric, middle
    )


@given(st.floats(0, 1), st.integers(0, 400), st.integers(0, 100))
def test_lateness_only_takes_and_never_below_0(score, days, percent):
    left = less_for_lateness(score, days=days, percent_a_day=percent)

    assert 0 <= left <= score
    assert less_for_lateness(score, days=0, percent_a_day=percent) == score
