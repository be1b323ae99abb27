"""A quiz with every kind of question: by keyboard alone, offline for a while, and out of time."""

import json
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.services.classroom import start_attempt
from cohorts.services.cohorts import permanent_cohort
from cohorts.services.enrolments import enrol
from lms.accounts.models import Role
from modules.kinds import KINDS
from modules.models import Attempt
from tests.cohorts.classes import activities_of, module_of
from tests.factories import (
    CourseFactory,
    MembershipFactory,
    QuestionFactory,
    QuizFactory,
    QuizQuestionFactory,
    UserFactory,
)
from tests.modules.questions import EXAMPLES


def seated(*, kinds=(), **fields):
    """A learner in a course with one quiz, that asks a question of each of these kinds."""
    course = CourseFactory(is_open=True)
    module = module_of(course, lessons=1)
    quiz = QuizFactory(parent=module, title="Quiz", **fields)
    for order, kind in enumerate(kinds):
        content = [{"type": kind, "id": kind, "value": EXAMPLES[kind]}]
        QuizQuestionFactory(
            quiz=quiz,
            question=QuestionFactory(content=json.dumps(content)),
            sort_order=order,
        )
    enrolment = enrol(cohort=permanent_cohort(course=course), learner=UserFactory())
    return enrolment, activities_of(course)[1]


def open_quiz(page: Page, enrolment, quiz) -> Attempt:
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    page.goto(f"/promotions/{enrolment.cohort_id}/tentatives/{attempt.pk}/")
    return attempt


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, locator) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _press in range(80):
        if locator.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there.")


def test_a_graded_quiz_with_every_kind_by_keyboard_alone(device, sign_in_as, look):
    kinds = [
        "single_choice", "multiple_choice", "true_false", "short_text", "number", "matching",
        "ordering", "gap_text", "scale", "open_text",
    ]  # fmt: skip
    assert set(kinds) == set(KINDS)
    enrolment, quiz = seated(kinds=kinds)
    page = device()
    sign_in_as(page, enrolment.learner)
    attempt = open_quiz(page, enrolment, quiz)
    look(page, "quiz-every-kind")
    question = [page.locator(f"#question-{number}") for number in range(1, 11)]

    tab_to(page, question[0].get_by_role("radio").first)
    press(page, "Space")
    tab_to(page, question[1].get_by_role("checkbox").nth(0))
    press(page, "Space", "Tab", "Space")
    tab_to(page, question[2].get_by_role("radio").first)
    press(page, "Space")
    tab_to(page, question[3].get_by_role("textbox"))
    page.keyboard.type("L'ETE MILLE NEUF CENT UN")
    tab_to(page, question[4].get_by_role("textbox"))
    page.keyboard.type("3,5 km")
    for place, text in enumerate(["une s", "une s", "un m"]):
        tab_to(page, question[5].get_by_role("combobox").nth(place))
        page.keyboard.type(text)
    _put_in_order(page, question[6])
    tab_to(page, question[7].get_by_role("textbox"))
    page.keyboard.type("1901")
    tab_to(page, question[7].get_by_role("combobox"))
    page.keyboard.type("associations")
    tab_to(page, question[8].get_by_role("radio").first)
    press(page, "Space")
    tab_to(page, question[9].get_by_role("textbox"))
    page.keyboard.type("Une alliance de trois acteurs.")
    tab_to(page, page.get_by_role("button", name="Envoyer mes réponses"))
    expect(page.locator("#answered")).to_have_text("10 réponses sur 10")
    press(page, "Enter")

    expect(page.get_by_text("Vos réponses sont remises.")).to_be_visible()
    look(page, "quiz-every-kind-result")
    credits = list(attempt.responses.order_by("position").values_list("credit", flat=True))
    assert credits == [1, 1, 1, 1, 1, 1, 1, 1, None, None]


def _put_in_order(page: Page, question) -> None:
    """Bubble the items up, one press at a time; the focus stays where it was."""
    wanted = ["Rencontrer", "Construire", "Signer", "Évaluer"]
    texts = question.locator(".order__text")
    for place, text in enumerate(wanted):
        while (here := [said.strip() for said in texts.all_inner_texts()].index(text)) > place:
            up = question.get_by_role("button", name=f"Monter « {text} »")
            tab_to(page, up)
            page.keyboard.press("Enter")
            expect(texts.nth(here - 1)).to_have_text(text)
            expect(up).to_be_focused()


def test_a_connection_cut_in_the_middle_loses_nothing(device, sign_in_as):
    enrolment, quiz = seated(kinds=["single_choice", "open_text"])
    page = device()
    sign_in_as(page, enrolment.learner)
    attempt = open_quiz(page, enrolment, quiz)
    news = page.locator("#quiz-news")
    page.get_by_role("radio").first.check()
    expect(news).to_contain_text("Réponse enregistrée.")

    page.context.set_offline(True)
    page.get_by_role("textbox").fill("Écrit sans connexion.")
    expect(news).to_contain_text("La connexion est coupée.")
    assert dict(attempt.responses.values_list("position", "answer")) == {1: ["0"]}
    page.context.set_offline(False)

    expect(page.locator("#saved-2")).to_have_text("Enregistré", timeout=15_000)
    assert dict(attempt.responses.values_list("position", "answer")) == {
        1: ["0"],
        2: "Écrit sans connexion.",
    }


def test_time_runs_out_while_the_tab_sleeps(device, sign_in_as):
    enrolment, quiz = seated(kinds=["single_choice", "true_false"], time_limit=30)
    page = device()
    page.clock.install()
    sign_in_as(page, enrolment.learner)
    attempt = open_quiz(page, enrolment, quiz)
    page.get_by_role("radio").first.check()
    page.clock.run_for(1000)
    expect(page.locator("#saved-1")).to_have_text("Enregistré")
    expect(page.get_by_role("timer")).to_contain_text(":")
    # What the server's clock says is what counts: its half-hour is over while the tab sleeps.
    ago = timezone.now() - timedelta(minutes=31)
    over = ago + timedelta(minutes=30)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=ago, ends_at=over)

    page.clock.fast_forward("31:00")

    expect(page.get_by_text("Le temps est écoulé")).to_be_visible()
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.score) == (over, 0.5)


def test_without_scripts_one_question_at_a_time(device, sign_in_as, look):
    enrolment, quiz = seated(kinds=["ordering", "single_choice"], paging="by_question")
    page = device(java_script_enabled=False)
    sign_in_as(page, enrolment.learner)
    attempt = open_quiz(page, enrolment, quiz)

    first = page.locator(".order__text").first.inner_text().strip()
    page.get_by_role("button", name=f"Descendre « {first} »").click()
    expect(page.locator(".order__text").nth(1)).to_have_text(first)
    page.get_by_role("button", name="Question suivante").click()
    expect(page.get_by_role("group", name="contrat d’association")).to_be_visible()
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 question sans réponse")
    page.get_by_role("link", name="Question 2").click()
    page.get_by_label("Celle de 1901").check()
    page.get_by_role("button", name="Envoyer mes réponses").click()

    expect(page.get_by_text("Quiz réussi")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.is_submitted


def test_a_manager_sets_dates_and_extra_time(device, sign_in_as, look):
    enrolment, quiz = seated(kinds=["single_choice"], time_limit=30)
    page = device()
    sign_in_as(page, MembershipFactory(role=Role.MANAGER).person)
    page.goto(f"/pilotage/promotions/{enrolment.cohort_id}/quiz/")

    page.get_by_label("Ferme").fill("2030-01-31T18:00")
    page.get_by_role("form", name=quiz.title).get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Ferme")).to_have_value("2030-01-31T18:00")
    page.get_by_label("Adresse e-mail de la personne").fill(enrolment.learner.email)
    page.get_by_role("main").get_by_role("button", name="Enregistrer").last.click()

    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text(["33"])
    look(page, "quiz-dates")
