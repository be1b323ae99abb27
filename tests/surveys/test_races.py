"""Many people at the same moment: each answer counts once, each person is told once."""

from datetime import timedelta

import pytest

from cohorts.models import Enrolment
from cohorts.services.enrolments import enrol
from cohorts.surveys.models import AnonymousAnswer, NamedAnswer, Participant, Survey
from cohorts.surveys.services.sending import send, sweep
from lms.events.models import Event
from lms.notifications.models import Message
from tests.coaching.test_races import at_once, kinds
from tests.factories import UserFactory
from tests.surveys.asked import NOW, cohort_of, planned, questionnaire, says, sent

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def saying(survey, enrolment, point=3):
    def call():
        fresh = Enrolment.objects.select_related("cohort").get(pk=enrolment.pk)
        return says(Survey.objects.get(pk=survey.pk), fresh, point)

    return call


def test_an_anonymous_answer_sent_twenty_times_counts_once():
    cohort, (one,) = cohort_of()
    survey = sent(cohort)

    results = at_once([saying(survey, one)] * 20)

    assert kinds(results) == ["AlreadyAnswered"] * 19 + ["NoneType"]
    assert AnonymousAnswer.objects.count() == 1


def test_a_named_answer_sent_twenty_times_is_one():
    cohort, (one,) = cohort_of()
    survey = sent(cohort, is_anonymous=False)

    results = at_once([saying(survey, one)] * 20)

    assert kinds(results) == ["NoneType"] * 20
    assert NamedAnswer.objects.count() == 1
    assert Event.objects.filter(verb="survey_answered").count() == 1


def test_a_whole_cohort_that_answers_at_once_loses_no_answer():
    cohort, people = cohort_of(23)
    survey = sent(cohort)

    results = at_once([saying(survey, one) for one in people])

    assert kinds(results) == ["NoneType"] * 23
    assert survey.anonymous_answers.count() == 23
    assert survey.anonymous_answers.filter(is_released=True).count() == 15
    assert Participant.objects.filter(has_answered=True).count() == 23


def test_the_order_on_disk_says_nothing_of_who_answered_when():
    cohort, people = cohort_of(9)
    survey = sent(cohort)
    for one in people:
        says(survey, one)

    rows = AnonymousAnswer.objects.raw(
        "SELECT id, xmin::text AS written FROM surveys_anonymousanswer"
    )

    assert len({row.written for row in rows}) == 1


def test_two_timetables_send_and_remind_once():
    cohort, _people = cohort_of(6)
    planned(cohort)

    at_once([lambda: sweep(at=NOW + timedelta(days=1))] * 6)
    at_once([lambda: sweep(at=NOW + timedelta(days=6))] * 6)

    assert Participant.objects.count() == 6
    assert Message.objects.filter(key__startswith="survey:asked:").count() == 6
    assert Message.objects.filter(key__startswith="survey:reminder:").count() == 6
    assert Event.objects.filter(verb="survey_sent").count() == 1


def test_whoever_comes_in_while_a_survey_leaves_is_asked():
    cohort, _people = cohort_of(3, entry="open", capacity=None)
    survey = planned(cohort)
    learners = UserFactory.create_batch(6)

    def leaving():
        send(survey=Survey.objects.get(pk=survey.pk), at=NOW)

    def coming(learner):
        return lambda: enrol(cohort=cohort, learner=learner, at=NOW)

    at_once([leaving, *(coming(learner) for learner in learners)])

    assert Participant.objects.filter(survey=survey).count() == 9


def test_whoever_answers_while_reminders_leave_is_not_reminded_again():
    cohort, people = cohort_of(6)
    survey = sent(cohort, of=questionnaire(), is_anonymous=False)

    at_once(
        [
            *(saying(survey, one) for one in people),
            *[lambda: sweep(at=NOW + timedelta(days=5))] * 3,
        ]
    )
    sweep(at=NOW + timedelta(days=12))

    assert NamedAnswer.objects.count() == 6
    assert Message.objects.filter(key__startswith="survey:reminder:").count() <= 6
    assert not Participant.objects.exclude(next_reminder_at=None).exists()
