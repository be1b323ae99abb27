"""An author and the question bank: find a question, try it, read how it does."""

from django.contrib.auth.models import Group
from playwright.sync_api import expect

from lms.pages.loading import load_pages
from tests.browser.conftest import DESKTOP, SCREENSHOTS
from tests.factories import QuestionFactory, QuizFactory, QuizQuestionFactory, UserFactory
from tests.modules.test_bank_pages import answered


def test_an_author_finds_a_question_tries_it_and_reads_its_figures(device, sign_in_as, look):
    load_pages()
    author = UserFactory()
    author.groups.add(Group.objects.get(name="Editors"))
    quiz = QuizFactory(title="Le quiz")
    QuizQuestionFactory(quiz=quiz, question=QuestionFactory(title="Que dit l’évaluation ?"))
    QuizQuestionFactory(quiz=quiz)
    answered(quiz, times=6)
    page = device()
    sign_in_as(page, author)

    page.goto("/gestion/banque/questions/?q=evaluation")
    expect(page.get_by_role("link", name="Que dit l’évaluation ?")).to_be_visible()
    question = quiz.quiz_questions.first().question
    page.goto(f"/gestion/banque/questions/{question.pk}/essai/")
    look(page, "bank-trial")
    page.get_by_label("Juste").check()
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_text("100\u00a0%")).to_be_visible()
    look(page, "bank-tried")

    page.goto(f"/gestion/banque/questions/{question.pk}/")
    expect(page.get_by_text("6 premières tentatives.")).to_be_visible()
    page.get_by_role("link", name="Le quiz").click()
    expect(page.get_by_role("term").filter(has_text="Alpha de Cronbach")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    page.screenshot(path=SCREENSHOTS / "bank-quiz-1280.png", full_page=True)
