"""A learner hands in a file from a phone; the trainer reads by keyboard alone and releases."""

import pytest
from playwright.sync_api import expect

from cohorts.marking.models import Reading
from cohorts.marking.services.handing_in import hand_in
from modules.models import Submission
from tests.browser.conftest import PHONE
from tests.factories import EnrolmentFactory, criteria
from tests.marking.people import PDF, class_with, trainer_of


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def room(site):
    cohort, assignment = class_with(
        title="Décrivez votre projet d’alliance",
        rubric=criteria(
            Acteurs=[("Absents", 0), ("Nommés", 1), ("Leurs rôles sont clairs", 2)],
            Étape=[("Absente", 0), ("Nommée", 1)],
        ),
    )
    return cohort, assignment


def test_a_file_from_a_phone_is_read_by_keyboard_and_released(room, opened_by, look):
    cohort, assignment = room
    enrolment = EnrolmentFactory(cohort=cohort, learner__first_name="Inès")
    trainer = trainer_of(cohort, first_name="Jeanne", last_name="Roche")

    phone = opened_by(enrolment.learner)
    phone.set_viewport_size(PHONE)
    phone.goto(f"/promotions/{cohort.pk}/activites/{assignment.pk}/")
    look(phone, "assignment")
    phone.get_by_role("link", name="Commencer mon travail").click()
    phone.wait_for_load_state()
    phone.get_by_label("Votre texte").press_sequentially("Avec la ferme voisine.")
    expect(phone.get_by_role("status")).to_contain_text("pas encore remis", timeout=15_000)
    phone.get_by_label("Ajouter un fichier").set_input_files(
        {"name": "projet.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    look(phone, "work-to-hand-in")
    phone.get_by_role("button", name="Remettre mon travail").click()
    expect(phone.get_by_text("Votre travail est remis.")).to_be_visible()
    look(phone, "work-handed-in")

    desk = opened_by(trainer)
    desk.goto("/encadrement/corrections/")
    look(desk, "queue")
    desk.get_by_role("link", name=assignment.title).click()
    look(desk, "papers")
    desk.get_by_role("link", name="Inès").click()
    first = desk.get_by_label("Absents")
    expect(first).to_be_visible()
    desk.wait_for_load_state()
    # From here on, the keyboard alone.
    first.focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Space", "ArrowDown", "Tab"):
        desk.keyboard.press(key)
    desk.keyboard.type("Dites par quoi vous commencez.")
    expect(desk.get_by_role("status").filter(has_text="Enregistré")).to_be_visible(timeout=15_000)
    look(desk, "paper")
    desk.get_by_label("Commentaire").focus()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Terminer et passer à la suivante")).to_be_focused()
    desk.keyboard.press("Enter")
    release = desk.get_by_role("button", name="Publier 1 résultat")
    release.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("1 résultat est publié")).to_be_visible()

    phone.reload()
    expect(phone.get_by_text("Dites par quoi vous commencez.")).to_be_visible()
    expect(phone.get_by_text("100 %")).to_be_visible()
    look(phone, "work-result")
    assert Submission.objects.get().score == 1
    assert Reading.objects.get().reader == trainer


def test_without_scripts_everything_can_be_handed_in_and_read(room, device, sign_in_as):
    cohort, assignment = room
    trainer = trainer_of(cohort)
    hand_in(
        enrolment=EnrolmentFactory(cohort=cohort, learner__last_name="Moreau"),
        assignment=assignment,
        text="Avec la ferme voisine.",
    )
    page = device(java_script_enabled=False)
    sign_in_as(page, trainer)
    page.goto("/encadrement/corrections/")
    page.get_by_role("link", name=assignment.title).click()
    page.get_by_role("link", name="Moreau").click()
    page.get_by_role("textbox", name="Passage").fill("ferme")
    page.get_by_role("textbox", name="Remarque").fill("Laquelle ?")
    page.get_by_role("button", name="Ajouter la remarque").click()
    expect(page.locator("mark")).to_contain_text("ferme")
    page.get_by_label("Nommés").check()
    page.get_by_label("Nommée", exact=False).last.check()
    page.get_by_role("button", name="Terminer et passer à la suivante").click()
    page.get_by_role("button", name="Publier 1 résultat").click()

    expect(page.get_by_text("1 résultat est publié")).to_be_visible()
    assert Submission.objects.get().percent == 66
