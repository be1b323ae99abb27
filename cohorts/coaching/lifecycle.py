"""What can become of an appointment: which act is legal when, and which minutes it costs."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    REQUESTED = "requested"
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LATE = "late"
    DECLINED = "declined"


class Act(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    MOVE = "move"
    CANCEL = "cancel"
    CANCEL_LATE = "cancel_late"
    HOLD = "hold"
    MISS = "miss"


class Illegal(Exception):
    """The appointment is not in a state in which this can be done."""


# Those that keep their time to themselves: no other may overlap.
STANDING = (State.BOOKED, State.HELD, State.MISSED)
# What is no more; its time is free.
GONE = (State.CANCELLED, State.LATE, State.DECLINED)

BEFORE_IT_STARTS = {
    (State.REQUESTED, Act.ACCEPT): State.BOOKED,
    (State.REQUESTED, Act.CANCEL): State.CANCELLED,
    (State.BOOKED, Act.MOVE): State.BOOKED,
    (State.BOOKED, Act.CANCEL): State.CANCELLED,
    (State.BOOKED, Act.CANCEL_LATE): State.LATE,
}
ONCE_IT_HAS_STARTED = {
    (State.BOOKED, Act.HOLD): State.HELD,
    (State.BOOKED, Act.MISS): State.MISSED,
    # A coach who clicked the wrong one puts it right.
    (State.HELD, Act.MISS): State.MISSED,
    (State.MISSED, Act.HOLD): State.HELD,
}
# A time that was asked for and has passed is still answered.
ALWAYS = {(State.REQUESTED, Act.DECLINE): State.DECLINED}


def after(state: str, act: Act, *, starts_at: datetime, now: datetime) -> State:
    """The state that follows, or `Illegal`."""
    legal = ALWAYS | (BEFORE_IT_STARTS if now < starts_at else ONCE_IT_HAS_STARTED)
    try:
        return legal[State(state), act]
    except KeyError:
        raise Illegal(f"{act} when {state}") from None


def cancelling(*, by_learner: bool, free_until: datetime, now: datetime, counts: bool) -> Act:
    """How a cancellation counts: only a learner's, past the term, where the programme says so."""
    return Act.CANCEL_LATE if by_learner and counts and now > free_until else Act.CANCEL


def minutes_counted(state: str, minutes: int, *, missed_counts: bool = True) -> int:
    """The minutes of the learner's hours that an appointment takes in this state."""
    if state == State.MISSED:
        return minutes if missed_counts else 0
    return minutes if state in (State.BOOKED, State.HELD, State.LATE) else 0
