"""What learners have done, read for many at once."""

import pytest

from courses.choices import Depth
from modules.progress import completed_activities, counting_scores, standing_of
from modules.services import complete_activity, start_attempt, submit_attempt
from tests.factories import LessonFactory, QuizFactory, QuizQuestionFactory, UserFactory

pytestmark = pytest.mark.django_db


def quiz_with_one_question():
    return QuizQuestionFactory(quiz=QuizFactory()).quiz


def take(quiz, *, enrolment_id, answer):
    attempt = start_attempt(
        learner=UserFactory(), enrolment_id=enrolment_id, quiz=quiz, depth=Depth.DISCOVERY
    )
    return submit_attempt(attempt=attempt, answers={1: [answer]})


@pytest.mark.parametrize("size", [1, 3])
def test_completed_activities_of_many_in_one_query(size, django_assert_num_queries):
    lesson = LessonFactory()
    for enrolment_id in range(size):
        complete_activity(learner=UserFactory(), enrolment_id=enrolment_id, activity=lesson)

    with django_assert_num_queries(1):
        done = completed_activities(range(size))

    assert done == {enrolment_id: {lesson.pk} for enrolment_id in range(size)}
    assert done[99] == set()


@pytest.mark.parametrize("size", [1, 3])
def test_counting_scores_of_many_in_one_query(size, django_assert_num_queries):
    quiz = quiz_with_one_question()
    for enrolment_id in range(size):
        for answer in ("Faux", "Juste", "Faux"):
            take(quiz, enrolment_id=enrolment_id, answer=answer)

    with django_assert_num_queries(1):
        best = counting_scores(range(size))

    assert best == {enrolment_id: {quiz.pk: 1.0} for enrolment_id in range(size)}


def test_an_open_attempt_has_no_score_yet():
    quiz = quiz_with_one_question()
    start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)

    assert counting_scores([7]) == {}


def test_where_a_learner_stands_with_a_quiz(django_assert_num_queries):
    quiz = quiz_with_one_question()
    QuizQuestionFactory(quiz=quiz, depth=Depth.IN_DEPTH)
    failed = take(quiz, enrolment_id=7, answer="Faux")
    passed = take(quiz, enrolment_id=7, answer="Juste")
    take(quiz, enrolment_id=8, answer="Juste")
    opened = start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)

    with django_assert_num_queries(2):
        standing = standing_of(7, quiz=quiz, depth=Depth.DISCOVERY)

    assert standing.question_count == 1
    assert standing.attempts == [opened, passed, failed]
    assert (standing.counting, standing.open_attempt, standing.is_passed) == (passed, opened, True)


def test_nobody_stands_anywhere_before_the_first_attempt():
    standing = standing_of(7, quiz=quiz_with_one_question(), depth=Depth.IN_DEPTH)

    assert (standing.counting, standing.open_attempt, standing.is_passed) == (None, None, False)
