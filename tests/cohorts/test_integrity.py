"""`manage.py check_integrity` names each row that breaks a promise, and fails."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cohorts.models import Certificate, Cohort
from lms.events.models import Event
from modules.models import Attempt, Completion
from tests.coaching.people import NOW, tuesday
from tests.cohorts.sheets import learners_of, session_of, signed
from tests.factories import (
    BookingFactory,
    EnrolmentFactory,
    LessonFactory,
    QuizFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def findings():
    """What the command says before it fails."""
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_integrity", stdout=said)
    return said.getvalue().replace("\u00a0", " ").splitlines()


def booking(enrolment, coach, starts_at):
    return BookingFactory(
        coach=coach,
        learner=enrolment.learner,
        enrolment=enrolment,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        booked_at=NOW,
    )


def test_a_sound_platform_passes():
    done = EnrolmentFactory(state="completed")
    Certificate.objects.create(enrolment=done, code="ABCD", issued_at=NOW, particulars={})
    coach = UserFactory()
    booking(EnrolmentFactory(), coach, tuesday(9))
    booking(EnrolmentFactory(), coach, tuesday(10))
    said = StringIO()

    call_command("check_integrity", stdout=said)

    assert said.getvalue() == "Tout est en ordre.\n"


def test_work_of_an_enrolment_that_does_not_exist_or_is_somebody_elses_is_named():
    enrolment = EnrolmentFactory()
    own = {"learner": enrolment.learner, "enrolment_id": enrolment.pk, "completed_at": NOW}
    Completion.objects.create(activity=LessonFactory(), **own)
    orphan = Completion.objects.create(activity=LessonFactory(), **own | {"enrolment_id": 999_999})
    attempt = Attempt.objects.create(
        learner=UserFactory(),
        quiz=QuizFactory(),
        enrolment_id=enrolment.pk,
        number=1,
        questions=[],
        pass_mark=60,
        started_at=NOW,
    )

    assert findings() == [
        f"La validation {orphan.pk} ne relève d’aucune inscription de la personne.",
        f"La tentative {attempt.pk} ne relève d’aucune inscription de la personne.",
    ]


def test_a_cohort_with_more_people_than_seats_is_named():
    cohort = EnrolmentFactory().cohort
    EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(capacity=1)

    assert findings() == [f"La promotion {cohort.pk} a plus de personnes que de places (2 pour 1)."]


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL refuses such rows")
def test_appointments_of_one_person_that_overlap_are_named():
    coach, enrolment = UserFactory(), EnrolmentFactory()
    first = booking(enrolment, coach, tuesday(9))
    second = booking(EnrolmentFactory(), coach, tuesday(9, 30))
    third = booking(enrolment, UserFactory(), tuesday(9, 15))

    assert findings() == [
        f"Un coach est attendu à deux endroits : rendez-vous {first.pk}, {second.pk}.",
        f"Une personne est attendue à deux endroits : rendez-vous {first.pk}, {third.pk}.",
    ]


def test_certificates_and_finished_enrolments_that_miss_each_other_are_named():
    finished = EnrolmentFactory(state="completed")
    Certificate.objects.create(
        enrolment=EnrolmentFactory(), code="ABCD", issued_at=NOW, particulars={}
    )

    assert findings() == [
        f"L’inscription {finished.pk} est terminée sans attestation.",
        "L’attestation ABCD porte sur une inscription qui n’est pas terminée.",
    ]


def forge(sql, *values):
    """Change signatures as somebody would who holds the keys of the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE cohorts_signaturerecord DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER signatures_are_never_changed")
            cursor.execute("DROP TRIGGER signatures_are_never_deleted")
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "UPDATE cohorts_signaturerecord SET statement = 'absent' WHERE number = 2",
            "la signature n° 2 a été modifiée.",
        ),
        ("DELETE FROM cohorts_signaturerecord WHERE number = 2", "la signature n° 2 manque."),
        ("DELETE FROM cohorts_signaturerecord WHERE number = 3", "la signature n° 3 manque."),
        ("DELETE FROM cohorts_signaturerecord", "la signature n° 1 manque."),
        (
            "UPDATE cohorts_signaturerecord SET previous_hash = '' WHERE number = 3",
            "la signature n° 3 ne suit pas celle qui la précède.",
        ),
    ],
)
def test_the_first_broken_link_of_a_chain_is_named(sql, sentence):
    sound, session = session_of(), session_of()
    for one in (sound, session):
        for enrolment in learners_of(one.cohort, 3):
            signed(one, enrolment)
    assert Event.objects.filter(verb="attendance_signed").count() == 6

    forge(
        f"{sql} AND cohort_id = %s" if "WHERE" in sql else f"{sql} WHERE cohort_id = %s",
        session.cohort_id,
    )

    assert findings() == [f"Promotion {session.cohort_id} : {sentence}"]
