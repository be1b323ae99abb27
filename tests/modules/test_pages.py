"""The library for its authors: closed to others, previewed, published at their word, kept."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.choices import Depth
from courses.models import PlanItem
from lms.events.models import Event
from modules.models import Attempt, LessonPage, QuizPage
from modules.services import complete_activity
from tests.factories import (
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
)

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


def quiz_with_one_question():
    return QuizQuestionFactory(quiz=QuizFactory(title="Le quiz")).quiz


@pytest.mark.parametrize("make", [ModuleFactory, LessonFactory, QuizFactory])
def test_the_library_is_closed_to_visitors_and_learners(client, sign_in, make):
    page = make()

    assert client.get(page.url).status_code == 404
    assert client.get(page.get_parent().url).status_code == 404

    sign_in()

    assert client.get(page.url).status_code == 404


def test_an_author_previews_what_learners_will_see_and_nothing_is_recorded(client, author):
    lesson = LessonFactory(title="Une leçon")
    quiz = quiz_with_one_question()
    module = lesson.get_parent()

    for page in (lesson, quiz, module):
        answer = client.get(page.url)
        assert answer.status_code == 200
        assert "Aperçu." in answer.content.decode()
        assert page.title in answer.content.decode()

    assert 'name="question-1"' in client.get(quiz.url).content.decode()
    assert not Attempt.objects.exists()
    assert not Event.objects.exists()


def test_the_editor_previews_a_draft(client, author):
    lesson = LessonFactory(title="Avant")
    lesson.title = "Après"
    lesson.save_revision()

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    assert "Après" in answer.content.decode()
    assert "Avant" in LessonPage.objects.get(pk=lesson.pk).title


def test_an_author_asks_for_moderation_and_a_moderator_publishes(moderator):
    lesson = LessonFactory(title="Avant")
    workflow = lesson.get_workflow()
    lesson.title = "Après"
    lesson.save_revision()

    state = workflow.start(lesson, UserFactory())

    lesson.refresh_from_db()
    assert lesson.title == "Avant"

    state.current_task_state.approve(user=moderator)

    lesson.refresh_from_db()
    assert lesson.title == "Après"


def test_a_publication_may_be_scheduled(monkeypatch):
    now = timezone.now()
    LessonFactory(title="Avant").save_revision().publish()
    lesson = LessonPage.objects.get()
    lesson.title = "Après"
    lesson.go_live_at = now + timedelta(hours=1)
    lesson.save_revision().publish()

    call_command("publish_scheduled")

    lesson.refresh_from_db()
    assert lesson.title == "Avant"

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    call_command("publish_scheduled")

    lesson.refresh_from_db()
    assert lesson.title == "Après"


def test_two_lessons_of_a_module_never_share_an_address():
    module = ModuleFactory()
    LessonFactory(parent=module, slug="la-meme")

    with pytest.raises(ValidationError):
        LessonFactory(parent=module, slug="la-meme")

    LessonFactory(parent=ModuleFactory(), slug="la-meme")


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


@pytest.mark.parametrize("whole_module", [False, True])
def test_what_learners_have_done_is_not_deleted_but_unpublished(client, sign_in, whole_module):
    sign_in(UserFactory(is_superuser=True))
    lesson = LessonFactory(title="La leçon")
    complete_activity(learner=UserFactory(), enrolment_id=7, activity=lesson)

    answer = delete(client, lesson.get_parent() if whole_module else lesson)

    assert LessonPage.objects.filter(pk=lesson.pk).exists()
    assert "Dépubliez plutôt la page" in answer.content.decode()


def test_a_module_that_a_course_places_is_not_deleted(client, moderator):
    module = ModuleFactory()
    PlanItem.objects.create(
        course=CourseFactory(), kind="module", title="Un", module=module, depth=Depth.DISCOVERY
    )

    answer = delete(client, module)

    assert "Dépubliez plutôt la page" in answer.content.decode()
    module.refresh_from_db()


def test_what_learners_have_done_is_not_deleted_in_bulk_either(client, moderator):
    lesson, other = LessonFactory(), LessonFactory()
    complete_activity(learner=UserFactory(), enrolment_id=7, activity=lesson)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    answer = client.post(f"{url}?id={lesson.pk}&id={other.pk}", follow=True)

    assert "Dépubliez plutôt la page" in answer.content.decode()
    assert LessonPage.objects.count() == 2


def test_what_nobody_used_is_deleted(client, moderator):
    lesson = LessonFactory()

    delete(client, lesson)

    assert not LessonPage.objects.exists()


def test_the_question_bank_lists_searches_and_counts(client, author, django_assert_max_num_queries):
    asked, other = QuestionFactory(title="Que dit PHARE ?"), QuestionFactory(title="Autre chose")
    QuizQuestionFactory(question=asked)
    url = reverse(asked.snippet_viewset.get_url_name("list"))

    listing = client.get(url).content.decode()
    found = client.get(url, {"q": "PHARE"}).content.decode()

    assert "Banque de questions" in listing
    assert "choix unique" in listing.lower()
    assert other.title in listing
    assert asked.title in found
    assert other.title not in found


def quiz_form(quiz, *, depth, action):
    """What the editor sends for a quiz with one question of this depth."""
    placement = quiz.quiz_questions.get()
    prefix = "quiz_questions"
    return {
        "title": quiz.title,
        "slug": quiz.slug,
        "minutes": "3",
        "course_depth": "discovery",
        "is_required": "on",
        "source": "",
        "introduction": "",
        "mode": quiz.mode,
        "pass_mark": "60",
        "completes": quiz.completes,
        "counted": quiz.counted,
        "answers_shown": quiz.answers_shown,
        "paging": quiz.paging,
        "seo_title": "",
        "search_description": "",
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-INITIAL_FORMS": "1",
        f"{prefix}-MIN_NUM_FORMS": "1",
        f"{prefix}-MAX_NUM_FORMS": "1000",
        f"{prefix}-0-id": placement.pk,
        f"{prefix}-0-ORDER": "1",
        f"{prefix}-0-question": placement.question_id,
        f"{prefix}-0-depth": depth,
        "draws-TOTAL_FORMS": "0",
        "draws-INITIAL_FORMS": "0",
        "draws-MIN_NUM_FORMS": "0",
        "draws-MAX_NUM_FORMS": "10",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **action,
    }


def test_a_quiz_that_short_courses_could_never_pass_is_not_published(client, moderator):
    quiz = quiz_with_one_question()
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
    publish = {"action-publish": "1"}

    refused = client.post(url, quiz_form(quiz, depth="in_depth", action=publish), follow=True)

    assert "Le format découverte a besoin d’au moins une question" in refused.content.decode()
    assert QuizPage.objects.get().quiz_questions.get().depth == Depth.DISCOVERY

    client.post(url, quiz_form(quiz, depth="discovery", action=publish))

    assert QuizPage.objects.get().minutes == 3
