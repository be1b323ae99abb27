"""Completing activities and taking attempts: once each, exactly as asked, whatever arrives."""

import json
from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from courses.choices import Depth
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.forms import read_answers
from modules.models import Attempt, Completion, Response
from modules.services import (
    AnswerNotOffered,
    AnswersTooLarge,
    QuestionNotAsked,
    QuizIsEmpty,
    QuizNotPassed,
    complete_activity,
    start_attempt,
    submit_attempt,
)
from tests.factories import (
    LessonFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
    choice,
)
from tests.modules.questions import EXAMPLES

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def quiz_with(*depths, **fields):
    """A quiz with one question per depth; "Juste" is right, "Faux" is not."""
    quiz = QuizFactory(**fields)
    for depth in depths:
        QuizQuestionFactory(quiz=quiz, depth=depth)
    return quiz


def start(quiz, *, learner=None, depth=Depth.DISCOVERY):
    learner = learner or UserFactory()
    return start_attempt(learner=learner, enrolment_id=7, quiz=quiz, depth=depth, at=AT)


def test_completing_a_lesson_is_written_and_logged_once():
    learner, lesson = UserFactory(), LessonFactory()
    again = datetime(2026, 12, 1, tzinfo=UTC)

    for at in (AT, again):
        complete_activity(
            learner=learner, enrolment_id=7, activity=lesson, at=at, cohort_id=3, course_id=2
        )

    rows = Completion.objects.values_list("learner", "enrolment_id", "activity", "completed_at")
    assert list(rows) == [(learner.pk, 7, lesson.pk, AT)]
    event = Event.objects.get()
    assert (event.verb, event.actor_id, event.occurred_at) == ("activity_completed", learner.pk, AT)
    assert (event.activity_id, event.module_id) == (lesson.pk, lesson.get_parent().pk)
    assert (event.enrolment_id, event.cohort_id, event.course_id) == (7, 3, 2)


def test_a_quiz_is_not_done_by_saying_so():
    quiz, learner = quiz_with(Depth.DISCOVERY), UserFactory()

    with pytest.raises(QuizNotPassed):
        complete_activity(learner=learner, enrolment_id=7, activity=quiz)

    assert not Completion.objects.exists()
    assert not Event.objects.exists()


def test_an_attempt_asks_the_questions_of_its_depth_in_order():
    quiz = quiz_with(Depth.DISCOVERY, Depth.IN_DEPTH, Depth.DISCOVERY)
    first, deep, last = (row.question.title for row in quiz.quiz_questions.order_by("sort_order"))

    short = start_attempt(learner=UserFactory(), enrolment_id=1, quiz=quiz, depth=Depth.DISCOVERY)
    long = start_attempt(learner=UserFactory(), enrolment_id=2, quiz=quiz, depth="in_depth")

    assert [asked["text"] for asked in short.questions] == [first, last]
    assert [asked["text"] for asked in long.questions] == [first, deep, last]


def test_starting_again_gives_the_open_attempt_back():
    quiz, learner = quiz_with(Depth.DISCOVERY), UserFactory()

    first, second = start(quiz, learner=learner), start(quiz, learner=learner)

    assert first == second
    assert Event.objects.filter(verb=Verb.ATTEMPT_STARTED).count() == 1


def test_the_next_attempt_has_the_next_number_and_the_questions_of_now():
    quiz, learner = quiz_with(Depth.DISCOVERY), UserFactory()
    submit_attempt(attempt=start(quiz, learner=learner), answers={})
    QuizQuestionFactory(quiz=quiz)

    second = start(quiz, learner=learner)

    assert (second.number, len(second.questions)) == (2, 2)


def test_a_quiz_without_question_at_the_depth_is_refused():
    quiz = quiz_with(Depth.IN_DEPTH)

    with pytest.raises(QuizIsEmpty):
        start(quiz)

    assert not Attempt.objects.exists()


def test_an_edit_never_changes_an_attempt_already_made():
    quiz = quiz_with(Depth.DISCOVERY)
    attempt = start(quiz)
    asked = Attempt.objects.get(pk=attempt.pk).questions
    question = quiz.quiz_questions.get().question
    options = [{"text": "Faux", "is_correct": True, "feedback": ""}] * 2
    question.content = choice("single_choice", "Autre question", options)
    question.save()
    quiz.pass_mark = 100
    quiz.save()
    quiz.quiz_questions.all().delete()

    attempt = submit_attempt(attempt=attempt, answers={1: ["Juste"]})

    assert attempt.questions == asked
    assert (attempt.score, attempt.pass_mark, attempt.is_passed) == (1, 60, True)


def test_a_passed_attempt_is_graded_logged_and_completes_the_quiz():
    quiz = quiz_with(*[Depth.DISCOVERY] * 3)
    attempt = start(quiz)

    attempt = submit_attempt(
        attempt=attempt, answers={1: ["Juste"], 2: ["Faux"], 3: ["Juste"]}, at=AT, cohort_id=3
    )

    assert attempt.score == pytest.approx(2 / 3)
    assert (attempt.percent, attempt.is_passed, attempt.submitted_at) == (66, True, AT)
    rows = Response.objects.order_by("position").values_list("position", "answer", "credit")
    assert list(rows) == [(1, ["Juste"], 1), (2, ["Faux"], 0), (3, ["Juste"], 1)]
    assert Completion.objects.get().activity_id == quiz.pk
    event = Event.objects.get(verb=Verb.ATTEMPT_SUBMITTED)
    assert event.result == attempt.score
    assert (event.object_id, event.activity_id, event.cohort_id) == (attempt.pk, quiz.pk, 3)


def test_what_was_not_answered_earns_nothing():
    attempt = submit_attempt(
        attempt=start(quiz_with(*[Depth.DISCOVERY] * 2)), answers={2: ["Juste"]}
    )

    assert (attempt.score, attempt.is_passed) == (0.5, False)
    assert not Completion.objects.exists()
    assert [line.result for line in attempt.sheet()] == ["blank", "right"]


def test_exactly_the_pass_mark_passes():
    quiz = quiz_with(*[Depth.DISCOVERY] * 5)

    attempt = submit_attempt(
        attempt=start(quiz), answers={position: ["Juste"] for position in (1, 2, 3)}
    )

    assert (attempt.percent, attempt.is_passed) == (60, True)


def test_a_second_submit_changes_nothing():
    attempt = start(quiz_with(Depth.DISCOVERY))
    submit_attempt(attempt=attempt, answers={1: ["Faux"]}, at=AT)

    again = submit_attempt(attempt=attempt, answers={1: ["Juste"]})

    assert (again.score, again.submitted_at) == (0, AT)
    assert Response.objects.count() == 1
    assert Event.objects.filter(verb=Verb.ATTEMPT_SUBMITTED).count() == 1


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({1: ["Autre"]}, AnswerNotOffered),
        ({1: ["Juste", "Faux"]}, AnswerNotOffered),
        ({1: "Juste"}, AnswerNotOffered),
        ({1: ["Juste"], 2: ["Juste"]}, QuestionNotAsked),
        ({0: ["Juste"]}, QuestionNotAsked),
        ({1: ["x" * 2_000_000]}, AnswersTooLarge),
    ],
)
def test_what_could_not_have_been_answered_is_refused_and_changes_nothing(answers, refusal, caplog):
    attempt = start(quiz_with(Depth.DISCOVERY))

    with pytest.raises(refusal) as refused:
        submit_attempt(attempt=attempt, answers=answers)

    attempt.refresh_from_db()
    assert str(refused.value)
    assert not attempt.is_submitted
    assert not Response.objects.exists()
    assert not Event.objects.filter(verb=Verb.ATTEMPT_SUBMITTED).exists()
    assert refusal.__name__ in caplog.text


def test_reading_what_a_form_sent_keeps_what_must_be_refused():
    attempt = start(quiz_with(*[Depth.DISCOVERY] * 2))
    data = QueryDict("csrfmiddlewaretoken=x&question-1=Juste&question-9=Juste&question-x=1&q=2")

    assert read_answers(attempt.questions, data) == {1: ["Juste"], 9: ["Juste"]}


def test_an_open_answer_waits_for_its_grade_and_a_scale_earns_none():
    quiz = QuizFactory()
    for name in ("open_text", "scale", "single_choice"):
        content = [{"type": name, "id": name, "value": EXAMPLES[name]}]
        QuizQuestionFactory(quiz=quiz, question=QuestionFactory(content=json.dumps(content)))

    attempt = submit_attempt(attempt=start(quiz), answers={1: "Une alliance", 2: 3, 3: ["0"]})

    assert (attempt.is_submitted, attempt.is_graded, attempt.score) == (True, False, None)
    assert not attempt.is_passed
    assert [response.credit for response in attempt.responses.order_by("position")] == [
        None,
        None,
        1,
    ]
    assert not Completion.objects.exists()


def test_where_nothing_earns_credit_answering_is_enough():
    quiz = QuizFactory()
    content = [{"type": "scale", "id": "1", "value": EXAMPLES["scale"]}]
    QuizQuestionFactory(quiz=quiz, question=QuestionFactory(content=json.dumps(content)))

    attempt = submit_attempt(attempt=start(quiz), answers={1: 3})

    assert (attempt.is_graded, attempt.score, attempt.is_passed) == (True, None, True)
    assert Completion.objects.get().activity_id == quiz.pk


def test_multiple_choice_from_the_form_to_the_score():
    quiz = QuizFactory()
    options = [
        {"text": text, "is_correct": text in "ab", "feedback": ""} for text in ("a", "b", "c")
    ]
    QuizQuestionFactory(
        quiz=quiz,
        question=QuestionFactory(content=choice("multiple_choice", "Lesquels ?", options)),
    )
    attempt = start(quiz)

    answers = read_answers(attempt.questions, QueryDict("question-1=b&question-1=a&question-1=c"))

    assert answers == {1: ["a", "b", "c"]}
    assert submit_attempt(attempt=attempt, answers=answers).score == 0.5


def test_the_questions_of_an_attempt_stay_plain_json():
    attempt = start(quiz_with(Depth.DISCOVERY))

    assert json.loads(json.dumps(attempt.questions)) == attempt.questions
