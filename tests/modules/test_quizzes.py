"""How quizzes are taken: what is saved counts, time ends, and each quiz says how it counts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from courses.choices import Depth
from lms.events.models import Event
from modules.forms import read_answers
from modules.grading import Counted, counting, end_of_attempt
from modules.kinds.sheet import Show, digest
from modules.models import Attempt, Completion, Response
from modules.progress import counting_scores, is_passed, standing_of
from modules.services import (
    AnswerIsFinal,
    AnswerNotOffered,
    AnswersTooLarge,
    AttemptIsOver,
    NoAttemptLeft,
    NothingToExplain,
    QuestionNotAsked,
    answer_again,
    check_answer,
    move_end,
    save_answers,
    start_attempt,
    submit_attempt,
)
from tests.factories import LessonFactory, QuizFactory, QuizQuestionFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def minutes(number):
    return AT + timedelta(minutes=number)


def quiz_of(count=2, **fields):
    """A quiz of single choices; "Juste" is right, "Faux" is not."""
    quiz = QuizFactory(**fields)
    QuizQuestionFactory.create_batch(count, quiz=quiz)
    return quiz


def begin(quiz, *, learner=None, at=AT, **fields):
    learner = learner or UserFactory()
    return start_attempt(
        learner=learner, enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY, at=at, **fields
    )


def saved(attempt):
    return dict(attempt.responses.order_by("position").values_list("position", "answer"))


def test_what_was_saved_counts_and_the_last_answers_too():
    attempt = begin(quiz_of(3))
    save_answers(attempt=attempt, answers={1: ["Juste"], 2: ["Faux"]}, at=AT)

    attempt = submit_attempt(attempt=attempt, answers={2: ["Juste"]}, at=AT)

    assert saved(attempt) == {1: ["Juste"], 2: ["Juste"], 3: []}
    assert attempt.score == pytest.approx(2 / 3)


def test_each_position_is_saved_alone_and_the_newest_answer_wins():
    attempt = begin(quiz_of(2))
    save_answers(attempt=attempt, answers={1: ["Juste"]}, at=AT)

    replaced = save_answers(attempt=attempt, answers={1: ["Faux"], 2: []}, at=minutes(1))

    assert replaced == {1: ["Juste"]}
    assert saved(attempt) == {1: ["Faux"]}
    assert attempt.responses.get().saved_at == minutes(1)


def test_a_page_left_open_elsewhere_takes_nothing_back():
    attempt = begin(quiz_of(2))
    drawn = f"drawn-1={digest([])}&drawn-2={digest([])}"
    save_answers(attempt=attempt, answers={1: ["Juste"]}, at=AT)

    answers = read_answers(attempt.questions, QueryDict(f"{drawn}&question-2=Juste"))
    save_answers(attempt=attempt, answers=answers, at=AT)

    assert answers == {2: ["Juste"]}
    assert saved(attempt) == {1: ["Juste"], 2: ["Juste"]}


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({3: ["Juste"]}, QuestionNotAsked),
        ({1: ["Autre"]}, AnswerNotOffered),
        ({1: ["Juste"], 2: ["x" * 2_000_000]}, AnswersTooLarge),
    ],
)
def test_what_could_not_have_been_answered_is_not_saved(answers, refusal, caplog):
    attempt = begin(quiz_of(2))

    with pytest.raises(refusal):
        save_answers(attempt=attempt, answers=answers, at=AT)

    assert not Response.objects.exists()
    assert refusal.__name__ in caplog.text


def test_an_answer_after_the_end_is_refused_and_the_attempt_counts_as_it_stood(caplog):
    attempt = begin(quiz_of(2, time_limit=10))
    save_answers(attempt=attempt, answers={1: ["Juste"]}, at=minutes(9))

    with pytest.raises(AttemptIsOver):
        save_answers(attempt=attempt, answers={2: ["Juste"]}, at=minutes(10))
    attempt = submit_attempt(attempt=attempt, answers={2: ["Juste"]}, at=minutes(30))

    assert saved(attempt) == {1: ["Juste"], 2: []}
    assert (attempt.score, attempt.submitted_at) == (0.5, minutes(10))
    assert "AttemptIsOver" in caplog.text


def test_an_answer_after_handing_in_is_refused():
    attempt = begin(quiz_of(1))
    submit_attempt(attempt=attempt, answers={}, at=AT)

    with pytest.raises(AttemptIsOver):
        save_answers(attempt=attempt, answers={1: ["Juste"]}, at=AT)

    assert saved(attempt) == {1: []}


@pytest.mark.parametrize(
    ("limit", "extra", "closes", "ends"),
    [
        (None, 0, None, None),
        (None, 33, 45, 45),
        (60, 0, None, 60),
        (60, 33, None, 79.8),
        (60, 0, 45, 45),
        (60, 50, 45, 75),
        (60, 50, 300, 90),
    ],
)
def test_when_an_attempt_is_over(limit, extra, closes, ends):
    end = end_of_attempt(
        AT, minutes=limit, extra_percent=extra, closes_at=closes and minutes(closes)
    )

    assert end == (ends and minutes(ends))


def test_extra_time_and_closing_move_the_end_of_an_open_attempt():
    at = datetime.now(UTC)
    attempt = begin(quiz_of(1, time_limit=60), at=at)

    move_end(attempt=attempt, closes_at=None, extra_percent=50)

    attempt.refresh_from_db()
    assert attempt.ends_at == at + timedelta(minutes=90)


def test_beginning_again_hands_in_what_is_overdue():
    quiz, learner = quiz_of(1, time_limit=10), UserFactory()
    first = begin(quiz, learner=learner)

    second = begin(quiz, learner=learner, at=minutes(11))

    first.refresh_from_db()
    assert (first.submitted_at, first.score) == (minutes(10), 0)
    assert (second.number, second.ends_at) == (2, minutes(21))


def test_there_are_as_many_attempts_as_the_quiz_allows():
    quiz, learner = quiz_of(1, most_attempts=1), UserFactory()
    submit_attempt(attempt=begin(quiz, learner=learner), answers={}, at=AT)

    with pytest.raises(NoAttemptLeft):
        begin(quiz, learner=learner)

    assert Attempt.objects.count() == 1
    assert standing_of(7, quiz=quiz, depth=Depth.DISCOVERY).attempts_left == 0


@pytest.mark.parametrize(
    ("counted", "score", "passed"), [("best", 1, True), ("last", 0.5, False), ("first", 0, False)]
)
def test_the_attempt_that_counts(counted, score, passed):
    quiz, learner = quiz_of(2, counted=counted), UserFactory()
    for right in ([], [1, 2], [1]):
        answers = {position: ["Juste"] for position in right}
        submit_attempt(attempt=begin(quiz, learner=learner), answers=answers, at=AT)

    assert counting_scores([7]) == {7: {quiz.pk: score}}
    assert is_passed(7, quiz) is passed


def test_no_attempt_counts_when_there_is_none():
    assert [counting([], counted) for counted in Counted] == [None, None, None]


def test_only_what_is_passed_completes_unless_the_quiz_says_otherwise():
    passed, taken, module = (
        quiz_of(1),
        quiz_of(1, completes="quiz_submitted"),
        quiz_of(1, completes="module_passed"),
    )
    lesson = LessonFactory(parent=module.get_parent())
    for quiz, answer in ((passed, "Faux"), (taken, "Faux"), (module, "Juste")):
        submit_attempt(attempt=begin(quiz), answers={1: [answer]}, at=AT)

    completed = set(Completion.objects.values_list("activity_id", flat=True))
    assert completed == {taken.pk, module.pk, lesson.pk}
    assert Event.objects.filter(verb="activity_completed").count() == 3


def test_practice_explains_at_once_as_often_as_one_likes():
    attempt = begin(quiz_of(2, mode="practice", most_attempts=1, time_limit=1))
    check_answer(attempt=attempt, position=1, answers={1: ["Faux"]}, at=minutes(5))
    first = [(line.show, line.result) for line in attempt.sheet()]

    answer_again(attempt=attempt, position=1, at=minutes(5))
    again = [(line.show, line.answer) for line in attempt.sheet()]
    check_answer(attempt=attempt, position=1, answers={1: ["Juste"]}, at=minutes(6))

    assert first == [(Show.RESULT, "wrong"), (Show.FIELDS, "blank")]
    assert again == [(Show.FIELDS, ["Faux"]), (Show.FIELDS, [])]
    assert attempt.sheet()[0].result == "right"
    assert attempt.ends_at is None


def test_where_it_counts_an_explained_answer_is_final():
    attempt = begin(quiz_of(2, answers_shown="at_once"))
    check_answer(attempt=attempt, position=1, answers={1: ["Faux"]}, at=AT)

    with pytest.raises(AnswerIsFinal):
        save_answers(attempt=attempt, answers={1: ["Juste"], 2: ["Juste"]}, at=AT)
    with pytest.raises(AnswerIsFinal):
        answer_again(attempt=attempt, position=1, at=AT)

    assert saved(attempt) == {1: ["Faux"]}


def test_nothing_is_explained_before_its_time_or_without_an_answer():
    with pytest.raises(NothingToExplain):
        check_answer(attempt=begin(quiz_of(1)), position=1, answers={1: ["Juste"]}, at=AT)
    with pytest.raises(NothingToExplain):
        check_answer(attempt=begin(quiz_of(1, mode="practice")), position=1, at=AT)

    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("answers_shown", "is_closed", "show"),
    [
        ("submitted", False, Show.RESULT),
        ("at_once", False, Show.RESULT),
        ("closed", False, Show.ANSWER),
        ("closed", True, Show.RESULT),
        ("never", True, Show.ANSWER),
    ],
)
def test_right_answers_are_shown_when_it_is_time(answers_shown, is_closed, show):
    attempt = begin(quiz_of(1, answers_shown=answers_shown))
    attempt = submit_attempt(attempt=attempt, answers={}, at=AT)

    assert [line.show for line in attempt.sheet(is_closed=is_closed)] == [show]


def test_an_attempt_keeps_the_order_in_which_it_was_shuffled():
    quiz = quiz_of(8, shuffles_questions=True, shuffles_options=True)
    written = list(quiz.quiz_questions.order_by("sort_order").values_list("question", flat=True))

    attempts = [
        start_attempt(learner=UserFactory(), enrolment_id=each, quiz=quiz, depth=Depth.DISCOVERY)
        for each in range(5)
    ]

    orders = [[asked["question"] for asked in attempt.questions] for attempt in attempts]
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(written))}
    assert len({tuple(order) for order in orders}) > 1
    assert Attempt.objects.get(pk=attempts[0].pk).questions == attempts[0].questions


def test_saving_takes_as_many_queries_whatever_the_size(django_assert_num_queries):
    for size in (1, 3):
        attempt = begin(quiz_of(size))
        answers = {position: ["Juste"] for position in range(1, size + 1)}
        # The transaction opens and ends, the attempt is held, what is saved is read and written.
        with django_assert_num_queries(5):
            save_answers(attempt=attempt, answers=answers, at=AT)
