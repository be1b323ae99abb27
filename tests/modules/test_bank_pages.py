"""The bank as its authors work with it: found, chosen, tried out, read about, archived."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.choices import Depth
from lms.events.models import Event
from modules.models import Attempt, Question, QuestionCategory, QuizDraw, QuizPage, Response
from modules.services import start_attempt, submit_attempt
from tests.factories import (
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
    choice,
)
from tests.modules.test_pages import quiz_form, quiz_with_one_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site():
    from lms.pages.loading import load_pages

    load_pages()


@pytest.fixture
def author(sign_in):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Editors"))
    return sign_in(person)


@pytest.fixture
def moderator(sign_in):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Moderators"))
    return sign_in(person)


def category(title="Alliances", parent=None):
    return QuestionCategory.objects.create(title=title, parent=parent)


def address(name, instance):
    return reverse(type(instance).snippet_viewset.get_url_name(name), args=[instance.pk])


def listed(client, **filters):
    url = reverse(Question.snippet_viewset.get_url_name("list_results"))
    return set(client.get(url, filters).context["object_list"])


def answered(quiz, times=1):
    for number in range(1, times + 1):
        attempt = start_attempt(
            learner=UserFactory(), enrolment_id=number, quiz=quiz, depth=Depth.DISCOVERY
        )
        submit_attempt(attempt=attempt, answers={1: ["Juste"] if number % 2 else ["Faux"]})


def test_questions_are_filtered_by_category_tag_difficulty_kind_and_use(client, author):
    theme = category()
    inside = QuestionFactory(
        category=category("Dedans", theme), difficulty="hard", title="Une question précise"
    )
    inside.tags.add("mécénat")
    inside.save()
    other = QuizQuestionFactory(question=QuestionFactory(title="Une tout autre affaire")).question

    assert listed(client) == {inside, other}
    assert listed(client, category=theme.pk) == {inside}
    assert listed(client, tags=inside.tags.get().pk) == {inside}
    assert listed(client, difficulty="hard") == {inside}
    assert listed(client, kind="scale") == set()
    assert listed(client, kind="single_choice") == {inside, other}
    assert listed(client, use="never") == {inside}
    assert listed(client, live="false") == set()


def test_questions_are_found_by_their_options_without_accents(client, author):
    options = [
        {"text": "Le bénévolat", "is_correct": True, "feedback": ""},
        {"text": "Rien", "is_correct": False, "feedback": ""},
    ]
    found = QuestionFactory(title="Engagement", content=choice("single_choice", "?", options))
    QuestionFactory(title="Une tout autre affaire")

    assert listed(client, q="benevolat") == {found}


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_however_many_questions(
    client, author, size, django_assert_num_queries
):
    where = category("Dedans", category())
    for question in QuestionFactory.create_batch(size, category=where):
        QuizQuestionFactory(question=question)
    url = reverse(Question.snippet_viewset.get_url_name("list"))
    client.get(url)

    with django_assert_num_queries(13):
        client.get(url)


def test_the_chooser_of_a_quiz_offers_what_may_be_asked_and_finds_it(client, author):
    where = category()
    found = QuestionFactory(title="Que dit PHARE ?", category=where)
    QuestionFactory(title="Un brouillon", live=False)
    other = QuestionFactory(title="Une tout autre affaire")
    url = reverse(Question.snippet_viewset.chooser_viewset.get_url_name("choose_results"))

    everything = client.get(url).content.decode()
    by_word = client.get(url, {"q": "phare"}).content.decode()
    by_place = client.get(url, {"category": where.pk}).content.decode()

    assert found.title in everything
    assert other.title in everything
    assert "Un brouillon" not in everything
    for narrowed in (by_word, by_place):
        assert found.title in narrowed
        assert other.title not in narrowed


def test_a_duplicate_is_a_question_of_its_own(client, author):
    question = QuestionFactory(title="L’original", version=4)

    page = client.get(address("copy", question))

    assert page.status_code == 200
    assert "L’original" in page.content.decode()
    assert f'action="{reverse(Question.snippet_viewset.get_url_name("add"))}"' in (
        page.content.decode()
    )


def test_a_question_that_was_asked_is_not_deleted_but_archived(client, moderator):
    asked = QuizQuestionFactory().question
    quiz = asked.placements.get().quiz
    answered(quiz)
    quiz.quiz_questions.all().delete()

    answer = client.post(address("delete", asked), follow=True)

    assert "Archivez-la plutôt" in answer.content.decode()
    assert Question.objects.filter(pk=asked.pk).exists()

    client.post(address("unpublish", asked))

    asked.refresh_from_db()
    assert not asked.live
    assert Response.objects.get().question_id == asked.pk


def test_a_question_drawn_in_an_open_attempt_is_not_deleted(client, moderator):
    where = category()
    drawn = QuestionFactory(category=where)
    quiz = QuizFactory()
    QuizDraw.objects.create(quiz=quiz, count=1, category=where)
    start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth=Depth.DISCOVERY)

    client.post(address("delete", drawn))

    assert Question.objects.filter(pk=drawn.pk).exists()


def test_a_question_that_nobody_used_is_deleted(client, moderator):
    question = QuestionFactory()

    client.post(address("delete", question))

    assert not Question.objects.exists()


def test_a_category_that_holds_something_is_not_deleted(client, moderator):
    where = category()
    QuestionFactory(category=where)
    empty = category("Vide")

    answer = client.post(address("delete", where), follow=True)
    client.post(address("delete", empty))

    assert "Déplacez-les d’abord" in answer.content.decode()
    assert list(QuestionCategory.objects.all()) == [where]


def draws_form(quiz, *draws):
    """What the editor sends for a quiz with its question and these draws."""
    form = quiz_form(quiz, depth="discovery", action={"action-publish": "1"})
    form["draws-TOTAL_FORMS"] = len(draws)
    for number, draw in enumerate(draws):
        fields = {"id": "", "ORDER": number + 1, "tag": "", "difficulty": "", "depth": "discovery"}
        for name, value in (fields | draw).items():
            form[f"draws-{number}-{name}"] = value
    return form


def test_a_quiz_whose_draw_cannot_be_filled_is_not_published(client, moderator):
    quiz = quiz_with_one_question()
    where = category()
    chosen = quiz.quiz_questions.get().question
    chosen.category = where
    chosen.save()
    QuestionFactory.create_batch(2, category=where)
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])

    refused = client.post(url, draws_form(quiz, {"count": 3, "category": where.pk}))

    assert "il en manque 1" in refused.content.decode()
    assert not QuizDraw.objects.exists()

    client.post(url, draws_form(quiz, {"count": 2, "category": where.pk}))

    draw = QuizDraw.objects.get()
    assert (draw.quiz_id, draw.count, draw.category) == (quiz.pk, 2, where)


def test_a_quiz_that_chooses_a_draft_is_not_published(client, moderator):
    quiz = quiz_with_one_question()
    quiz.quiz_questions.get().question.unpublish()

    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
    refused = client.post(url, draws_form(quiz), follow=True)

    assert "n’est pas publiée" in refused.content.decode()
    assert QuizPage.objects.get().minutes != 3


def test_an_author_tries_a_question_and_nothing_is_recorded(client, author):
    question = QuestionFactory(title="Que dit PHARE ?")
    url = reverse("modules:try_question", args=[question.pk])

    asked = client.get(url).content.decode()
    wrong = client.post(url, {"question-1": "Faux"}).content.decode()
    right = client.post(url, {"question-1": "Juste"}).content.decode()

    assert 'name="question-1"' in asked
    assert "0\u00a0%" in wrong
    assert "100\u00a0%" in right
    assert not Attempt.objects.exists()
    assert not Event.objects.exists()


def test_a_trial_shows_the_draft_that_learners_do_not_see_yet(client, author):
    question = QuestionFactory(title="Avant")
    question.content = choice("single_choice", "Après", [
        {"text": "Juste", "is_correct": True, "feedback": ""},
        {"text": "Faux", "is_correct": False, "feedback": ""},
    ])  # fmt: skip
    question.save_revision()

    page = client.get(reverse("modules:try_question", args=[question.pk])).content.decode()

    assert "Après" in page


def test_an_answer_not_offered_is_a_blank_one_in_a_trial(client, author):
    url = reverse("modules:try_question", args=[QuestionFactory().pk])

    answer = client.post(url, {"question-1": "Inventé", "question-9": "x"})

    assert answer.status_code == 200
    assert "Sans réponse" in answer.content.decode()


def test_a_trial_of_a_quiz_grades_the_draw_that_it_showed(client, author):
    where = category()
    QuestionFactory.create_batch(30, category=where)
    quiz = QuizFactory()
    QuizDraw.objects.create(quiz=quiz, count=3, category=where)
    url = reverse("modules:try_quiz", args=[quiz.pk])

    asked = client.get(url)
    sent = {f"question-{number}": "Juste" for number in (1, 2, 3)} | asked.context["kept"]
    graded = client.post(url, sent)

    def texts(answer):
        return [one.snapshot["text"] for one in answer.context["questions"]]

    assert texts(graded) == texts(asked)
    assert graded.context["percent"] == 100
    assert client.post(url, {"seed": "9" * 30}).status_code == 200
    assert not Attempt.objects.exists()


def test_a_question_says_where_it_is_asked_and_what_its_answers_tell(client, author):
    placement = QuizQuestionFactory(quiz=QuizFactory(title="Le quiz"))
    answered(placement.quiz, times=6)

    page = client.get(reverse("modules:question", args=[placement.question.pk])).content.decode()

    assert "Le quiz" in page
    assert "toujours posée" in page
    assert "6 premières tentatives" in page
    assert "50\u00a0%" in page
    assert "Ni trop facile ni trop difficile" in page


def test_a_quiz_shows_its_figures_and_hands_them_out_as_a_table(client, author):
    placement = QuizQuestionFactory(quiz=QuizFactory(title="Le quiz"))
    QuizQuestionFactory(quiz=placement.quiz)
    answered(placement.quiz, times=5)

    page = client.get(reverse("modules:quiz", args=[placement.quiz.pk])).content.decode()
    table = client.get(reverse("modules:quiz_csv", args=[placement.quiz.pk]))
    of_question = client.get(reverse("modules:question_csv", args=[placement.question.pk]))

    assert "Alpha de Cronbach" in page
    assert "60\u00a0%" in page
    first = table.content.decode("utf-8-sig").splitlines()[1]
    assert first.startswith(f"{placement.question.title};1;5;0,6;")
    assert "Distracteur" not in first
    assert ";Juste;0,6;Bonne réponse." in of_question.content.decode("utf-8-sig")


def test_figures_are_not_shown_under_five_attempts(client, author):
    placement = QuizQuestionFactory()
    answered(placement.quiz, times=4)

    for name, pk in (("question", placement.question.pk), ("quiz", placement.quiz.pk)):
        page = client.get(reverse(f"modules:{name}", args=[pk])).content.decode()
        table = client.get(reverse(f"modules:{name}_csv", args=[pk])).content.decode("utf-8-sig")
        assert "50\u00a0%" not in page
        assert "0,5" not in table
        assert "Trop peu de tentatives" in table


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_figures_cost_the_same_however_much_there_is(
    client, author, size, django_assert_num_queries
):
    question = QuestionFactory()
    quizzes = [QuizQuestionFactory(question=question).quiz for _number in range(size)]
    for quiz in quizzes:
        answered(quiz, times=size)
    client.get(reverse("modules:question", args=[question.pk]))

    with django_assert_num_queries(16):
        client.get(reverse("modules:question", args=[question.pk]))
    with django_assert_num_queries(15):
        client.get(reverse("modules:quiz", args=[quizzes[0].pk]))
