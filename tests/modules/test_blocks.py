"""The blocks of a lesson: what authors may compose, how it is drawn, what it costs."""

import json
from io import BytesIO

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from modules.blocks import VideoBlock
from modules.kinds.sheet import sheet
from modules.models import LessonPage
from modules.progress import QuizStanding
from modules.services import start_attempt, submit_attempt
from tests.factories import (
    LessonFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
    choice,
)

pytestmark = pytest.mark.django_db


def document(name):
    return Document.objects.create(title=name, file=ContentFile(b"contenu", name=name))


def picture(title):
    file = BytesIO()
    Picture.new("RGB", (900, 600), "green").save(file, "PNG")
    file.seek(0)
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{title}.png"))


def lesson_with(*blocks):
    body = [{"type": kind, "value": value} for kind, value in blocks]
    page = LessonFactory(body=json.dumps(body), source="Observatoire")
    return LessonPage.objects.get(pk=page.pk)


def draw(template, **context):
    """Return the fragment as French learners get it, refused unless it is valid HTML."""
    with override("fr"):
        html = render_to_string(template, context)
    page = f'<!doctype html><html lang="fr"><title>x</title><body><form>{html}</form></body></html>'
    html5lib.HTMLParser(strict=True).parse(page)
    return html


def video(**fields):
    value = {"title": "Un témoignage", "transcript": "<p>Bonjour.</p>", **fields}
    return ("video", {"file": None, "captions": None, "player": "", **value})


def problems(**fields):
    """Return what the editor says about a video, by field."""
    _, value = video(**fields)
    block = VideoBlock()
    with override("fr"), pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(value))
    errors = refusal.value.as_json_data()["blockErrors"]
    return {name: error["messages"] for name, error in errors.items()}


def test_a_video_is_a_file_or_a_player():
    choose = {
        "file": ["Choisissez un fichier vidéo ou donnez l’adresse d’un lecteur, pas les deux."]
    }
    file, player = document("film.mp4"), "https://player.vimeo.com/video/1"

    assert problems() == choose
    assert problems(file=file.pk, player=player) == choose


@pytest.mark.parametrize(
    "player",
    [
        "https://example.org/video",
        "https://www.youtube.com/embed/x",
        "http://player.vimeo.com/video/1",
        "https://player.vimeo.com.example.org/video/1",
        "https://player.vimeo.com@example.org/video/1",
    ],
)
def test_a_player_from_elsewhere_is_refused_and_the_allowed_ones_are_named(player):
    assert problems(player=player) == {
        "player": [
            "Les vidéos peuvent venir de\u00a0: www.youtube-nocookie.com, player.vimeo.com, "
            "tube.numerique.gouv.fr."
        ]
    }


def test_a_video_file_needs_its_captions_and_both_their_own_type():
    film, text = document("film.mp4"), document("notes.pdf")

    assert problems(file=film.pk) == {"captions": ["Un fichier vidéo a besoin de ses sous-titres."]}
    assert problems(file=text.pk, captions=text.pk) == {
        "file": ["Un fichier vidéo se termine par .mp4 ou .webm."],
        "captions": ["Un fichier de sous-titres se termine par .vtt."],
    }


def test_a_video_of_ours_has_captions_and_transcript():
    film, captions = document("film.mp4"), document("film.vtt")
    _, value = video(file=film.pk, captions=captions.pk)
    block = VideoBlock()
    block.clean(block.to_python(value))

    html = draw("modules/_lesson.html", activity=lesson_with(("video", value)))

    assert f'<source src="{film.url}" type="video/mp4">' in html
    assert f'<track kind="captions" srclang="fr" label="Français" src="{captions.url}"' in html
    assert "<summary>Lire la transcription</summary>" in html
    assert "<p>Bonjour.</p>" in html


def test_a_player_has_a_title_and_waits_until_it_is_seen():
    player = "https://player.vimeo.com/video/1"

    html = draw("modules/_lesson.html", activity=lesson_with(video(player=player)))

    assert f'<iframe src="{player}" title="Un témoignage" loading="lazy"' in html


def test_a_table_names_its_rows_and_columns_and_scrolls_by_keyboard():
    table = {
        "data": [["", "Part"], ["locale", "74 %"], ["", None]],
        "table_header_choice": "both",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_caption": "Échelles",
    }

    html = draw("modules/_lesson.html", activity=lesson_with(("table", table)))

    assert '<div class="table-scroll" role="region" tabindex="0" aria-label="Échelles">' in html
    assert "<caption>Échelles</caption>" in html
    assert '<tr><td></td><th scope="col">Part</th></tr>' in html
    assert '<th scope="row">locale</th>' in html
    assert "None" not in html


def test_a_document_says_its_type_and_size():
    paper = document("guide.pdf")

    html = draw("modules/_lesson.html", activity=lesson_with(("document", {"document": paper.pk})))

    assert f'<a href="{paper.url}" download>guide.pdf</a>' in html
    assert "PDF, 7\u00a0octets" in html


def test_an_empty_lesson_says_so():
    html = draw("modules/_lesson.html", activity=lesson_with())

    assert "Cette leçon n’a pas encore de texte." in html


@pytest.mark.parametrize("size", [1, 3])
def test_a_lesson_costs_the_same_queries_whatever_it_holds(size, django_assert_num_queries):
    blocks = []
    for number in range(size):
        image = {"image": picture(f"i{number}").pk, "alt_text": "Une vue", "decorative": False}
        blocks += [
            ("text", "<p>Du <b>texte</b>.</p>"),
            ("image", {"image": image, "caption": "Légende"}),
            ("document", {"document": document(f"d{number}.pdf").pk}),
        ]
    lesson = lesson_with(*blocks)
    first = draw("modules/_lesson.html", activity=lesson)  # makes the renditions
    lesson = LessonPage.objects.get(pk=lesson.pk)

    with django_assert_num_queries(2):
        html = draw("modules/_lesson.html", activity=lesson)

    assert html == first
    assert html.count('alt="Une vue"') == html.count("srcset=") == size


def test_a_quiz_shows_its_door_its_questions_and_its_results():
    quiz = QuizFactory(introduction="Pour vérifier.\n\nCourage !")
    options = [
        {"text": text, "is_correct": text in "ab", "feedback": f"Retour {text}"} for text in "abc"
    ]
    several = choice("multiple_choice", "Lesquels <b> ?", options, explanation="Parce que.")
    for content in (several, several, several):
        QuizQuestionFactory(quiz=quiz, question=QuestionFactory(content=content, source="3-2"))
    QuizQuestionFactory(quiz=quiz)
    attempt = start_attempt(learner=UserFactory(), enrolment_id=7, quiz=quiz, depth="discovery")

    door = draw("modules/_quiz.html", activity=quiz, standing=QuizStanding(quiz, 4))
    asked = draw("modules/_attempt.html", activity=quiz, attempt=attempt, questions=attempt.sheet())

    assert "60\u00a0% de bonnes réponses" in door
    assert asked.count("<fieldset") == asked.count("<legend") == 4
    assert asked.count('type="checkbox"') == 9
    assert asked.count('type="radio"') == 2
    assert "Lesquels &lt;b&gt; ?" in asked
    assert "Retour" not in asked
    assert "Parce que." not in asked
    assert "Bonne réponse" not in asked

    attempt = submit_attempt(attempt=attempt, answers={1: ["a", "b"], 2: ["a"], 3: ["c"]})
    standing = QuizStanding(quiz, 4, [attempt])
    results = draw(
        "modules/_attempt.html", activity=quiz, attempt=attempt, questions=attempt.sheet()
    )
    door = draw("modules/_quiz.html", activity=quiz, standing=standing)

    assert "Votre résultat jusqu’ici\u00a0: 37\u00a0%" in door
    assert "<input" not in results
    assert "Pas encore réussi\u00a0: il faut 60\u00a0%." in results
    said = [
        word
        for word in ("Juste", "En partie juste", "À revoir", "Sans réponse")
        if f"</span> {word}</p>" in results
    ]
    assert said == ["Juste", "En partie juste", "À revoir", "Sans réponse"]
    assert results.count("Mauvaise réponse") == 1
    assert results.count("Retour a") == 2
    assert results.count("Retour c") == 1
    assert "Source\u00a0: 3-2" in results


def test_a_sheet_to_try_out_has_no_result():
    quiz = QuizQuestionFactory(quiz=QuizFactory()).quiz
    questions = [placement.question.snapshot() for placement in quiz.quiz_questions.all()]

    html = draw("modules/_attempt.html", questions=sheet(questions))

    assert "Juste" in html
    assert "score" not in html
