"""A learner goes from the first visit to a certificate that a stranger verifies."""

import re

from django.core import mail
from django.core.management import call_command
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from cohorts.models import Certificate
from modules.models import Attempt

COURSE = "/formations/innovation-territoriale-decouverte/"


PASSWORD = "sept rameaux fleuris"


def test_a_learner_signs_up_learns_and_is_certified(device, look, site):
    call_command("load_catalogue", verbosity=0)
    page, other, stranger = device(), device(), device()

    _sign_up(page, look)
    _enrol_and_read_a_lesson(page, look)
    _resume_elsewhere_and_take_the_quiz(other, look)
    code = _download_certificate(other, look)

    # Whoever reads the code on paper may check it, without an account.
    stranger.goto("/verifier/")
    stranger.get_by_role("main").get_by_role("textbox").fill(code)
    stranger.get_by_role("main").get_by_role("button").click()
    expect(stranger.get_by_role("main")).to_contain_text("Inès Moreau")
    look(stranger, "certificate")
    stranger.goto("/verifier/RAM-AAAA-AAAA-AAAA")
    look(stranger, "certificate-unknown")


def _sign_up(page, look):
    page.goto("/compte/signup/")
    look(page, "signup")
    page.get_by_label("Prénom").fill("Inès")
    page.get_by_role("textbox", name="Nom", exact=True).fill("Moreau")
    page.get_by_label("E-mail").fill("ines@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    look(page, "signup-check-your-mail")
    page.goto(re.search(r"https?://\S+", mail.outbox[-1].body).group())
    look(page, "signup-confirm")
    page.get_by_role("main").get_by_role("button").click()


def _enrol_and_read_a_lesson(page, look):
    page.goto(COURSE)
    page.get_by_role("button", name=_("Enrol"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’innovation territoriale")
    look(page, "classroom")
    page.get_by_role("link", name=_("Begin")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qu’est-ce qu’une fragilité ?")
    look(page, "lesson")
    page.get_by_role("button", name=_("I have finished")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trois prismes pour innover")


def _resume_elsewhere_and_take_the_quiz(page, look):
    page.goto("/compte/login/")
    look(page, "login")
    page.get_by_label("E-mail").fill("ines@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
    look(page, "space")
    page.get_by_role("link", name=_("Resume")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trois prismes pour innover")
    page.get_by_role("button", name=_("I have finished")).click()
    # Nothing answered is nothing earned; then everything right.
    page.get_by_role("button", name=_("Begin the quiz")).click()
    look(page, "quiz")
    page.get_by_role("button", name=_("Hand in my answers")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("questions sans réponse")
    look(page, "quiz-unfinished")
    page.get_by_role("button", name=_("Hand in all the same")).click()
    expect(page.get_by_text("Pas encore réussi")).to_be_visible()
    look(page, "quiz-missed")
    page.get_by_role("main").get_by_role("button", name=_("Try again")).click()
    for question in Attempt.objects.get(submitted_at=None).questions:
        for option in question["correct"]:
            page.locator(f"input[value='{option}']").check()
    page.get_by_role("button", name=_("Hand in my answers")).click()
    expect(page.get_by_text("Quiz réussi")).to_be_visible()
    look(page, "quiz-passed")


def _download_certificate(page, look) -> str:
    page.goto("/espace/")
    look(page, "space-finished")
    with page.expect_download() as download:
        page.get_by_role("link", name=_("Download the certificate")).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    return Certificate.objects.get().code
