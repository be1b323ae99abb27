"""Learners answer on a telephone; the manager reads what they said together."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from cohorts.surveys.services.sending import close
from lms.accounts.models import Role
from tests.browser.conftest import PHONE
from tests.factories import MembershipFactory, UserFactory
from tests.surveys.asked import (
    HELP,
    RECOMMENDATION,
    RHYTHM,
    SATISFACTION,
    WORDS,
    cohort_of,
    says,
    sent,
)


@pytest.fixture
def manager(site):
    return MembershipFactory(person=UserFactory(first_name="Sophie"), role=Role.MANAGER).person


def test_a_learner_answers_on_a_telephone_and_the_manager_reads_results(
    device, look, sign_in_as, manager
):
    today = timezone.localdate()
    cohort, people = cohort_of(6, ends_on=today + timedelta(days=90))
    questions = (SATISFACTION, RHYTHM, HELP, RECOMMENDATION, WORDS)
    survey = sent(cohort, *questions, at=timezone.now(), on_date=today)
    learner, *others = people
    for one in others:
        says(survey, one, q4=9, q5="Merci", at=timezone.now())

    phone = device()
    phone.set_viewport_size(PHONE)
    sign_in_as(phone, learner.learner)
    phone.get_by_role("link", name="Votre avis").click()
    expect(phone.get_by_role("main")).to_contain_text(_("Your answers are anonymous."))
    phone.get_by_role("button", name=_("Send my answers")).click()
    expect(phone.get_by_role("alert")).to_contain_text(_("Please answer this question."))
    look(phone, "survey-refused")
    phone.set_viewport_size(PHONE)
    phone.get_by_role("radio", name="Oui").check()
    phone.get_by_role("radio", name="10", exact=True).check()
    phone.get_by_role("checkbox", name="Échanges").check()
    phone.get_by_role("textbox").fill("Le groupe, surtout.")
    phone.get_by_role("button", name=_("Send my answers")).click()
    expect(phone.get_by_role("main")).not_to_contain_text("Votre avis")
    phone.goto(survey.get_absolute_url())
    expect(phone.get_by_role("heading", level=2)).to_have_text(_("Thank you, you have answered"))

    page = device()
    sign_in_as(page, manager)
    base = f"/pilotage/promotions/{cohort.pk}/questionnaires/"
    page.goto(base)
    look(page, "surveys")
    page.get_by_role("link", name="Votre avis", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("100 %")
    expect(page.get_by_role("main")).not_to_contain_text("Le groupe, surtout.")
    look(page, "survey-results-hidden")

    close(survey=survey, at=survey.closes_at)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("+17")
    look(page, "survey-results")
    page.get_by_role("link", name="6 textes").click()
    expect(page.get_by_role("main")).to_contain_text("Le groupe, surtout.")
    page.goto(f"{base}ajouter/")
    look(page, "survey-add")
