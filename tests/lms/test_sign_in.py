"""From a stranger to a signed-in learner, through the real pages and the real mails."""

import re

import html5lib
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from lms.accounts.models import User
from lms.accounts.services import find_or_invite
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "un-rameau-de-cinq-feuilles"


def link_in(message):
    return re.search(r"https?://[^/]+(/compte/\S+)", message.body).group(1)


def sign_up(client, address, came_from=""):
    typed = {"first_name": "Léa", "last_name": "Roux", "email": address, "password1": PASSWORD}
    return client.post(
        "/compte/signup/",
        {**typed, **({"next": came_from} if came_from else {})},
        follow=True,
    )


def sign_in_with(client, address, password=PASSWORD):
    return client.post("/compte/login/", {"login": address, "password": password})


def member(address="lea@example.org"):
    person = UserFactory(email=address, password="")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def test_a_stranger_signs_up_confirms_and_is_in(client):
    page = sign_up(client, "Lea.Roux@Example.org")
    assert "Consultez votre messagerie" in page.content.decode()

    (message,) = mail.outbox
    assert (message.subject, message.to) == (
        "Bienvenue\u00a0! Confirmez votre adresse",
        ["lea.roux@example.org"],
    )
    assert message.body.startswith("Bonjour Léa,")
    address = link_in(message)
    assert "Confirmer mon adresse" in client.get(address).content.decode()
    confirmed = client.post(address)

    assert confirmed.url == "/espace/"
    person = User.objects.get(email="lea.roux@example.org")
    assert (person.get_full_name(), client.session["_auth_user_id"]) == ("Léa Roux", str(person.pk))


@pytest.mark.parametrize("is_same_browser", [True, False])
@pytest.mark.parametrize(
    ("came_from", "lands_on"),
    [("/formations/une/", "/formations/une/"), ("https://ailleurs.example/", None)],
)
def test_a_newcomer_lands_where_they_came_from_and_nowhere_else(
    client, came_from, lands_on, is_same_browser
):
    sign_up(client, "lea@example.org", came_from=came_from)
    browser = client if is_same_browser else Client()
    page = browser.get(link_in(mail.outbox[0]))

    form = html5lib.parse(page.content, namespaceHTMLElements=False).find(".//main//form")
    hidden = {field.get("name"): field.get("value") for field in form.iter("input")}
    confirmed = browser.post(form.get("action"), hidden)

    home = "/espace/" if is_same_browser else "/compte/login/"
    assert confirmed.url == (lands_on or home)


def test_nobody_enters_before_confirming(client):
    sign_up(client, "lea@example.org")

    assert sign_in_with(client, "lea@example.org").url == "/compte/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_a_dead_confirmation_link_says_what_to_do(client):
    page = client.get("/compte/confirm-email/rien/")

    assert "Ce lien a expiré ou a déjà servi" in page.content.decode()


@pytest.mark.parametrize("typed", ["lea@example.org", "LEA@Example.ORG", " Lea@example.org "])
def test_addresses_are_recognised_whatever_their_case(client, typed):
    member()

    assert sign_in_with(client, typed).url == "/espace/"


def test_guesses_are_slowed_down(client):
    member()
    for _guess in range(5):
        sign_in_with(client, "lea@example.org", "faux")

    page = sign_in_with(client, "lea@example.org")

    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_an_invited_person_chooses_a_password_and_is_in(client):
    person, _created = find_or_invite(email="lea@example.org", first_name="Léa")

    client.post("/compte/password/reset/", {"email": "LEA@example.org"})
    (message,) = mail.outbox
    assert message.subject == "Choisissez votre mot de passe"
    chosen = client.post(
        client.get(link_in(message)).url, {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert chosen.url == "/espace/"
    client.logout()
    assert sign_in_with(client, "lea@example.org").url == "/espace/"
    assert EmailAddress.objects.get(user=person).verified


def test_an_invited_person_who_signs_up_is_shown_the_way(client):
    find_or_invite(email="lea@example.org")

    page = sign_up(client, "lea@example.org")

    assert "Consultez votre messagerie" in page.content.decode()
    (message,) = mail.outbox
    assert message.subject == "Vous avez déjà un compte"
    assert link_in(message) == "/compte/password/reset/"
    assert User.objects.get().first_name == ""


def test_a_refused_form_says_why_beside_the_field_and_on_top(client):
    page = client.post("/compte/signup/", {"email": "lea", "first_name": "Léa"}).content.decode()

    assert "3 points à corriger" in page
    assert '<a href="#id_last_name">' in page
    assert 'id="id_last_name_error"' in page
    assert 'aria-describedby="id_last_name_helptext id_last_name_error"' in page


def test_an_account_without_name_reads_in_french_everywhere(client):
    for address in ("/compte/login/", "/compte/signup/", "/compte/password/reset/"):
        page = client.get(address).content.decode()
        assert not re.search(r"\b(Sign|Password|Email|your|please)\b", page)
