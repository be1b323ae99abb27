"""Somebody who has just heard of Le RAMEAU looks for a course."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect


@pytest.fixture
def catalogue(site):
    call_command("load_catalogue", verbosity=0)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_visitor_finds_a_course_by_filters_and_search(
    catalogue, device, look, java_script_enabled
):
    page = device(java_script_enabled=java_script_enabled)

    page.goto("/")
    if java_script_enabled:
        look(page, "home")
    page.get_by_role("navigation", name="Rubriques").get_by_role("link", name="Formations").click()
    expect(page.get_by_role("status")).to_contain_text("47 formations")

    page.get_by_label("Durée").select_option("2 heures")
    page.get_by_role("searchbox", name="Rechercher").fill("INNOVATION térritoriale")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("status")).not_to_contain_text("47 formations")
    shared = page.url
    assert "q=" in shared
    if java_script_enabled:
        look(page, "catalogue")
    page.get_by_role("main").get_by_role("link", name="L’innovation territoriale").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("L’innovation territoriale")
    expect(page.get_by_text("Qu’est-ce qu’une fragilité ?")).to_be_visible()
    if java_script_enabled:
        look(page, "course")
    other = device()
    other.goto(shared)
    expect(other.get_by_role("main")).to_contain_text("L’innovation territoriale")
