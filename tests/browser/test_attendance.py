"""Twelve telephones sign at once by the code of the room; one learner draws on the tablet."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.attendance import first_broken, is_drawing
from cohorts.models import SignatureRecord
from tests.browser.conftest import PHONE
from tests.cohorts.sheets import trainer_of
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, SessionFactory

NAMES = [
    "Inès",
    "Karim",
    "Léa",
    "Moussa",
    "Nora",
    "Oscar",
    "Paul",
    "Rosa",
    "Sami",
    "Tess",
    "Uma",
    "Zoé",
]


@pytest.fixture
def session(site):
    now = timezone.now()
    return SessionFactory(
        cohort=CohortFactory(
            course=CourseFactory(title="Co-construire avec son territoire"), title="Promotion 2027"
        ),
        title="Cartographier les alliances",
        place="Maison des associations, Nantes",
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=1),
    )


@pytest.fixture
def trainer(session):
    return trainer_of(session.cohort, first_name="Jeanne", last_name="Roche")


def enrolled(session, first_name):
    return EnrolmentFactory(
        cohort=session.cohort, learner__first_name=first_name, learner__last_name="Moreau"
    )


def said_in(session):
    records = session.signatures.order_by("number")
    return list(records.values_list("number", "statement", "means"))


def test_a_session_is_signed_by_twelve_telephones_at_once(session, trainer, opened_by, look):
    people = [enrolled(session, name) for name in NAMES]
    screen = opened_by(trainer)
    screen.goto(f"/promotions/{session.cohort_id}/seances/{session.pk}/emargement/")
    look(screen, "sheet-before")
    screen.get_by_role("link", name="Afficher le code de la salle").click()
    look(screen, "sheet-screen")
    code = screen.locator(".screen__letters").inner_text()
    telephones = []
    for one in people:
        telephone = opened_by(one.learner)
        telephone.set_viewport_size(PHONE)
        telephone.goto("/emarger/")
        telephone.get_by_label("Code affiché dans la salle").fill(code)
        if not telephones:
            look(telephone, "sign-by-code")
        telephone.get_by_role("button", name="Continuer").click()
        telephone.wait_for_url("**/emarger/*/")
        telephones.append(telephone)
    look(telephones[0], "sign")

    for telephone in telephones:
        # All sent before any answer is waited for.
        telephone.evaluate("document.querySelector('.button--sign').form.submit()")

    for telephone in telephones:
        expect(telephone.get_by_role("status")).to_contain_text("Votre présence est signée.")
    look(telephones[0], "signed")
    assert said_in(session) == [(number, "present", "own_device") for number in range(1, 13)]
    chain = SignatureRecord.objects.filter(cohort=session.cohort).entries()
    assert first_broken(chain, length=12) is None
    screen.reload()
    expect(screen.get_by_role("main")).to_contain_text("12 sur 12 ont signé")


def test_a_learner_draws_on_the_tablet_and_the_trainer_closes_the_sheet(
    session, trainer, opened_by, look
):
    enrolled(session, "Inès")
    enrolled(session, "Zoé")
    tablet = opened_by(trainer)
    tablet.goto(f"/promotions/{session.cohort_id}/seances/{session.pk}/emargement/")
    tablet.get_by_role("link", name="Signer sur cette tablette – Inès Moreau").click()
    pad = tablet.locator("canvas")
    expect(pad).to_be_visible()
    box = pad.bounding_box()
    tablet.mouse.move(box["x"] + 60, box["y"] + 120)
    tablet.mouse.down()
    for step in range(1, 25):
        tablet.mouse.move(box["x"] + 60 + step * 16, box["y"] + 100 + (step % 5 - 2) * 25)
    tablet.mouse.up()
    look(tablet, "sheet-tablet")
    tablet.get_by_role("button", name="Je signe ma présence").click()
    expect(tablet.locator(".sheet__drawing")).to_be_visible()
    drawing = session.signatures.get().drawing
    assert is_drawing(drawing)

    tablet.get_by_role("link", name="Noter – Zoé Moreau").click()
    tablet.get_by_label("absence excusée").check()
    tablet.get_by_label("Motif").fill("Train supprimé")
    look(tablet, "sheet-note")
    tablet.get_by_role("button", name="Inscrire sur la feuille").click()
    tablet.get_by_role("button", name="Contresigner la feuille").click()

    expect(tablet.get_by_role("main")).to_contain_text("Contresignée par Jeanne Roche")
    look(tablet, "sheet")
    assert [said[1:] for said in said_in(session)] == [
        ("present", "tablet"),
        ("excused", "team"),
        ("countersigned", "team"),
    ]
