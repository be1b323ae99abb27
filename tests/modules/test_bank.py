"""The question bank: categories, versions, random draws, and attempts that no edit changes."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.choices import Depth
from modules.models import (
    Attempt,
    Question,
    QuestionCategory,
    QuizDraw,
    QuizQuestion,
    Response,
)
from modules.models.attempts import luck_of
from modules.models.draws import question_count
from modules.services import QuizIsEmpty, start_attempt, submit_attempt
from tests.factories import (
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
    choice,
)

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"text": "Juste", "is_correct": True, "feedback": ""},
    {"text": "Faux", "is_correct": False, "feedback": ""},
]


def category(title="Alliances", parent=None):
    return QuestionCategory.objects.create(title=title, parent=parent)


def quiz_that_draws(count, where, **wishes):
    quiz = QuizFactory()
    QuizDraw.objects.create(quiz=quiz, count=count, category=where, sort_order=1, **wishes)
    return quiz


def start(quiz, *, enrolment_id=7, depth=Depth.DISCOVERY):
    return start_attempt(learner=UserFactory(), enrolment_id=enrolment_id, quiz=quiz, depth=depth)


def asked(attempt):
    return [snapshot["question"] for snapshot in attempt.questions]


def publish(question, text="Autrement ?", options=OPTIONS, **fields):
    question.content = choice("single_choice", text, options, **fields)
    question.save_revision().publish()
    question.refresh_from_db()
    return question


def test_categories_read_as_paths_in_the_order_of_the_tree(django_assert_num_queries):
    alliances, evaluation = category(), category("Évaluation")
    inner = category("Mécénat", alliances)
    category("Chaires", inner)

    with django_assert_num_queries(1):
        names = [str(one) for one in QuestionCategory.objects.all()]

    assert names == [
        "Alliances",
        "Alliances › Mécénat",
        "Alliances › Mécénat › Chaires",
        "Évaluation",
    ]
    assert QuestionCategory.objects.ids_below()[evaluation.pk] == {evaluation.pk}
    assert len(QuestionCategory.objects.ids_below()[alliances.pk]) == 3


def test_categories_go_three_deep_and_never_in_circles():
    first = category()
    second = category("Deux", first)
    third = category("Trois", second)

    with pytest.raises(ValidationError, match="trois niveaux"):
        QuestionCategory(title="Quatre", parent=third).full_clean()
    first.parent = third
    with pytest.raises(ValidationError, match="elle-même"):
        first.full_clean()
    other = category("Autre")
    category("Dedans", other)
    other.parent = second
    with pytest.raises(ValidationError, match="trois niveaux"):
        other.full_clean()


def test_two_categories_of_the_same_place_have_different_titles():
    category()

    with pytest.raises(IntegrityError), transaction.atomic():
        category()


def test_the_version_grows_with_each_published_change_of_what_is_asked():
    question = QuestionFactory()

    assert publish(question).version == 2
    assert publish(question, options=[*OPTIONS, {**OPTIONS[1], "text": "Non"}]).version == 3


def test_the_version_stays_when_only_words_for_afterwards_or_its_place_change():
    question = QuestionFactory()
    text = question.snapshot()["text"]
    explained = [{**option, "feedback": "Relisez la leçon."} for option in OPTIONS]
    question.category, question.title, question.source = category(), "Un titre", "3-2"

    assert publish(question, text, explained, explanation="Parce que.").version == 1


def test_a_draft_is_not_a_version_and_is_not_asked():
    question = QuestionFactory()
    quiz = QuizQuestionFactory(question=question).quiz
    question.content = choice("single_choice", "Un brouillon", OPTIONS)
    question.save_revision()

    attempt = start(quiz)

    assert attempt.questions[0]["text"] == question.title
    assert attempt.questions[0]["version"] == 1


def test_a_question_written_as_a_draft_is_its_first_version_once_published():
    question = QuestionFactory(live=False)

    assert publish(question).version == 1
    assert question.live


def test_a_question_changed_while_archived_is_a_new_version():
    question = QuestionFactory()
    question.unpublish()

    assert publish(question).version == 2


def test_going_back_to_an_earlier_text_is_a_new_version():
    question = QuestionFactory()
    first = question.save_revision()
    publish(question)

    first.publish()

    question.refresh_from_db()
    assert (question.version, question.snapshot()["text"]) == (3, question.title)


def test_answers_know_the_question_and_version_they_answer():
    question = QuestionFactory()
    quiz = QuizQuestionFactory(question=question).quiz
    submit_attempt(attempt=start(quiz), answers={1: ["Juste"]})
    publish(question, options=[{**OPTIONS[0], "text": "Vrai"}, OPTIONS[1]])
    submit_attempt(attempt=start(quiz, enrolment_id=8), answers={1: ["Vrai"]})

    rows = Response.objects.order_by("pk").values_list("question_id", "version")
    assert list(rows) == [(question.pk, 1), (question.pk, 2)]


def test_an_attempt_made_before_versions_were_counted_is_handed_in_as_it_was_asked():
    attempt = start(QuizQuestionFactory().quiz)
    old = {key: value for key, value in attempt.questions[0].items() if key != "version"}
    Attempt.objects.update(questions=[old])
    publish(Question.objects.get())

    attempt = submit_attempt(attempt=attempt, answers={1: ["Juste"]})

    assert (attempt.questions, attempt.score) == ([old], 1)
    assert Response.objects.get().version == 0


def test_each_attempt_draws_anew_from_the_category_and_those_inside_it():
    where = category()
    QuestionFactory.create_batch(15, category=where)
    QuestionFactory.create_batch(15, category=category("Dedans", where))
    QuestionFactory.create_batch(3, category=category("Ailleurs"))
    quiz = quiz_that_draws(5, where)

    drawn = [asked(start(quiz, enrolment_id=number)) for number in range(1, 7)]

    inside = set(Question.objects.exclude(category__title="Ailleurs").values_list("pk", flat=True))
    assert all(len(set(one)) == 5 and inside.issuperset(one) for one in drawn)
    assert len({frozenset(one) for one in drawn}) > 1


def test_a_draw_follows_from_the_seed_that_the_attempt_keeps():
    where = category()
    QuestionFactory.create_batch(20, category=where)
    quiz = quiz_that_draws(5, where)

    attempt = start(quiz)

    again = quiz.questions_at(Depth.DISCOVERY, luck=luck_of(attempt.seed))
    assert again == attempt.questions


def test_a_draw_may_want_a_tag_and_a_difficulty():
    where = category()
    wanted, easy, _bare = (
        QuestionFactory(category=where, difficulty=difficulty)
        for difficulty in ("hard", "easy", "hard")
    )
    for question in (wanted, easy):
        question.tags.add("mécénat")
        question.save()
    quiz = quiz_that_draws(1, where, tag=wanted.tags.get(), difficulty="hard")

    assert asked(start(quiz)) == [wanted.pk]


def test_a_question_that_is_chosen_is_not_drawn_too():
    where = category()
    fixed, other = QuestionFactory.create_batch(2, category=where)
    quiz = quiz_that_draws(1, where)
    QuizQuestionFactory(quiz=quiz, question=fixed)

    assert asked(start(quiz)) == [fixed.pk, other.pk]


def test_draws_of_the_long_depth_are_for_long_courses():
    where = category()
    QuestionFactory(category=where)
    quiz = quiz_that_draws(1, where, depth=Depth.IN_DEPTH)
    fixed = QuizQuestionFactory(quiz=quiz).question

    assert asked(start(quiz)) == [fixed.pk]
    assert len(asked(start(quiz, enrolment_id=8, depth=Depth.IN_DEPTH))) == 2


def test_what_is_archived_is_no_longer_asked_and_a_draw_asks_what_is_left():
    where = category()
    kept, gone = QuestionFactory.create_batch(2, category=where)
    quiz = quiz_that_draws(2, where)
    QuizQuestionFactory(quiz=quiz, question=QuestionFactory(live=False))
    gone.unpublish()

    assert asked(start(quiz)) == [kept.pk]

    kept.unpublish()
    with pytest.raises(QuizIsEmpty):
        start(quiz, enrolment_id=8)
    assert Attempt.objects.count() == 1


def test_a_draft_with_places_left_empty_asks_what_is_there():
    quiz = QuizFactory()
    question = QuestionFactory()
    quiz.quiz_questions = [QuizQuestion(question=question), QuizQuestion()]
    quiz.draws = [QuizDraw(count=2)]

    questions = quiz.questions_at(Depth.IN_DEPTH, luck=luck_of(1))

    assert [snapshot["question"] for snapshot in questions] == [question.pk]


@pytest.mark.parametrize("size", [1, 3])
def test_drawing_costs_the_same_however_many_draws(size, django_assert_num_queries):
    quiz = QuizFactory()
    for number in range(size):
        where = category(f"Catégorie {number}")
        QuestionFactory.create_batch(size + 1, category=where)
        QuizDraw.objects.create(quiz=quiz, count=size, category=where, sort_order=number)

    with django_assert_num_queries(5):
        questions = quiz.questions_at(Depth.DISCOVERY, luck=luck_of(1))

    assert len(questions) == size * size


def test_a_quiz_counts_what_it_asks_chosen_and_drawn():
    where = category()
    quiz = quiz_that_draws(3, where)
    QuizQuestionFactory(quiz=quiz)
    QuizQuestionFactory(quiz=quiz, question=QuestionFactory(live=False))
    QuizQuestionFactory(quiz=quiz, depth=Depth.IN_DEPTH)

    assert question_count(quiz.pk, Depth.DISCOVERY.included()) == 4
    assert question_count(quiz.pk, Depth.IN_DEPTH.included()) == 5
    assert question_count(QuizFactory().pk, Depth.DISCOVERY.included()) == 0


def test_the_bank_is_searched_in_all_that_a_question_says_whatever_the_accents():
    content = choice("single_choice", "Que dit l’évaluation ?", OPTIONS, explanation="Le bénévolat")
    found, _other = QuestionFactory(content=content), QuestionFactory()

    for query in ("evaluation", "BENEVOLAT", "juste évalu"):
        assert found in Question.objects.search(query)
    assert list(Question.objects.search("benevolat")) == [found]
    assert not Question.objects.search("rien de tel").exists()


def test_a_question_is_never_used_until_a_quiz_places_it_or_somebody_was_asked():
    free, placed = QuestionFactory(), QuizQuestionFactory().question
    where = category()
    drawn = QuestionFactory(category=where)
    submit_attempt(attempt=start(quiz_that_draws(1, where)), answers={})

    assert list(Question.objects.never_used()) == [free]
    assert {placed, drawn}.isdisjoint(Question.objects.never_used())


def test_questions_are_found_by_kind():
    single = QuestionFactory()
    scale = QuestionFactory(
        content=json.dumps([{"type": "scale", "value": {"text": "?", "points": []}}])
    )

    assert list(Question.objects.of_kind("scale")) == [scale]
    assert list(Question.objects.of_kind("single_choice")) == [single]
