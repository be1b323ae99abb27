"""Item statistics from answers: by version, first attempts only, hidden under five."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.choices import Depth
from courses.models import PlanItem
from modules.models import Attempt, QuestionCategory, QuizDraw, Response
from modules.reports import places_of, question_figures, quiz_figures
from modules.services import start_attempt, submit_attempt
from tests.factories import (
    CourseFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
    choice,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
# Five people, three questions: the table reckoned by hand in test_measures.
TABLE = ["111", "110", "100", "001", "000"]


def quiz_of(size):
    quiz = QuizFactory()
    return quiz, [QuizQuestionFactory(quiz=quiz).question for _number in range(size)]


def answer(quiz, pattern, *, enrolment_id, seconds=60):
    """Hand in an attempt with a right answer for each 1, a wrong one for each 0, or none."""
    words = {"1": ["Juste"], "0": ["Faux"], "-": []}
    attempt = start_attempt(
        learner=UserFactory(), enrolment_id=enrolment_id, quiz=quiz, depth=Depth.DISCOVERY, at=AT
    )
    answers = {position: words[digit] for position, digit in enumerate(pattern, start=1)}
    return submit_attempt(attempt=attempt, answers=answers, at=AT + timedelta(seconds=seconds))


def answer_all(quiz, patterns, first_enrolment=1):
    for number, pattern in enumerate(patterns, start=first_enrolment):
        answer(quiz, pattern, enrolment_id=number)


def test_a_question_has_the_figures_reckoned_by_hand():
    quiz, (question, *_others) = quiz_of(3)
    answer_all(quiz, TABLE)

    (figures,) = question_figures(question)

    assert (figures.version, figures.attempts) == (1, 5)
    assert figures.facility == pytest.approx(3 / 5)
    assert figures.discrimination == pytest.approx((3 / 5) / (6 / 5 * 14 / 5) ** 0.5)
    assert figures.seconds == 20
    assert [(one.text, one.share) for one in figures.options] == [
        ("Juste", 0.6),
        ("Faux", 0.4),
        ("(sans réponse)", 0),
    ]


def test_a_quiz_has_the_figures_reckoned_by_hand():
    quiz, questions = quiz_of(3)
    answer_all(quiz, TABLE)

    figures = quiz_figures(quiz)

    assert (figures.attempts, figures.alike) == (5, 5)
    assert figures.score == pytest.approx(100 * 7 / 15)
    assert figures.alpha == pytest.approx(6 / 13)
    assert figures.error == pytest.approx(100 / 3 * (13 / 10 * 7 / 13) ** 0.5)
    assert [one.question_id for one in figures.questions] == [one.pk for one in questions]
    (of_question,) = question_figures(questions[0])
    assert figures.questions[0].discrimination == pytest.approx(of_question.discrimination)


def test_figures_are_hidden_under_five_attempts():
    quiz, (question, *_others) = quiz_of(3)
    answer_all(quiz, TABLE[:4])

    (figures,) = question_figures(question)
    whole = quiz_figures(quiz)

    assert (figures.attempts, figures.is_shown, figures.earns_credit) == (4, False, False)
    assert (whole.is_shown, whole.score, whole.alpha, whole.error) == (False, None, None, None)


def test_only_first_attempts_that_are_handed_in_count():
    quiz, (question,) = quiz_of(1)
    answer_all(quiz, "11110")
    answer(quiz, "1", enrolment_id=5)
    start_attempt(learner=UserFactory(), enrolment_id=6, quiz=quiz, depth=Depth.DISCOVERY)

    (figures,) = question_figures(question)

    assert (figures.attempts, figures.facility) == (5, 0.8)
    assert figures.discrimination is None


def test_each_version_has_its_own_figures_the_latest_first():
    quiz, (question,) = quiz_of(1)
    answer_all(quiz, "11111")
    options = [
        {"text": text, "is_correct": text == "Juste", "feedback": ""}
        for text in ("Juste", "Faux", "Jamais")
    ]
    question.content = choice("single_choice", "Autrement ?", options)
    question.save_revision().publish()
    answer_all(quiz, "10000", first_enrolment=10)
    answer_all(quiz, "00-00", first_enrolment=20)

    latest, first = question_figures(question)

    assert (first.version, first.facility, first.title) == (1, 1, question.title)
    assert (latest.version, latest.facility, latest.title) == (2, 0.1, "Autrement ?")
    assert [(one.text, one.share) for one in latest.options] == [
        ("Juste", 0.1),
        ("Faux", 0.8),
        ("Jamais", 0),
        ("(sans réponse)", 0.1),
    ]
    assert [one.advice.split("\u00a0")[0].split(",")[0] for one in latest.options[:3]] == [
        "Bonne réponse",
        "Une mauvaise réponse qui tente",
        "Distracteur jamais choisi",
    ]


def test_answers_given_before_versions_were_counted_stand_apart():
    quiz, (question,) = quiz_of(1)
    answer_all(quiz, "11111")
    Response.objects.update(version=0)

    (figures,) = question_figures(question)

    assert (figures.version, figures.attempts) == (0, 5)


def test_the_time_of_an_answer_runs_since_the_one_saved_before_it():
    quiz, (first, second) = quiz_of(2)
    for number, seconds in enumerate([30, 40, 50, 60, 7200], start=1):
        attempt = answer(quiz, "11", enrolment_id=number, seconds=9000)
        for position, saved in ((1, 10), (2, 10 + seconds)):
            attempt.responses.filter(position=position).update(
                saved_at=AT + timedelta(seconds=saved)
            )

    assert question_figures(first)[0].seconds == 10
    assert question_figures(second)[0].seconds == 50


def test_attempts_that_drew_other_questions_are_not_put_together():
    where = QuestionCategory.objects.create(title="Alliances")
    QuestionFactory.create_batch(12, category=where)
    quiz = QuizFactory()
    QuizDraw.objects.create(quiz=quiz, count=2, category=where)
    answer_all(quiz, ["10"] * 6)

    figures = quiz_figures(quiz)

    drawn = {frozenset(one["question"] for one in attempt.questions)
             for attempt in Attempt.objects.all()}  # fmt: skip
    assert figures.attempts == 6
    assert figures.alike <= 6 - len(drawn) + 1


def test_where_a_question_is_asked_with_the_courses_that_place_the_quiz():
    where = QuestionCategory.objects.create(title="Alliances")
    inside = QuestionCategory.objects.create(title="Mécénat", parent=where)
    question = QuestionFactory(category=inside)
    chosen = QuizQuestionFactory(quiz=QuizFactory(title="Choisi"), question=question).quiz
    drawing = QuizFactory(title="Tiré")
    QuizDraw.objects.create(quiz=drawing, count=1, category=where)
    QuizDraw.objects.create(quiz=QuizFactory(), count=1, category=where, difficulty="hard")
    course = CourseFactory(title="Une formation")
    PlanItem.objects.create(
        course=course,
        kind="module",
        title="x",
        module=chosen.get_parent().specific,
        depth=Depth.DISCOVERY,
    )

    places = [(one.quiz, one.by_draw, one.courses) for one in places_of(question)]

    assert places == [(chosen, False, ["Une formation"]), (drawing, True, [])]


@pytest.mark.parametrize("size", [1, 3])
def test_figures_cost_the_same_however_many_answers(size, django_assert_num_queries):
    quiz, questions = quiz_of(size)
    answer_all(quiz, ["1" * size] * size)

    with django_assert_num_queries(3):
        question_figures(questions[0])
    with django_assert_num_queries(3):
        quiz_figures(quiz)


def test_only_the_latest_attempts_are_read(monkeypatch):
    monkeypatch.setattr("modules.reports.figures.MOST_ATTEMPTS", 5)
    quiz, (question,) = quiz_of(1)
    answer_all(quiz, "00000" + "11111")

    (figures,) = question_figures(question)

    assert (figures.attempts, figures.facility, quiz_figures(quiz).score) == (5, 1, 100)
