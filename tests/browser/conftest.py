"""A real browser, as a stranger would open it, and eyes for what it shows."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from lms.settings import BASE_DIR

# Playwright's synchronous calls run beside an event loop; nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = BASE_DIR / "var" / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine: bin/debian-packages chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings):
    """The platform's address; links in its mail lead there too."""
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def device(chromium, site) -> Callable[..., Page]:
    """Open a browser that knows nothing yet: `device()`, or `device(java_script_enabled=False)`."""
    contexts = []
    complaints = []

    def open_device(**options) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=DESKTOP,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        context.route(
            lambda address: not address.startswith(("http://localhost", "http://127.")),
            lambda route: route.abort(),
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if _is_complaint(message) else None,
        )
        return page

    yield open_device
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(message) -> bool:
    """Whether a script broke, or the policy stopped something of ours."""
    return "Content Security Policy" in message.text or "Uncaught" in message.text


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Look at the page on a phone and on a desk: keep a picture, and let axe judge it."""

    def look(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.screenshot(path=SCREENSHOTS / f"{name}-{size['width']}.png", full_page=True)
            assert _violations(page) == [], f"{name} at {size['width']} px"
            overflow = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, f"{name} scrolls sideways at {size['width']} px"
        expect(page.locator("h1")).to_have_count(1)

    return look


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(results => results.violations.map("
        "rule => rule.id + ': ' + rule.nodes.map(node => node.html).join(' | ')))",
        RULES,
    )
    return [text[:600] for text in found]


@pytest.fixture
def opened_by(device, site) -> Callable[..., Page]:
    """Open a browser where the person is signed in already."""

    def opened_by(person) -> Page:
        client = Client()
        client.force_login(person)
        page = device()
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        return page

    return opened_by


@pytest.fixture
def sign_in_as() -> Callable[..., None]:
    """Sign the person in through the form, as they would."""

    def sign_in_as(page: Page, person) -> None:
        person.set_password("un bon mot de passe")
        person.save()
        person.emailaddress_set.get_or_create(email=person.email, verified=True, primary=True)
        page.goto("/compte/login/")
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Mot de passe").fill("un bon mot de passe")
        page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url("**/espace/")

    return sign_in_as
