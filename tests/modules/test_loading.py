"""The seed content of the 17 modules: all of it, once, and never over an author's work."""

from io import StringIO
from random import Random

import pytest
import yaml
from django.core.management import call_command
from django.utils.html import strip_tags

from courses.choices import Depth
from courses.models import CoursePage, SeedMark
from modules.loading import SEEDS, Loaded, load_modules
from modules.models import (
    Activity,
    LessonPage,
    ModuleLibraryPage,
    ModulePage,
    Question,
    QuestionCategory,
    QuizPage,
    QuizQuestion,
)
from modules.outline import outlines_of

pytestmark = pytest.mark.django_db


def module(slug):
    return ModulePage.objects.get(slug=slug)


def test_all_modules_lessons_quizzes_and_questions_are_loaded_in_catalogue_order():
    assert load_modules() == Loaded(modules=17, lessons=43, quizzes=15, questions=54)

    modules = ModuleLibraryPage.objects.get().get_children()
    assert [page.slug for page in modules][:2] == [
        "enjeux-pratiques-partenariats",
        "lancer-politique-partenariats",
    ]
    assert len(modules) == 17
    empty = {page.slug for page in modules if not page.get_children().exists()}
    assert empty == {"quatre-modeles-co-construction", "parrain-benevolat-accompagnement"}


def test_each_quiz_is_the_last_activity_of_its_module_and_can_be_passed_at_both_depths():
    load_modules()

    for quiz in QuizPage.objects.all():
        assert quiz.get_next_sibling() is None
        assert (quiz.course_depth, quiz.pass_mark) == (Depth.DISCOVERY, 60)
        assert quiz.minutes == max(3, quiz.quiz_questions.count())
        assert quiz.questions_at(Depth.DISCOVERY, luck=Random(1))
    assert QuizQuestion.objects.filter(depth=Depth.IN_DEPTH).count() == 11


def test_questions_of_the_long_depth_name_modules_and_questions_that_exist():
    for slug, positions in yaml.safe_load((SEEDS / "depths.yaml").read_text()).items():
        questions = yaml.safe_load((SEEDS / f"{slug}.yaml").read_text())["questions"]
        assert set(positions) < set(range(1, len(questions) + 1))


def test_a_decimal_comma_does_not_cut_an_option_in_two():
    for seeds in SEEDS.glob("*-*.yaml"):
        for question in yaml.safe_load(seeds.read_text())["questions"]:
            assert len(question["options"]) == 4, question["text"]


def test_each_question_stands_in_the_category_of_its_module_inside_that_of_its_theme():
    load_modules()

    places = {str(question.category) for question in Question.objects.all()}
    assert "Pratiques de partenariat › Enjeux et pratiques des partenariats en France" in places
    assert len(places) == 15
    assert QuestionCategory.objects.filter(parent=None).count() == 7
    assert not Question.objects.filter(search_text="").exists()


def test_questions_loaded_before_there_were_categories_join_theirs_once():
    load_modules()
    Question.objects.update(category=None, search_text="")
    QuestionCategory.objects.filter(parent__isnull=False).delete()
    QuestionCategory.objects.all().delete()
    SeedMark.objects.filter(key__startswith="category:").delete()
    theirs = QuestionCategory.objects.create(title="À nous")
    moved = Question.objects.first()
    Question.objects.filter(pk=moved.pk).update(category=theirs)

    assert load_modules() == Loaded()

    moved.refresh_from_db()
    assert moved.category == theirs
    assert not Question.objects.filter(category=None).exists()

    Question.objects.update(category=None)
    load_modules()

    assert not Question.objects.filter(category__isnull=False).exists()


def test_every_table_has_its_caption():
    load_modules()

    tables = [
        block.value
        for lesson in LessonPage.objects.all()
        for block in lesson.body
        if block.block_type == "table"
    ]
    assert len(tables) == 10
    assert all(table["table_caption"] for table in tables)


def test_the_lessons_say_all_that_the_seeds_say():
    load_modules()
    seed = yaml.safe_load((SEEDS / "rse-partenariats.yaml").read_text())["lessons"][1]

    lesson = module("rse-partenariats").get_children().get(title=seed["title"]).specific

    text = strip_tags("".join(str(block.value) for block in lesson.body))
    assert "Lancé en 2010, le programme de recherche «\u00a0RSE &amp; Partenariats\u00a0»" in text
    assert 'href="https://rseetpartenariats.wordpress.com/"' in str(lesson.body[0].value)
    assert (lesson.minutes, lesson.source) == (
        10,
        "Observatoire des partenariats, PHARE 2013-2017, section 2-6",
    )


def test_loading_again_keeps_what_authors_changed_and_brings_nothing_back():
    load_modules()
    lesson = LessonPage.objects.first()
    lesson.title = "Un titre d’auteur"
    lesson.save()
    gone = QuizPage.objects.first()
    gone.delete()
    moved = module("panorama-fondations")
    moved.slug = "fondations"
    moved.save()

    assert load_modules() == Loaded()

    lesson.refresh_from_db()
    assert lesson.title == "Un titre d’auteur"
    assert Activity.objects.count() == 57
    assert Question.objects.count() == 54
    assert ModulePage.objects.count() == 17


def test_load_catalogue_gives_every_awareness_course_its_outline():
    out = StringIO()

    call_command("load_catalogue", stdout=out)
    call_command("load_catalogue", stdout=out)

    assert "17 modules with 43 lessons, 15 quizzes and 54 questions" in out.getvalue()
    assert "already loaded" in out.getvalue()
    awareness = CoursePage.objects.filter(format="awareness")
    outlines = outlines_of(awareness)
    lessons = {
        course.slug: sum(a.kind == "lesson" for a in outlines[course.pk].activities)
        for course in awareness
    }
    assert len(lessons) == 34
    assert lessons["enjeux-pratiques-partenariats-decouverte"] == 3
    assert lessons["enjeux-pratiques-partenariats-approfondissement"] == 4
    assert sum(count == 0 for count in lessons.values()) == 4


def test_a_scheduled_change_does_not_unpublish_what_was_loaded():
    load_modules()

    assert not LessonPage.objects.filter(live_revision=None).exists()
    assert not QuizPage.objects.filter(live_revision=None).exists()
    assert not ModulePage.objects.filter(live_revision=None).exists()
