"""The seed content: the library of modules, their lessons, quizzes and questions (modules/seeds).

Each module is loaded once and marked; from then on it belongs to its authors, and whatever they
reword, move or delete stays as they left it. Its questions go into a category of the bank, inside
the one of its theme; those loaded before there were categories join it, once.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from courses.choices import Depth
from courses.loading import SEEDS as CATALOGUE
from courses.models import SeedMark
from lms.pages.loading import load_pages
from modules.formats.markdown import to_blocks
from modules.formats.typography import french
from modules.kinds import multiple_choice, single_choice
from modules.models import (
    LessonPage,
    ModuleLibraryPage,
    ModulePage,
    Question,
    QuestionCategory,
    QuizPage,
    QuizQuestion,
)

SEEDS = Path(__file__).parent / "seeds"
DEPTHS = {"decouverte": Depth.DISCOVERY, "approfondissement": Depth.IN_DEPTH}
KINDS = {"single": single_choice.NAME, "multiple": multiple_choice.NAME}
SHORTEST_QUIZ = 3  # minutes
REFERENCE = "Observatoire des partenariats, PHARE 2013-2017"


@dataclass
class Loaded:
    """What a run brought in."""

    modules: int = 0
    lessons: int = 0
    quizzes: int = 0
    questions: int = 0


@transaction.atomic
def load_modules() -> Loaded:
    """Create the modules that were never loaded, in the order of the catalogue."""
    loaded = Loaded()
    done = set(SeedMark.objects.values_list("key", flat=True))
    waiting = [seed for seed in _catalogue() if f"module:{seed['slug']}" not in done]
    for seed in waiting:
        _load_module(_library(), seed["slug"], seed["title"], loaded)
        SeedMark.objects.create(key=f"module:{seed['slug']}")
    for seed in _catalogue():
        if f"category:{seed['slug']}" not in done:
            _file_questions(seed)
            SeedMark.objects.create(key=f"category:{seed['slug']}")
    _index_questions()
    return loaded


def _file_questions(seed: dict[str, str]) -> None:
    """Put the questions of a module's quizzes that stand nowhere into its category."""
    questions = Question.objects.filter(
        category=None, placements__quiz__path__startswith=_path_of(seed["slug"])
    )
    found = list(questions.distinct().values_list("pk", flat=True))
    if found:
        Question.objects.filter(pk__in=found).update(category=_category(seed))


def _path_of(slug: str) -> str:
    """Return where the module stands in the tree of pages; nowhere, once it is gone."""
    module = ModulePage.objects.filter(slug=slug).first()
    return module.path if module else "-"


def _category(seed: dict[str, str]) -> QuestionCategory:
    theme, _created = QuestionCategory.objects.get_or_create(
        title=french(seed["theme"]), parent=None
    )
    category, _created = QuestionCategory.objects.get_or_create(
        title=french(seed["title"]), parent=theme
    )
    return category


def _index_questions() -> None:
    """Let questions of before there was a search be found."""
    for question in Question.objects.filter(search_text=""):
        question.clean()
        question.save(update_fields=["search_text"])


def _library() -> ModuleLibraryPage:
    library = ModuleLibraryPage.objects.first()
    if library is None:
        library = ModuleLibraryPage(title="Modules", slug="modules")
        load_pages().add_child(instance=library)
    return library


def _load_module(library: ModuleLibraryPage, slug: str, title: str, loaded: Loaded) -> None:
    """Create a module; one whose seeds hold nothing is published empty, « en préparation »."""
    content = _content(slug)
    objectives = [{"type": "objective", "value": french(text)} for text in content["objectives"]]
    module = ModulePage(title=french(title), slug=slug, objectives=json.dumps(objectives))
    _publish(module, below=library)
    loaded.modules += 1
    captions = iter(_read("captions.yaml").get(slug, []))
    for seed in content["lessons"]:
        _publish(_lesson(seed, captions), below=module)
        loaded.lessons += 1
    if content["questions"]:
        _load_quiz(module, content["questions"], in_depth=_read("depths.yaml").get(slug, []))
        loaded.quizzes += 1
        loaded.questions += len(content["questions"])


def _lesson(seed: dict[str, Any], captions: Iterator[str]) -> LessonPage:
    return LessonPage(
        title=french(seed["title"]),
        slug=_slug(seed["title"]),
        minutes=seed["minutes"],
        course_depth=DEPTHS[seed["depth"]],
        source=_source(seed),
        body=json.dumps(to_blocks(seed["body"], captions=captions, typeset=french)),
    )


def _load_quiz(module: ModulePage, seeds: list[dict[str, Any]], *, in_depth: list[int]) -> None:
    """Write the questions into the bank, and the quiz that asks them, last of the module."""
    quiz = QuizPage(
        title=french(f"Quiz : {module.title}"),
        slug="quiz",
        minutes=max(SHORTEST_QUIZ, len(seeds)),
    )
    questions = [
        QuizQuestion(
            question=_question(seed, key=f"{module.slug}/{position}"),
            depth=Depth.IN_DEPTH if position in in_depth else Depth.DISCOVERY,
            sort_order=position,
        )
        for position, seed in enumerate(seeds, start=1)
    ]
    quiz.quiz_questions.set(questions)
    _publish(quiz, below=module)


def _publish(page: Page, *, below: Page) -> None:
    """Add the page with a first revision: without one, a scheduled change would unpublish it."""
    below.add_child(instance=page)
    page.save_revision().publish()


def _question(seed: dict[str, Any], *, key: str) -> Question:
    options = [
        {
            "type": "item",
            # The same on every platform, so that their numbers can be compared.
            "id": str(uuid5(NAMESPACE_URL, f"{key}/{index}")),
            "value": {
                "text": french(str(text)),
                "is_correct": index in seed["correct"],
                "feedback": "",
            },
        }
        for index, text in enumerate(seed["options"])
    ]
    text = french(seed["text"])
    value = {"text": text, "options": options, "explanation": french(seed["explanation"])}
    content = [{"type": KINDS[seed["kind"]], "value": value}]
    return Question.objects.create(title=text, content=json.dumps(content), source=_source(seed))


def _source(seed: dict[str, Any]) -> str:
    """Name the sections of the reference document that a lesson or an answer comes from."""
    word = "sections" if "," in seed["source"] else "section"
    return f"{REFERENCE}, {word} {seed['source']}"


def _slug(title: str) -> str:
    return slugify(title.replace("'", " "))


def _catalogue() -> Iterator[dict[str, str]]:
    catalogue = yaml.safe_load((CATALOGUE / "catalogue.yaml").read_text(encoding="utf-8"))
    for theme in catalogue["themes"]:
        for module in theme["modules"]:
            yield {**module, "theme": theme["title"]}


def _content(slug: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"objectives": [], "lessons": [], "questions": []}
    return _read(f"{slug}.yaml") if (SEEDS / f"{slug}.yaml").exists() else empty


@cache
def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((SEEDS / name).read_text(encoding="utf-8"))
