"""A webinar brings its own evidence: who came into the room, and when."""

from datetime import timedelta

import pytest
import time_machine

from cohorts.evidence import attendance_of
from cohorts.services.attendance import countersign, enter_room, note
from cohorts.services.sessions import cancel_session
from lms.events.models import Event
from tests.cohorts.sheets import (
    MORNING,
    NINE,
    learners_of,
    local,
    session_of,
    signed,
    trainer_of,
)

pytestmark = pytest.mark.django_db

NOON = local(12, 31)


@pytest.fixture
def webinar():
    """A morning online, 9:00 to 12:30 in Paris."""
    return session_of(ends_at=local(12, 30), mode="remote", room_url="https://salle.example.org/x")


def last_words(session):
    records = session.signatures.exclude(enrolment=None).order_by("number")
    return {each.enrolment_id: (each.statement, each.means, each.arrived_at) for each in records}


def test_who_came_into_the_room_is_present_by_that_evidence_when_the_sheet_is_closed(webinar):
    early, late, signing, absent = learners_of(webinar.cohort, 4)
    enter_room(session=webinar, enrolment=early, at=local(8, 55))
    enter_room(session=webinar, enrolment=early, at=local(11))
    enter_room(session=webinar, enrolment=late, at=local(9, 30))
    enter_room(session=webinar, enrolment=signing, at=local(9, 1))
    signed(webinar, signing)

    countersign(
        session=webinar, by=trainer_of(webinar.cohort), rest_is_absent=True, at=NOON, **MORNING
    )

    assert last_words(webinar) == {
        early.pk: ("present", "online", None),
        late.pk: ("present", "online", local(9, 30)),
        signing.pk: ("present", "own_device", None),
        absent.pk: ("absent", "team", None),
    }
    hours = {pk: each.minutes for pk, each in attendance_of(webinar.cohort, at=NOON).items()}
    assert hours == {early.pk: 210, late.pk: 180, signing.pk: 210, absent.pk: 0}


def test_what_the_team_said_before_counts_more_than_the_room(webinar):
    (person,) = learners_of(webinar.cohort, 1)
    trainer = trainer_of(webinar.cohort)
    enter_room(session=webinar, enrolment=person, at=NINE)
    note(session=webinar, enrolment=person, by=trainer, statement="absent", at=NINE, **MORNING)

    countersign(session=webinar, by=trainer, at=NOON, **MORNING)

    assert last_words(webinar)[person.pk][0] == "absent"


@pytest.mark.parametrize("at", [local(8, 30), local(9) + timedelta(days=1)])
def test_a_visit_outside_the_hours_proves_nothing(webinar, at):
    (person,) = learners_of(webinar.cohort, 1)

    assert not enter_room(session=webinar, enrolment=person, at=at)
    assert not Event.objects.filter(verb="room_entered").exists()


def test_the_room_of_a_cancelled_session_is_shut(client, sign_in, webinar):
    (person,) = learners_of(webinar.cohort, 1)
    cancel_session(session=webinar, reason="", by=trainer_of(webinar.cohort), at=NINE)
    sign_in(person.learner)

    assert client.get(f"{webinar.get_absolute_url()}salle/").status_code == 404
    assert not Event.objects.filter(verb="room_entered").exists()


def test_the_sheet_shows_who_came_in_and_says_what_closing_will_do(client, sign_in, webinar):
    person, _other = learners_of(webinar.cohort, 2)
    with time_machine.travel(NINE, tick=False):
        sign_in(person.learner)
        client.get(f"{webinar.get_absolute_url()}salle/")
        sign_in(trainer_of(webinar.cohort))
        page = client.get(f"{webinar.get_absolute_url()}emargement/").content.decode()

    text = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "venue dans la salle en ligne à 9 h 04" in text
    assert "1 personne venue dans la salle en ligne sans signer sera notée présente" in text
    assert "1 signature attendue" in text
