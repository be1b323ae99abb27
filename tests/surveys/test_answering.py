"""Answers are kept once, with the name or with nothing that leads back to anybody."""

from datetime import timedelta

import pytest

from cohorts.surveys.models import AnonymousAnswer, NamedAnswer, Participant, Survey
from cohorts.surveys.services.answering import (
    AlreadyAnswered,
    NotAccepted,
    SurveyIsOver,
    answer,
)
from cohorts.surveys.services.planning import cancel_survey
from cohorts.surveys.services.sending import close, sweep
from lms.events.models import Event
from lms.notifications.models import Message
from tests.factories import UserFactory
from tests.surveys.asked import NOW, SOON, cohort_of, says, sent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AFTER = NOW + 30 * DAY


def released(survey):
    return survey.anonymous_answers.filter(is_released=True).count()


def test_a_named_answer_is_kept_with_its_person_and_its_line_in_the_log():
    cohort, (one,) = cohort_of()
    survey = sent(cohort, is_anonymous=False)

    says(survey, one, 2, q2=["Adapté"], q4="Bravo")

    kept = NamedAnswer.objects.get()
    assert (kept.participant.enrolment, kept.answered_at, kept.changed_at) == (one, SOON, None)
    assert kept.answers == [2, ["Adapté"], [], "Bravo"]
    [line] = Event.objects.filter(verb="survey_answered")
    assert (line.actor_id, line.enrolment_id, line.object_id) == (
        one.learner_id,
        one.pk,
        survey.pk,
    )


def test_a_named_answer_may_be_changed_until_the_survey_closes():
    cohort, (one,) = cohort_of()
    survey = sent(cohort, is_anonymous=False)
    says(survey, one, 1)

    says(survey, one, 3, at=SOON + DAY)
    says(survey, one, 3, at=SOON + 2 * DAY)
    with pytest.raises(SurveyIsOver):
        says(survey, one, 2, at=AFTER)

    kept = NamedAnswer.objects.get()
    assert (kept.answers[0], kept.answered_at, kept.changed_at) == (3, SOON, SOON + DAY)
    assert Event.objects.filter(verb="survey_answered").count() == 1


def test_an_anonymous_answer_holds_nothing_of_its_author():
    cohort, (one,) = cohort_of()
    survey = sent(cohort)
    before = set(Event.objects.values_list("pk", flat=True))
    messages = Message.objects.count()

    says(survey, one)

    names = {field.name for field in AnonymousAnswer._meta.get_fields()}
    assert names == {"id", "survey", "answers", "is_released"}
    assert AnonymousAnswer.objects.get().answers == [3, [], [], ""]
    assert set(Event.objects.values_list("pk", flat=True)) == before
    assert Message.objects.count() == messages
    # Who has answered is one word, without a time.
    asked = Participant.objects.get()
    assert (asked.has_answered, asked.next_reminder_at, asked.asked_at) == (True, None, NOW)


def test_an_anonymous_answer_is_given_once_and_stays_as_it_was():
    cohort, (one,) = cohort_of()
    survey = sent(cohort)
    says(survey, one, 1)

    with pytest.raises(AlreadyAnswered):
        says(survey, one, 3)

    assert AnonymousAnswer.objects.get().answers[0] == 1


def test_with_each_answer_those_held_back_get_new_keys_and_another_order():
    cohort, people = cohort_of(8)
    survey = sent(cohort)
    keys = set()
    for place, one in enumerate(people, start=1):
        says(survey, one, q4=f"Mot {place}")
        now = set(AnonymousAnswer.objects.values_list("pk", flat=True))
        assert keys.isdisjoint(now)
        assert len(now) == place
        keys |= now

    words = {body[3] for body in AnonymousAnswer.objects.values_list("answers", flat=True)}
    assert words == {f"Mot {place}" for place in range(1, 9)}


def test_answers_are_released_by_fives_and_the_rest_when_it_closes():
    cohort, people = cohort_of(13)
    survey = sent(cohort)

    seen = []
    for one in people:
        says(survey, one)
        seen.append(released(survey))
    sweep(at=AFTER)

    assert seen == [0] * 9 + [5] * 4
    assert released(survey) == 13
    assert Survey.objects.get(pk=survey.pk).is_closed


def test_under_five_answers_nothing_is_ever_released():
    cohort, people = cohort_of(4)
    survey = sent(cohort)
    for one in people:
        says(survey, one)

    close(survey=survey, at=AFTER)

    assert released(survey) == 0
    assert AnonymousAnswer.objects.count() == 4


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {1}),
        ({1: 0}, {1}),
        ({1: 4}, {1}),
        ({1: "2"}, {1}),
        ({1: 3, 2: ["Lent", "Rapide"]}, {2}),
        ({1: 3, 2: ["Jamais offert"]}, {2}),
        ({1: 3, 4: "a" * 20_001}, {4}),
        ({1: 3, 9: ["?"]}, set()),
        ({1: 3, 4: "a" * 300_000}, set()),
    ],
)
def test_what_cannot_be_kept_is_said_and_changes_nothing(answers, wrong):
    cohort, (one,) = cohort_of()
    survey = sent(cohort)

    with pytest.raises(NotAccepted) as refused:
        answer(survey=survey, enrolment=one, answers=answers, at=SOON)

    assert set(refused.value.errors) == wrong
    assert str(refused.value)
    assert not AnonymousAnswer.objects.exists()
    assert not Participant.objects.get().has_answered


def test_an_empty_sheet_is_not_an_answer_even_when_nothing_is_required():
    cohort, (one,) = cohort_of()
    survey = sent(cohort)
    for asked in survey.questions:
        asked["is_required"] = False
    survey.save()

    with pytest.raises(NotAccepted):
        answer(survey=survey, enrolment=one, answers={4: ""}, at=SOON)

    assert not AnonymousAnswer.objects.exists()


def test_nobody_answers_what_is_cancelled():
    cohort, (one,) = cohort_of()
    survey = sent(cohort)
    cancel_survey(survey=survey, by=UserFactory(), at=NOW)

    with pytest.raises(SurveyIsOver):
        says(survey, one)


def test_somebody_who_was_not_asked_yet_may_answer_all_the_same():
    cohort, _people = cohort_of()
    survey = sent(cohort)
    _other, (late,) = cohort_of()
    late.cohort = cohort
    late.save()

    says(survey, late)

    assert Participant.objects.get(enrolment=late).has_answered
