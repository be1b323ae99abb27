"""The log: one line per thing that happened, in the transaction of what happened."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from lms.events.models import Event
from lms.events.services import record
from lms.events.verbs import Verb
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_line_says_who_what_where_and_when():
    person, at = UserFactory(), datetime(2026, 11, 23, 13, 30, tzinfo=UTC)

    record(Verb.MODULE_COMPLETED, actor=person, at=at, module_id=7, cohort_id=3, seconds=120)

    line = Event.objects.get()
    assert (line.verb, line.actor_id, line.module_id, line.cohort_id, line.occurred_at) == (
        "module_completed",
        person.pk,
        7,
        3,
        at,
    )


def test_a_line_outlives_the_person_it_speaks_of():
    person = UserFactory()
    record(Verb.ACTIVITY_OPENED, actor=person, activity_id=1)

    person.delete()

    assert Event.objects.filter(actor_id__isnull=False).count() == 1


def test_what_did_not_happen_leaves_no_line():
    with transaction.atomic():
        record(Verb.ACTIVITY_OPENED, activity_id=1)
        transaction.set_rollback(True)

    assert not Event.objects.exists()


def test_what_the_log_has_no_room_for_is_refused():
    with pytest.raises(TypeError):
        record(Verb.ACTIVITY_OPENED, title="Un titre")
