"""Learners hand in by their cohort’s deadline or their own; lateness is for the author to say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from cohorts.marking.models import Extension, Terms
from cohorts.marking.rules import days_late
from cohorts.marking.services.handing_in import TooLate, add_file, hand_in, save_draft
from cohorts.marking.services.terms import NoDeadline, give_more_time, set_terms
from cohorts.services.classroom import NotInCourse, NotSeated
from lms.events.models import Event
from modules.models import Submission
from tests.factories import AssignmentFactory, EnrolmentFactory
from tests.marking.people import PDF, class_with, handed_in, trainer_of

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 10, 1, 18, tzinfo=UTC)


def due(cohort, assignment, by, at=DUE):
    return set_terms(
        cohort=cohort,
        activity=assignment,
        due_at=at,
        is_blind=False,
        has_second_reader=False,
        by=by,
    )


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (DUE, 0),
        (DUE + timedelta(seconds=1), 1),
        (DUE + timedelta(days=1), 1),
        (DUE + timedelta(days=1, seconds=1), 2),
        (DUE - timedelta(days=9), 0),
    ],
)
def test_a_day_that_has_begun_counts(at, days):
    assert days_late(DUE, at=at) == days
    assert days_late(None, at=at) == 0


def test_after_the_deadline_work_is_marked_late():
    cohort, assignment = class_with(late_policy="mark")
    due(cohort, assignment, trainer_of(cohort))

    work = handed_in(cohort, assignment, at=DUE + timedelta(hours=30))

    assert (work.days_late, work.late_deduction) == (2, 0)


def test_after_the_deadline_work_is_refused_when_the_author_says_so():
    cohort, assignment = class_with(late_policy="refuse")
    due(cohort, assignment, trainer_of(cohort))

    with pytest.raises(TooLate):
        handed_in(cohort, assignment, at=DUE + timedelta(minutes=1))

    assert not Submission.objects.exists()


def test_more_time_is_one_persons_own():
    cohort, assignment = class_with(late_policy="refuse")
    trainer = trainer_of(cohort)
    due(cohort, assignment, trainer)
    lucky, other = EnrolmentFactory.create_batch(2, cohort=cohort)
    later = DUE + timedelta(days=3)

    give_more_time(enrolment=lucky, activity=assignment, due_at=later, by=trainer)

    assert handed_in(cohort, assignment, enrolment=lucky, at=later).days_late == 0
    with pytest.raises(TooLate):
        handed_in(cohort, assignment, enrolment=other, at=later)
    event = Event.objects.get(verb="extension_granted")
    assert (event.actor_id, event.enrolment_id) == (trainer.pk, lucky.pk)

    give_more_time(enrolment=lucky, activity=assignment, due_at=None, by=trainer)
    assert not Extension.objects.exists()


def test_more_time_than_no_deadline_means_nothing():
    cohort, assignment = class_with()

    with pytest.raises(NoDeadline):
        give_more_time(
            enrolment=EnrolmentFactory(cohort=cohort),
            activity=assignment,
            due_at=DUE,
            by=trainer_of(cohort),
        )

    assert not Extension.objects.exists()


def test_the_same_terms_again_are_logged_once():
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)

    due(cohort, assignment, trainer)
    due(cohort, assignment, trainer)

    assert Terms.objects.get().due_at == DUE
    assert Event.objects.filter(verb="deadline_set").count() == 1


def test_sent_twice_it_is_handed_in_once():
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)

    hand_in(enrolment=enrolment, assignment=assignment, text="Une fois")
    hand_in(enrolment=enrolment, assignment=assignment, text="Une fois")

    assert Submission.objects.count() == 1
    assert Event.objects.filter(verb="submission_sent").count() == 1


def test_without_a_seat_nothing_is_written():
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort, state="withdrawn")

    with pytest.raises(NotSeated):
        save_draft(enrolment=enrolment, assignment=assignment, text="Je reviens")

    assert not Submission.objects.exists()


def test_an_assignment_of_another_course_is_not_handed_in_here():
    cohort, _assignment = class_with()
    elsewhere = AssignmentFactory()

    with pytest.raises(NotInCourse):
        handed_in(cohort, elsewhere)

    assert not Submission.objects.exists()


def test_a_file_alone_is_work(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)

    add_file(
        enrolment=enrolment, assignment=assignment, name="projet.pdf", content=ContentFile(PDF)
    )
    work = hand_in(enrolment=enrolment, assignment=assignment, text="")

    assert [file.name for file in work.files.all()] == ["projet.pdf"]
