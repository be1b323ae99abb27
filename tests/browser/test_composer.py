"""A visitor composes a form'action and asks for a quote; a manager arranges it and opens it."""

import re

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from cohorts.models import Cohort
from lms.accounts.models import Role
from tests.cohorts.offers import form_action, offer, theme
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def modules(site):
    rse = theme("RSE", 1)
    form_action()
    offer("panorama", theme=rse)
    offer("methode", theme=rse, orientation="practical")
    offer("alliances", theme=theme("Territoire", 2))


def tick(page, edition):
    page.locator(f"input[value={edition}]").check()


def test_a_form_action_is_composed_asked_for_and_opened(device, look, sign_in_as, modules):
    visitor = device()
    visitor.goto("/formations/formaction/")
    visitor.get_by_role("main").get_by_role("link", name=_("Compose a form’action")).click()
    look(visitor, "composer-empty")

    # The programme follows each tick, and so does the address.
    programme = visitor.get_by_role("region", name=_("Your programme"))
    tick(visitor, "methode-approfondissement")
    expect(programme).to_contain_text("proposition éditoriale")
    tick(visitor, "panorama-decouverte")
    tick(visitor, "alliances-decouverte")
    expect(programme.get_by_role("heading", level=4)).to_have_text(
        ["Panorama", "Methode", "Alliances"]
    )
    expect(visitor).to_have_url(re.compile(r"(m=[a-z-]+&?){3}$"))
    look(visitor, "composer")

    programme.get_by_role("link", name=_("Ask for a quote")).click()
    visitor.locator("[name=organisation_name]").fill("Ville de Lens")
    visitor.locator("[name=kind]").select_option("territory")
    visitor.locator("[name=contact_name]").fill("Rita Morel")
    visitor.locator("[name=contact_email]").fill("rita@lens.example")
    look(visitor, "composer-quote")
    visitor.get_by_role("button", name=_("Send my request")).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ville de Lens")
    look(visitor, "composer-programme")

    manager = UserFactory()
    MembershipFactory(person=manager, role=Role.MANAGER)
    desk = device()
    sign_in_as(desk, manager)
    desk.goto("/pilotage/formactions/")
    look(desk, "composer-list")
    desk.get_by_role("link", name="Ville de Lens").click()
    desk.get_by_role("button", name=f"{_('Down')} : Methode").click()
    expect(desk.locator(".arranged li").last).to_contain_text("Methode")
    look(desk, "composer-desk")
    desk.get_by_role("button", name=_("Accept"), exact=True).click()
    desk.get_by_role("link", name=_("Open the cohort")).click()
    desk.locator("[name=starts_on]").fill("2027-03-04")
    desk.locator("[name=ends_on]").fill("2027-06-30")
    look(desk, "composer-open")
    desk.get_by_role("button", name=_("Open the cohort")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Form’action – Ville de Lens")

    steps = Cohort.objects.get().course.plan_items.filter(kind="module").order_by("sort_order")
    assert list(steps.values_list("title", "depth")) == [
        ("Panorama", "discovery"),
        ("Alliances", "discovery"),
        ("Methode", "in_depth"),
    ]


def test_a_form_action_is_composed_without_javascript(device, modules):
    page = device(java_script_enabled=False)
    page.goto("/formaction/composer/")

    tick(page, "panorama-approfondissement")
    page.get_by_role("button", name=_("See the programme")).click()

    expect(page.get_by_role("heading", level=4)).to_have_text("Panorama")
    expect(page.get_by_role("link", name=_("Ask for a quote"))).to_be_visible()
