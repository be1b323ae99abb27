"""Enrolling a list of people: matched, never doubled, seated in order, told once, in one go."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.models import Enrolment
from cohorts.roster import Row
from cohorts.services.enrolments import EnrolmentClosed
from cohorts.services.roster import Entry, Outcome, foresee, import_rows
from lms.accounts.models import User
from lms.events.models import Event
from lms.notifications.models import Message
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
ANNE = Row(2, "anne@example.org", "Anne", "Lefèvre")
ZOE = Row(3, "zoe@example.org", "Zoé", "Roy")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def states(cohort):
    rows = cohort.enrolments.order_by("requested_at", "pk")
    return list(rows.values_list("learner__email", "state"))


def test_newcomers_are_created_seated_and_invited_to_choose_a_password():
    cohort = CohortFactory(title="Promotion Garonne")

    import_rows(cohort=cohort, rows=[ANNE], by=UserFactory())

    anne = User.objects.get(email="anne@example.org")
    message = Message.objects.get(recipient=anne)
    assert (anne.first_name, anne.last_name) == ("Anne", "Lefèvre")
    assert not anne.has_usable_password()
    assert states(cohort) == [("anne@example.org", "active")]
    assert "/compte/password/reset/?email=anne%40example.org" in message.body


def test_known_people_are_matched_by_address_and_keep_their_names():
    anne = UserFactory(email="anne@example.org", first_name="Anne-Marie")
    cohort = CohortFactory()

    import_rows(cohort=cohort, rows=[ANNE], by=UserFactory())

    anne.refresh_from_db()
    assert anne.first_name == "Anne-Marie"
    assert cohort.enrolments.get().learner == anne
    assert "password" not in Message.objects.get(recipient=anne).body


def test_people_with_a_seat_are_invited_to_the_sessions_to_come():
    cohort = CohortFactory(capacity=1)
    SessionFactory(cohort=cohort, title="Visite")

    import_rows(cohort=cohort, rows=[ANNE, ZOE], by=UserFactory(), at=NOON)

    invited = Message.objects.filter(key__startswith="sessions:planned:")
    assert [message.recipient.email for message in invited] == ["anne@example.org"]
    assert "SUMMARY:Visite" in invited.get().calendar


def test_seats_go_in_the_order_of_the_list_and_the_others_queue_in_that_order():
    cohort = CohortFactory(capacity=1)
    rows = [Row(line, f"p{line}@example.org") for line in (2, 3, 4)]

    entries = import_rows(cohort=cohort, rows=rows, by=UserFactory())

    assert [entry.outcome for entry in entries] == ["seated", "waiting", "waiting"]
    assert states(cohort) == [
        ("p2@example.org", "active"),
        ("p3@example.org", "waiting"),
        ("p4@example.org", "waiting"),
    ]


def test_nobody_of_a_list_overtakes_those_who_wait_already():
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, state="waiting", requested_at=NOON)

    assert foresee(cohort=cohort, rows=[ANNE]) == [Entry(ANNE, Outcome.WAITING)]


def test_the_same_list_again_changes_nothing_and_tells_nobody_twice():
    cohort = CohortFactory()
    manager = UserFactory()
    import_rows(cohort=cohort, rows=[ANNE, ZOE], by=manager)
    before = (states(cohort), Message.objects.count(), Event.objects.count())

    entries = import_rows(cohort=cohort, rows=[ANNE, ZOE], by=manager)

    assert [entry.outcome for entry in entries] == ["already", "already"]
    assert (states(cohort), Message.objects.count(), Event.objects.count()) == before


def test_somebody_who_withdrew_comes_back():
    gone = EnrolmentFactory(
        learner__email=ANNE.email, state=Enrolment.State.WITHDRAWN, withdrawn_at=NOON
    )

    import_rows(cohort=gone.cohort, rows=[ANNE], by=UserFactory(), at=NOON)

    gone.refresh_from_db()
    assert (gone.state, gone.withdrawn_at, gone.confirmed_at) == ("active", None, NOON)


def test_the_log_says_who_asked_and_who_got_a_seat():
    cohort = CohortFactory(capacity=1)
    manager = UserFactory()

    import_rows(cohort=cohort, rows=[ANNE, ZOE], by=manager, at=NOON)

    lines = Event.objects.values_list("verb", "actor_id", "cohort_id")
    assert sorted(lines) == [
        ("enrolment_confirmed", manager.pk, cohort.pk),
        ("enrolment_requested", manager.pk, cohort.pk),
        ("enrolment_requested", manager.pk, cohort.pk),
    ]


def test_a_cohort_that_is_over_takes_nobody():
    cohort = CohortFactory()

    with pytest.raises(EnrolmentClosed):
        import_rows(
            cohort=cohort, rows=[ANNE], by=UserFactory(), at=datetime(2027, 7, 1, tzinfo=UTC)
        )

    assert (User.objects.filter(email=ANNE.email).exists(), states(cohort)) == (False, [])


def test_thirty_people_take_as_many_queries_as_three():
    def queries(count):
        cohort = CohortFactory(capacity=None)
        rows = [Row(line, f"c{count}-{line}@example.org") for line in range(count)]
        with CaptureQueriesContext(connection) as captured:
            import_rows(cohort=cohort, rows=rows, by=UserFactory())
        return len(captured)

    assert queries(3) == queries(30)
