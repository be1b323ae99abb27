"""Who reads whose work: never oneself, none twice, everybody as often."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.marking.allocating import allocate

people = st.lists(st.integers(1, 10_000), unique=True, min_size=1, max_size=40)
counts = st.integers(1, 5)


@pytest.mark.parametrize(
    ("authors", "count", "pairs"),
    [
        ([], 2, []),
        ([1], 2, []),
        ([1, 2], 2, [(1, 2), (2, 1)]),
        ([1, 2, 3], 1, [(1, 2), (2, 3), (3, 1)]),
    ],
)
def test_each_reads_those_who_follow(authors, count, pairs):
    assert allocate(authors, count) == pairs


def test_whoever_comes_late_reads_and_is_read():
    given_before = allocate([1, 2, 3], 1)

    assert allocate([1, 2, 3, 4], 1, given_before) == [(4, 1), (1, 4)]


def test_when_nobody_is_late_nothing_is_added():
    assert allocate([1, 2, 3], 2, allocate([1, 2, 3], 2)) == []


@given(people, counts)
def test_everybody_reads_and_is_read_as_often(authors, count):
    pairs = allocate(authors, count)

    wanted = min(count, len(authors) - 1)
    assert all(reader != work for reader, work in pairs)
    assert len(set(pairs)) == len(pairs)
    assert Counter(reader for reader, _work in pairs) == Counter(
        {person: wanted for person in authors if wanted}
    )
    assert Counter(work for _reader, work in pairs) == Counter(
        {person: wanted for person in authors if wanted}
    )


@given(people, st.integers(0, 40), counts)
def test_latecomers_leave_what_was_given_and_nobody_with_much_more(authors, cut, count):
    early = authors[:cut]
    before = allocate(early, count)

    pairs = before + allocate(authors, count, before)

    assert all(reader != work for reader, work in pairs)
    assert len(set(pairs)) == len(pairs)
    if len(early) > count:
        for side in (0, 1):
            often = Counter(pair[side] for pair in pairs)
            assert min(often[person] for person in authors) >= count
            assert max(often.values()) - min(often[person] for person in authors) <= count
