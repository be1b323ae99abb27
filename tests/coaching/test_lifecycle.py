"""Each transition is legal or refused; what an appointment costs follows from its state."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from cohorts.coaching.lifecycle import Act, Illegal, State, after, cancelling, minutes_counted

STARTS = datetime(2026, 12, 1, 9, tzinfo=UTC)
BEFORE, ON_TIME, LATER = STARTS - timedelta(seconds=1), STARTS, STARTS + timedelta(days=3)
LEGAL = {
    ("before", State.REQUESTED, Act.ACCEPT): State.BOOKED,
    ("before", State.REQUESTED, Act.DECLINE): State.DECLINED,
    ("before", State.REQUESTED, Act.CANCEL): State.CANCELLED,
    ("before", State.BOOKED, Act.MOVE): State.BOOKED,
    ("before", State.BOOKED, Act.CANCEL): State.CANCELLED,
    ("before", State.BOOKED, Act.CANCEL_LATE): State.LATE,
    ("after", State.REQUESTED, Act.DECLINE): State.DECLINED,
    ("after", State.BOOKED, Act.HOLD): State.HELD,
    ("after", State.BOOKED, Act.MISS): State.MISSED,
    ("after", State.HELD, Act.MISS): State.MISSED,
    ("after", State.MISSED, Act.HOLD): State.HELD,
}


@pytest.mark.parametrize("when", ["before", "after"])
def test_only_these_transitions_are_legal(when):
    now = {"before": BEFORE, "after": ON_TIME}[when]

    for state, act in product(State, Act):
        expected = LEGAL.get((when, state, act))
        if expected is None:
            with pytest.raises(Illegal):
                after(state, act, starts_at=STARTS, now=now)
        else:
            assert after(state, act, starts_at=STARTS, now=now) is expected


def test_what_is_gone_stays_gone():
    for state, act in product((State.CANCELLED, State.LATE, State.DECLINED), Act):
        for now in (BEFORE, LATER):
            with pytest.raises(Illegal):
                after(state, act, starts_at=STARTS, now=now)


@pytest.mark.parametrize(
    ("by_learner", "counts", "late_by", "expected"),
    [
        (True, True, timedelta(0), Act.CANCEL),  # the term itself is still in time
        (True, True, timedelta(seconds=1), Act.CANCEL_LATE),
        (True, False, timedelta(hours=5), Act.CANCEL),
        (False, True, timedelta(hours=5), Act.CANCEL),
    ],
)
def test_only_a_learner_s_late_cancellation_counts_where_the_programme_says_so(
    by_learner, counts, late_by, expected
):
    term = STARTS - timedelta(hours=24)

    act = cancelling(by_learner=by_learner, free_until=term, now=term + late_by, counts=counts)

    assert act is expected


def test_what_takes_place_or_was_left_too_late_costs_its_minutes():
    assert {state: minutes_counted(state, 45) for state in State} == {
        State.REQUESTED: 0,
        State.BOOKED: 45,
        State.HELD: 45,
        State.MISSED: 45,
        State.CANCELLED: 0,
        State.LATE: 45,
        State.DECLINED: 0,
    }
    assert minutes_counted(State.MISSED, 45, missed_counts=False) == 0
