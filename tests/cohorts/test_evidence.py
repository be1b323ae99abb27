"""What papers read: attendance per learner, minutes online."""

from datetime import timedelta

import pytest

from cohorts.evidence import (
    Attendance,
    OnlineEvidence,
    attendance_of,
    evidence_minutes,
    online_evidence,
    sheet_particulars,
)
from cohorts.services.attendance import correct, note
from cohorts.services.classroom import finish_activity
from tests.cohorts.classes import activities_of, open_course
from tests.cohorts.sheets import (
    AFTERNOON,
    DAY,
    MORNING,
    NINE,
    learners_of,
    local,
    session_of,
    signed,
    trainer_of,
)
from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
EVENING = local(20)


def test_attendance_counts_half_days_that_are_over_and_the_last_word_about_each():
    session = session_of()
    cohort = session.cohort
    trainer = trainer_of(cohort)
    always, late, never, corrected = learners_of(cohort, 4)
    session_of(cohort, day=DAY + timedelta(days=7))
    session_of(cohort, cancelled_at=NINE)
    for half_day, at in ((MORNING, NINE), (AFTERNOON, local(14))):
        signed(session, always, at=at, **half_day)
    about = {"session": session, "by": trainer, "at": local(10), **MORNING}
    note(
        enrolment=late,
        statement="present",
        reason="Train en retard",
        arrived_at=local(9, 30),
        left_at=local(12),
        **about,
    )
    wrong = signed(session, corrected)
    correct(record=wrong, by=trainer, statement="absent", reason="Parti avant neuf heures")

    assert attendance_of(cohort, at=EVENING) == {
        always.pk: Attendance(2, 2, 420),
        late.pk: Attendance(1, 2, 150),
        never.pk: Attendance(0, 2, 0),
        corrected.pk: Attendance(0, 2, 0),
    }
    assert attendance_of(cohort, at=local(13))[always.pk] == Attendance(1, 1, 210)
    assert attendance_of(cohort, at=local(8))[always.pk] == Attendance(0, 0, 0)
    assert [Attendance(*each).percent for each in [(2, 3, 0), (0, 0, 0)]] == [66, 0]


@pytest.mark.parametrize("size", [1, 3])
def test_attendance_is_three_queries(size, django_assert_num_queries):
    cohort = CohortFactory()
    people = learners_of(cohort, size)
    for week in range(size):
        day = DAY + timedelta(weeks=week)
        session = session_of(cohort, day=day)
        for one in people:
            signed(session, one, day=day, at=local(9, day=day))

    with django_assert_num_queries(3):
        attendance_of(cohort, at=EVENING + timedelta(weeks=size))


def test_online_evidence_is_what_was_done_with_the_minutes_announced():
    cohort = CohortFactory(course=open_course(lessons=2))
    enrolment = EnrolmentFactory(cohort=cohort)
    first, second = activities_of(cohort.course)
    second.minutes = 25
    second.save()
    finish_activity(enrolment=enrolment, activity=second, at=local(10))

    assert online_evidence(enrolment) == [OnlineEvidence(second.pk, "Leçon 2", 25, local(10))]
    assert evidence_minutes(enrolment) == 25
    assert first.minutes == 10


def test_the_paper_says_what_the_chain_says():
    session = session_of(place="Nantes", title="Ouverture")
    trainer = trainer_of(session.cohort, first_name="Jeanne", last_name="Roche")
    enrolment = EnrolmentFactory(
        cohort=session.cohort, learner__first_name="Inès", learner__last_name="Moreau"
    )
    record = signed(session, enrolment)
    correct(
        record=record,
        by=trainer,
        statement="excused",
        reason="Malade",
        at=local(11),
    )

    paper = sheet_particulars(session)

    (row,) = paper["rows"]
    cell, empty = row["cells"]
    assert (row["name"], empty) == ("Moreau Inès", None)
    assert (cell["said"], cell["by"], cell["reason"]) == (
        "absence excusée",
        "Jeanne Roche",
        "Malade",
    )
    assert (cell["number"], cell["corrects"], len(cell["hash"])) == (2, 1, 8)
    assert paper["last"]["number"] == 2
    assert [each["label"] for each in paper["half_days"]] == ["matin", "après-midi"]
    assert paper["place"] == "Nantes"
