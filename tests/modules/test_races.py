"""Clicks at the same moment count once. SQLite has one writer at a time: it cannot show it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from courses.choices import Depth
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Attempt, Completion, Response
from modules.services import (
    AttemptIsOver,
    complete_activity,
    save_answers,
    start_attempt,
    submit_attempt,
)
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


def quiz_of(count):
    quiz = QuizFactory()
    QuizQuestionFactory.create_batch(count, quiz=quiz)
    return quiz


def refused(act):
    """Do it, and say whether it was refused because the attempt was over."""
    try:
        act()
    except AttemptIsOver:
        return True
    return False


def test_saves_and_a_submit_at_once_count_what_was_confirmed():
    attempt = begin(quiz_of(CLICKS))

    def click(number):
        if number == 0:
            submit_attempt(attempt=attempt, answers={})
            return False
        return refused(lambda: save_answers(attempt=attempt, answers={number: ["Juste"]}))

    late = at_once(click)

    confirmed = {number for number in range(1, CLICKS) if not late[number]}
    rows = dict(Response.objects.values_list("position", "credit"))
    assert {place for place, credit in rows.items() if credit == 1} == confirmed
    assert set(rows) == set(range(1, CLICKS + 1))
    assert Attempt.objects.get().score == len(confirmed) / CLICKS


def test_two_tabs_saving_different_questions_lose_nothing():
    attempt = begin(quiz_of(CLICKS))

    at_once(lambda number: save_answers(attempt=attempt, answers={number + 1: ["Juste"]}))

    assert Response.objects.filter(answer=["Juste"]).count() == CLICKS


def test_a_sweep_and_saves_at_once_hand_in_once_what_was_confirmed():
    attempt = begin(quiz_of(CLICKS))
    over = timezone.now() + timedelta(hours=1)
    Attempt.objects.update(ends_at=over)

    def click(number):
        if number < 2:
            submit_attempt(attempt=attempt, answers={}, at=over + timedelta(seconds=number))
            return False
        return refused(lambda: save_answers(attempt=attempt, answers={number: ["Juste"]}))

    late = at_once(click)

    confirmed = sum(not late[number] for number in range(2, CLICKS))
    handed_in = Attempt.objects.get()
    assert (handed_in.submitted_at, handed_in.score) == (over, confirmed / CLICKS)
    assert Event.objects.filter(verb=Verb.ATTEMPT_SUBMITTED).count() == 1


def begin(quiz):
    return start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)
