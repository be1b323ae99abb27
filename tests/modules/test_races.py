"""Clicks at the same moment count once. SQLite has one writer at a time: it cannot show it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.choices import Depth
from modules.models import Attempt, Completion, Response
from modules.services import complete_activity, start_attempt, submit_attempt
from tests.factories import LessonFactory, QuizFactory, QuizQuestionFactory, UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

CLICKS = 8


def at_once(click):
    """Run the click in as many connections as there are clicks, all at the same moment."""
    together = Barrier(CLICKS)

    def run(number):
        try:
            together.wait(timeout=20)
            return click(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(run, range(CLICKS)))


def quiz_with_one_question():
    return QuizQuestionFactory(quiz=QuizFactory()).quiz


def test_starting_in_many_tabs_opens_one_attempt():
    quiz, learner = quiz_with_one_question(), UserFactory()

    attempts = at_once(
        lambda _: start_attempt(learner=learner, enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)
    )

    assert Attempt.objects.values_list("number").get() == (1,)
    assert len(set(attempts)) == 1


def test_submitting_many_times_counts_once_with_the_answers_of_one():
    quiz = quiz_with_one_question()
    attempt = start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)

    results = at_once(
        lambda number: submit_attempt(
            attempt=attempt, answers={1: ["Juste" if number % 2 else "Faux"]}
        )
    )

    response = Response.objects.get()
    assert {result.score for result in results} == {response.credit}
    assert Completion.objects.count() == response.credit


def test_completing_many_times_completes_once():
    lesson, learner = LessonFactory(), UserFactory()

    completions = at_once(
        lambda _: complete_activity(learner=learner, enrolment_id=7, activity=lesson)
    )

    assert set(completions) == {Completion.objects.get()}
