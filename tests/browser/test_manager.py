"""A programme manager opens a cohort, enrols a list with a mistake in it, and follows people."""

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from cohorts.models import Cohort
from lms.accounts.models import Role
from tests.factories import CourseFactory, MembershipFactory, UserFactory

LIST = """adresse;prénom;nom
ines@example.org;Inès;Moreau
pas-une-adresse;Karim;Haddad
lea@example.org;Léa;Durand
"""


@pytest.fixture
def manager(site):
    person = UserFactory(first_name="Sophie", last_name="Garnier")
    MembershipFactory(person=person, role=Role.MANAGER)
    return person


def test_a_manager_opens_a_cohort_imports_people_and_follows_them(
    device, look, sign_in_as, manager
):
    CourseFactory(title="Alliances innovantes", format="experience")
    page = device()
    sign_in_as(page, manager)
    page.get_by_role("navigation", name="Rubriques").get_by_role("link", name="Pilotage").click()
    look(page, "steering-empty")

    page.get_by_role("link", name=_("Open a cohort")).first.click()
    page.get_by_label(_("Course")).first.select_option(index=1)
    page.get_by_label(_("Title")).fill("Promotion 2027")
    page.locator("[name=starts_on]").fill("2027-01-11")
    page.locator("[name=ends_on]").fill("2027-09-30")
    page.get_by_label(_("Seats")).fill("1")
    look(page, "open-cohort")
    page.get_by_role("button", name=_("Open the cohort")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Promotion 2027")
    look(page, "cohort")

    # The wrong line is named and nobody is enrolled; the good lines fill the seat and the queue.
    page.get_by_role("link", name=_("Import a list")).first.click()
    page.get_by_role("main").locator("textarea").fill(LIST)
    page.get_by_role("button", name=_("Check the list")).click()
    expect(page.get_by_role("alert")).to_contain_text("3")
    expect(page.get_by_role("alert")).to_contain_text("pas-une-adresse")
    look(page, "import-with-a-mistake")
    cohort = Cohort.objects.get()
    assert cohort.enrolments.count() == 0
    page.get_by_role("button", name=_("Enrol the good lines")).click()
    assert list(cohort.enrolments.order_by("pk").values_list("learner__email", "state")) == [
        ("ines@example.org", "active"),
        ("lea@example.org", "waiting"),
    ]

    page.goto(f"/pilotage/promotions/{cohort.pk}/personnes/")
    look(page, "people")
    page.goto(f"/pilotage/promotions/{cohort.pk}/suivi/")
    look(page, "progress")
    for name in ("CSV", "XLSX"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.path().stat().st_size > 0
    page.goto("/pilotage/")
    look(page, "steering")
