"""What authors look at in the editor: a question or a quiz, how it does, and how it feels.

Wagtail asks everybody to sign in, and lets in only those with a place in the editor.
"""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.choices import Depth
from modules import exports
from modules.forms import read_answers
from modules.grading import score_attempt
from modules.kinds import Snapshot
from modules.kinds.sheet import sheet
from modules.kinds.trial import tried
from modules.measures import FEWEST
from modules.models import Question, QuizPage
from modules.models.attempts import new_seed
from modules.reports import (
    MOST_ATTEMPTS,
    changes_of,
    places_of,
    question_figures,
    quiz_figures,
)
from modules.services.attempts import questions_shown

HIGHEST_SEED = 2**31 - 1

writers_only = permission_required("modules.change_question", raise_exception=True)


@writers_only
def question(request: HttpRequest, pk: int) -> HttpResponse:
    questions = Question.objects.select_related("category__parent__parent")
    question = get_object_or_404(questions, pk=pk)
    context = {
        "question": question,
        "versions": question_figures(question),
        "places": places_of(question),
        "changes": changes_of(question),
        **_frame(
            title=question.title,
            crumbs=[
                (_list_of_questions(), _("Questions")),
                (_edit(question), question.title),
                ("", _("Use and results")),
            ],
        ),
    }
    return render(request, "modules/bank/question.html", context)


@writers_only
def question_csv(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question, pk=pk)
    return _file(exports.question_table(question_figures(question)), f"question-{pk}.csv")


@writers_only
def try_question(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question, pk=pk)
    draft = question.get_latest_revision_as_object()
    return _try(request, draft.title, [draft.snapshot()], way_back=_edit(question))


@writers_only
def quiz(request: HttpRequest, pk: int) -> HttpResponse:
    quiz = _quiz(request, pk)
    context = {
        "quiz": quiz,
        "figures": quiz_figures(quiz),
        "has_draws": quiz.draws.exists(),
        **_frame(
            title=quiz.title,
            crumbs=[
                (reverse("wagtailadmin_explore", args=[quiz.get_parent().pk]), _("Module")),
                (reverse("wagtailadmin_pages:edit", args=[pk]), quiz.title),
                ("", _("Results of the questions")),
            ],
        ),
    }
    return render(request, "modules/bank/quiz.html", context)


@writers_only
def quiz_csv(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(exports.quiz_table(quiz_figures(_quiz(request, pk))), f"quiz-{pk}.csv")


@writers_only
def try_quiz(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the quiz as it is written now; the seed in the page brings the same draw back."""
    draft = _quiz(request, pk).get_latest_revision_as_object()
    values = request.POST if request.method == "POST" else request.GET
    depth = Depth.DISCOVERY if values.get("depth") == Depth.DISCOVERY else Depth.IN_DEPTH
    seed = _seed(values.get("seed", "")) if request.method == "POST" else new_seed()
    questions = questions_shown(draft, depth=depth, seed=seed)
    return _try(
        request,
        draft.title,
        questions,
        way_back=reverse("wagtailadmin_pages:edit", args=[pk]),
        kept={"seed": seed, "depth": depth},
    )


def _try(
    request: HttpRequest,
    title: str,
    questions: list[Snapshot],
    *,
    way_back: str,
    kept: dict[str, str | int] | None = None,
) -> HttpResponse:
    """Show the questions as learners see them; graded once answered, and recorded nowhere."""
    context = {"title": title, "way_back": way_back, "kept": kept or {}}
    if request.method != "POST":
        return render(request, "modules/try.html", {**context, "questions": sheet(questions)})
    answers = read_answers(questions, request.POST)
    answered = tried(questions, answers)
    score = score_attempt([one.credit for one in answered if one.credit is not None])
    percent = None if score is None else int(score * 100 + 1e-9)
    return render(
        request,
        "modules/try.html",
        {**context, "questions": answered, "is_answered": True, "percent": percent},
    )


def _quiz(request: HttpRequest, pk: int) -> QuizPage:
    quiz = get_object_or_404(QuizPage, pk=pk)
    if not quiz.permissions_for_user(request.user).can_edit():
        raise Http404
    return quiz


def _seed(text: str) -> int:
    """Return the seed of the page that was sent; another one if somebody changed it."""
    return int(text) if text.isdecimal() and len(text) < 11 and int(text) <= HIGHEST_SEED else 0


def _frame(*, title: str, crumbs: list[tuple[str, str]]) -> dict:
    """Return what the editor draws around its pages."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [home, *({"url": url, "label": label} for url, label in crumbs)],
        "fewest": FEWEST,
        "most": MOST_ATTEMPTS,
    }


def _list_of_questions() -> str:
    return reverse(Question.snippet_viewset.get_url_name("list"))


def _edit(question: Question) -> str:
    return reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])


def _file(table: bytes, name: str) -> HttpResponse:
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
