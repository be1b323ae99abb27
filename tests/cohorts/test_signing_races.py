"""Twelve people sign in the same second: one chain without gap, and nobody signs twice."""

from datetime import timedelta

import pytest

from cohorts.attendance import first_broken
from cohorts.models import SignatureRecord
from cohorts.services.attendance import SessionCancelled, SessionMoved, countersign
from cohorts.services.sessions import SessionClosed, cancel_session, move_session
from tests.coaching.test_races import at_once, kinds
from tests.cohorts.sheets import MORNING, NINE, learners_of, session_of, signed, trainer_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def numbers_of(session):
    return list(session.signatures.order_by("number").values_list("number", flat=True))


def test_twelve_people_who_sign_at_once_make_one_chain():
    session = session_of()
    people = learners_of(session.cohort, 12)

    results = at_once([lambda one=one: signed(session, one) for one in people])

    assert kinds(results) == ["SignatureRecord"] * 12
    assert numbers_of(session) == list(range(1, 13))
    chain = SignatureRecord.objects.filter(cohort=session.cohort).entries()
    assert first_broken(chain, length=12) is None


def test_the_same_person_signing_twice_at_once_signs_once():
    session = session_of()
    (person,) = learners_of(session.cohort, 1)

    results = at_once([lambda: signed(session, person)] * 6)

    assert len({result.pk for result in results}) == 1
    assert numbers_of(session) == [1]


def test_a_session_cancelled_while_people_sign_is_either_signed_or_cancelled():
    session = session_of()
    trainer = trainer_of(session.cohort)
    people = learners_of(session.cohort, 5)

    def cancel():
        return cancel_session(session=session, reason="Grève", by=trainer, at=NINE)

    *results, cancelled = at_once(
        [*[lambda one=one: signed(session, one) for one in people], cancel]
    )

    session.refresh_from_db()
    if isinstance(cancelled, SessionClosed):
        assert session.cancelled_at is None
        assert kinds(results) == ["SignatureRecord"] * 5
    else:
        assert session.cancelled_at == NINE
        assert {type(result) for result in results} == {SessionCancelled}


def test_a_session_moved_while_people_sign_is_either_signed_or_moved():
    session = session_of()
    trainer = trainer_of(session.cohort)
    people = learners_of(session.cohort, 5)
    later = timedelta(days=7)

    def move():
        return move_session(
            session=session,
            starts_at=session.starts_at + later,
            ends_at=session.ends_at + later,
            with_followers=False,
            by=trainer,
            at=NINE,
        )

    moved, *results = at_once([move, *[lambda one=one: signed(session, one) for one in people]])

    now = type(session).objects.get(pk=session.pk)
    if isinstance(moved, SessionClosed):
        assert now.starts_at == session.starts_at
        assert kinds(results) == ["SignatureRecord"] * 5
        assert "elle garde sa date" in str(moved)
    else:
        assert now.starts_at == session.starts_at + later
        assert {type(result) for result in results} == {SessionMoved}
        assert "elle a lieu le mardi\xa019\xa0janvier\xa02027" in str(results[0])


def test_two_trainers_who_countersign_at_once_countersign_once():
    session = session_of()
    trainers = [trainer_of(session.cohort) for _ in range(2)]
    learners_of(session.cohort, 3)

    results = at_once(
        [
            lambda one=one: countersign(
                session=session, by=one, rest_is_absent=True, at=NINE, **MORNING
            )
            for one in trainers * 3
        ]
    )

    assert len({result.pk for result in results}) == 1
    assert numbers_of(session) == [1, 2, 3, 4]
