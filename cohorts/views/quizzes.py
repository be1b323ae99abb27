"""Taking a quiz: begin, answer, hand in, and read what came of it.

Every button of an attempt's page saves what was answered there, then does what it says. The page
also saves by itself while one answers (quiz.js): it then hears what is saved, and nothing moves.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from cohorts.models import Enrolment
from cohorts.progress import next_activity, progress_of
from cohorts.services import classroom as services
from cohorts.services.quizzes import may_begin, window_of
from cohorts.views.doors import seated
from modules import services as modules
from modules.forms import drawn_with, read_answers
from modules.kinds import Answer
from modules.kinds.sheet import PREFIX, AskedQuestion, digest
from modules.models import Attempt, QuizPage
from modules.outline import ActivityOutline, ModuleOutline, outline_of
from modules.services import AttemptIsOver, Refused

# What the page that saves by itself asks with (cohorts/attempt.html).
AUTOSAVE = "autosave"
# The buttons inside a question to put in order (modules/questions/ordering.html).
MOVES = ("move", "kept")


@seated
@require_POST
def start_attempt(request: HttpRequest, enrolment: Enrolment, activity_pk: int) -> HttpResponse:
    quiz = get_object_or_404(QuizPage, pk=activity_pk)
    try:
        attempt = services.start_attempt(enrolment=enrolment, quiz=quiz)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(enrolment.cohort)
    return redirect("cohorts:attempt", enrolment.cohort_id, attempt.pk)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, enrolment: Enrolment, attempt_pk: int) -> HttpResponse:
    """Ask the questions of an attempt; once it is handed in, show what came of it."""
    attempt = _own_attempt(enrolment, attempt_pk)
    if request.method == "POST":
        return _receive(request, enrolment, attempt)
    if attempt.is_overdue(at=timezone.now()):
        services.submit_attempt(enrolment=enrolment, attempt=attempt, answers={})
        attempt = _own_attempt(enrolment, attempt.pk)
    outline = outline_of(enrolment.cohort.course)
    progress = progress_of([enrolment], {outline.course_id: outline})[enrolment.pk]
    module = outline.module_of(attempt.quiz_id)
    now = timezone.now()
    window = window_of(enrolment, attempt.quiz) if attempt.is_submitted else None
    questions = attempt.sheet(is_closed=window is not None and window.is_closed(at=now))
    position = _question_shown(request, attempt)
    return render(
        request,
        "cohorts/attempt.html",
        {
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "progress": progress,
            "module": module,
            "activity": attempt.quiz,
            "attempt": attempt,
            "questions": questions[position - 1 : position] if position else questions,
            "all_questions": questions,
            "position": position,
            "answered": sum(not question.is_blank for question in questions),
            "now": now,
            "next": next_activity(outline.activities, progress.completed, attempt.quiz_id),
            "may_begin": window is not None and may_begin(window, attempt, at=now),
            "to_read": _to_read_again(questions, module),
        },
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, enrolment: Enrolment, attempt_pk: int) -> HttpResponse:
    """Say what is not answered, before it is too late to answer it."""
    attempt = _own_attempt(enrolment, attempt_pk)
    if request.method == "POST":
        services.submit_attempt(enrolment=enrolment, attempt=attempt, answers={})
        return redirect("cohorts:attempt", enrolment.cohort_id, attempt.pk)
    if attempt.is_submitted:
        return redirect("cohorts:attempt", enrolment.cohort_id, attempt.pk)
    blank = [question for question in attempt.sheet() if question.is_blank]
    context = {"cohort": enrolment.cohort, "activity": attempt.quiz, "attempt": attempt}
    return render(request, "cohorts/hand_in.html", {**context, "blank": blank})


def _own_attempt(enrolment: Enrolment, attempt_pk: int) -> Attempt:
    attempts = Attempt.objects.select_related("quiz").filter(enrolment_id=enrolment.pk)
    return get_object_or_404(attempts, pk=attempt_pk)


def _receive(request: HttpRequest, enrolment: Enrolment, attempt: Attempt) -> HttpResponse:
    answers = read_answers(attempt.questions, request.POST)
    try:
        if request.headers.get("HX-Target") == AUTOSAVE:
            replaced = modules.save_answers(attempt=attempt, answers=answers)
            return _said_saved(request, attempt, replaced)
        return _do(request, enrolment, attempt, answers)
    except Refused as error:
        return _refuse(request, enrolment, attempt, error)


def _do(
    request: HttpRequest, enrolment: Enrolment, attempt: Attempt, answers: Mapping[int, Answer]
) -> HttpResponse:
    """Save, and do what the button says; without a button, hand in."""
    given: dict[str, Any] = {"attempt": attempt, "answers": answers}
    if position := _number(request, "check"):
        modules.check_answer(position=position, **given)
        return redirect(_address(request, enrolment, attempt, position))
    if position := _number(request, "again"):
        modules.answer_again(position=position, **given)
        return redirect(_address(request, enrolment, attempt, position))
    if position := _number(request, "go"):
        modules.save_answers(**given)
        return _go(request, _address(request, enrolment, attempt, position))
    moved = _moved(request)
    if moved or request.POST.get("do") == "save":
        modules.save_answers(**given)
        return redirect(_address(request, enrolment, attempt, moved))
    is_handed_in = services.hand_in(enrolment=enrolment, **given)
    page = "cohorts:attempt" if is_handed_in else "cohorts:hand_in"
    return _go(request, reverse(page, args=[enrolment.cohort_id, attempt.pk]))


def _said_saved(
    request: HttpRequest, attempt: Attempt, replaced: Mapping[int, Answer]
) -> HttpResponse:
    """Tell the page which of its answers are saved, and which replace one given elsewhere."""
    questions = attempt.sheet()
    elsewhere = [
        position
        for position, answer in replaced.items()
        if drawn_with(request.POST, position) not in (None, digest(answer))
    ]
    context = {
        "saved": [question for question in questions if question.position in replaced],
        "answered": sum(not question.is_blank for question in questions),
        "total": len(questions),
        "elsewhere": elsewhere,
    }
    response = render(request, "cohorts/_saved.html", context)
    # What tells this answer from a page that asks to sign in again.
    response["X-Saved"] = "1"
    return response


def _refuse(
    request: HttpRequest, enrolment: Enrolment, attempt: Attempt, error: Refused
) -> HttpResponse:
    is_over = isinstance(error, AttemptIsOver)
    if request.headers.get("HX-Target") == AUTOSAVE:
        return HttpResponse(
            str(error), status=409 if is_over else 422, content_type="text/plain; charset=utf-8"
        )
    messages.error(request, str(error))
    return _go(request, _address(request, enrolment, attempt, None))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page, not to a piece of this one."""
    return (
        HttpResponseClientRedirect(address)
        if "HX-Request" in request.headers
        else redirect(address)
    )


def _address(
    request: HttpRequest, enrolment: Enrolment, attempt: Attempt, position: int | None
) -> str:
    address = reverse("cohorts:attempt", args=[enrolment.cohort_id, attempt.pk])
    if attempt.quiz.paging == QuizPage.Paging.BY_QUESTION:
        here = position or _question_shown(request, attempt)
        return f"{address}?question={here}"
    return f"{address}#question-{position}" if position else address


def _question_shown(request: HttpRequest, attempt: Attempt) -> int | None:
    """Return the question that the page asks, where it asks one at a time."""
    if attempt.quiz.paging != QuizPage.Paging.BY_QUESTION or attempt.is_submitted:
        return None
    sent = request.GET.get("question", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 6 else 1
    return min(max(number, 1), len(attempt.questions))


def _number(request: HttpRequest, name: str) -> int | None:
    """Return the question that a button names."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 6 else None


def _moved(request: HttpRequest) -> int | None:
    """Return the question in which a button moved something, or kept an order."""
    if "do" in request.POST:
        return None
    for name in request.POST:
        place, _dot, part = name.removeprefix(PREFIX).partition(".")
        if part.rpartition(".")[2] in MOVES and place.isdecimal():
            return int(place)
    return None


def _to_read_again(
    questions: list[AskedQuestion], module: ModuleOutline | None
) -> list[tuple[ActivityOutline, list[int]]]:
    """Return the lessons of the module, those of missed questions first, and which these were."""
    if module is None:
        return []
    missed: dict[int, list[int]] = {}
    for question in questions:
        if question.is_explained and question.result in ("wrong", "partly", "blank"):
            missed.setdefault(question.snapshot.get("lesson") or 0, []).append(question.position)
    lessons = [step for step in module.activities if step.kind == "lesson"]
    lessons.sort(key=lambda step: step.id not in missed)
    return [(step, missed.get(step.id, [])) for step in lessons]
