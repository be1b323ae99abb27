"""The composer's pages: choices in the address, a request sent once, the manager's desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Composition
from lms.accounts.models import Role
from tests.cohorts.offers import form_action, offer, theme
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

COMPOSE, QUOTE = reverse("cohorts:compose"), reverse("cohorts:request_quote")
LIST = reverse("cohorts:compositions")
REQUEST = {
    "organisation_name": "Ville de Lens",
    "kind": "territory",
    "contact_name": "Rita Morel",
    "contact_email": "rita@lens.example",
    "note": "Vingt personnes au printemps.",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def modules():
    rse = theme("RSE", 1)
    form_action()
    return [
        offer("panorama", theme=rse),
        offer("methode", theme=rse, orientation="practical"),
        offer("alliances", theme=theme("Territoire", 2)),
    ]


@pytest.fixture
def manager(sign_in):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


def choosing(*slugs, level="", to=COMPOSE):
    return f"{to}?{'&'.join([f'niveau={level}', *(f'm={slug}' for slug in slugs)])}"


def ask(client, *slugs, **changes):
    return client.post(choosing(*slugs, to=QUOTE), REQUEST | changes)


def held(response):
    return [
        [pick.title for pick in sitting.picks] for sitting in response.context["programme"].sittings
    ]


def test_choices_in_the_address_make_the_programme(client):
    response = client.get(choosing("alliances-decouverte", "panorama-approfondissement"))

    assert held(response) == [["Panorama"], ["Alliances"]]
    assert "1 h 30 pour vos échanges" in response.content.decode().replace("\u00a0", " ")


def test_htmx_gets_the_programme_alone_and_a_clean_address(client):
    address = choosing("panorama-decouverte", "rien", level="actifs")

    response = client.get(address, headers=HTMX)

    assert "<html" not in response.content.decode()
    assert response["HX-Replace-Url"] == f"{COMPOSE}?niveau=actifs&m=panorama-decouverte"


def test_more_than_three_days_are_refused_with_no_way_to_ask(client):
    for number in range(6):
        offer(f"module{number}")
    everything = [f"module{number}-decouverte" for number in range(6)]

    response = client.get(choosing("panorama-decouverte", *everything))

    assert held(response) == []
    page = response.content.decode()
    assert "7 demi-journées" in page
    assert QUOTE not in page


def test_what_is_missing_is_said_as_an_editorial_proposal(client):
    page = client.get(choosing("methode-approfondissement")).content.decode()

    assert "sans module stratégique du même thème" in page
    assert "proposition éditoriale" in page


def test_a_request_leads_to_its_own_private_page(client):
    response = ask(client, "panorama-decouverte", "alliances-approfondissement")

    composition = Composition.objects.get()
    assert response["Location"] == composition.get_absolute_url()
    assert len(composition.key) >= 20
    page = client.get(composition.get_absolute_url()).content.decode()
    assert "Ville de Lens" in page
    assert "noindex" in page
    assert "rita@lens.example" not in page
    paper = client.get(reverse("cohorts:programme_paper", args=[composition.key]))
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "wrong",
    [{"organisation_name": ""}, {"contact_email": "rita"}, {"website": "http://robot"}],
)
def test_a_wrong_form_keeps_nothing(wrong, client, mailoutbox):
    response = ask(client, "panorama-decouverte", **wrong)

    assert response.status_code == 422
    assert Composition.objects.count() == 0


def test_nothing_chosen_cannot_be_asked_for(client):
    response = ask(client)

    assert response["Location"] == COMPOSE
    assert Composition.objects.count() == 0


def test_the_sixth_request_within_an_hour_is_refused(client):
    met = [ask(client, "panorama-decouverte").status_code for _time in range(6)]

    assert met == [302, 302, 302, 302, 302, 429]
    assert Composition.objects.count() == 5


def test_an_unknown_key_does_not_exist(client):
    assert client.get(reverse("cohorts:programme", args=["rien"])).status_code == 404
    assert client.get(reverse("cohorts:programme_paper", args=["rien"])).status_code == 404


def test_the_form_action_of_the_catalogue_leads_to_the_composer(client):
    page = client.get(reverse("courses:course", args=["formaction"])).content.decode()

    assert COMPOSE in page


def test_a_manager_keeps_a_draft_arranges_answers_and_opens_it(client, manager):
    ask(client, "panorama-decouverte", "alliances-decouverte", contact_email="", contact_name="")
    composition = Composition.objects.get()
    desk = reverse("cohorts:composition", args=[composition.pk])
    first, _second = composition.composed_modules.order_by("position")

    client.post(reverse("cohorts:move_composed", args=[composition.pk, first.pk]), {"vers": "bas"})
    assert held(client.get(desk)) == [["Alliances"], ["Panorama"]]

    client.post(reverse("cohorts:answer_composition", args=[composition.pk]), {"reponse": "oui"})
    composition.refresh_from_db()
    assert composition.state == "accepted"

    opening = reverse("cohorts:open_composition", args=[composition.pk])
    early = client.post(opening, {"starts_on": "2027-03-04", "ends_on": "2027-03-03"})
    assert early.status_code == 422
    client.post(opening, {"starts_on": "2027-03-04", "ends_on": "2027-06-30"})
    composition.refresh_from_db()
    assert composition.cohort.title == "Form’action – Ville de Lens"
    assert client.get(opening)["Location"] == desk


def test_the_list_shows_what_is_in_the_state_asked_for(client, manager):
    ask(client, "panorama-decouverte")
    Composition.objects.create(
        key="autre", organisation_name="Autre", kind="school", state="requested",
        requested_at=Composition.objects.get().requested_at,
    )  # fmt: skip

    assert [str(each) for each in client.get(LIST).context["page"]] == ["Autre", "Ville de Lens"]
    drafts = client.get(LIST, {"etat": "draft"})
    assert [str(each) for each in drafts.context["page"]] == ["Ville de Lens"]


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_however_much_is_composed(size, client, manager):
    slugs = ["panorama-decouverte", "methode-decouverte", "alliances-decouverte"][:size]
    for _each in range(size):
        ask(client, *slugs)
    composition = Composition.objects.first()
    pages = {
        choosing(*slugs): 8,
        composition.get_absolute_url(): 6,
        LIST: 4,
        reverse("cohorts:composition", args=[composition.pk]): 7,
    }

    met = {}
    for address in pages:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        met[address] = len(queries)

    assert met == pages
