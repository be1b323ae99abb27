"""Two managers at the same session, at the same time; only PostgreSQL can show it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from cohorts.models import Session
from cohorts.services.sessions import ChangedMeanwhile, edit_session
from lms.notifications.models import Message
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def at_once(count, work):
    """Do the work so many times, all beginning together; return what each came to."""
    barrier = Barrier(count)

    def one(number):
        barrier.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_two_managers_who_move_a_session_at_once_one_is_told():
    session = SessionFactory()
    EnrolmentFactory(cohort=session.cohort)
    by = UserFactory()

    def move(number):
        later = timedelta(days=number + 1)
        changes = {"starts_at": session.starts_at + later, "ends_at": session.ends_at + later}
        try:
            edit_session(session=session, by=by, seen=0, changes=changes, at=NOW)
        except ChangedMeanwhile:
            return "told"
        return "moved"

    assert sorted(at_once(2, move)) == ["moved", "told"]
    assert Session.objects.get().sequence == 1
    assert Message.objects.count() == 1
