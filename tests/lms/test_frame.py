"""What surrounds every page: header, errors, policy."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from lms.accounts.models import Role
from lms.accounts.services import grant_role
from lms.pages.loading import load_pages
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PUBLIC = ["/formations/", "/ressources/"]
PERSONAL = [*PUBLIC, "/espace/", "/coaching/"]


def header(rf, user):
    request = rf.get("/formations/alliances/")
    request.user = user
    return render_to_string("_header.html", {"user": user}, request)


def shown(html):
    desks = ["/encadrement/", "/pilotage/", "/gestion/"]
    return [address for address in [*PERSONAL, *desks] if f'href="{address}"' in html]


@pytest.mark.parametrize(
    ("role", "desks"),
    [
        (Role.MEMBER, []),
        (Role.PARTNER, ["/pilotage/"]),
        (Role.COACH, ["/encadrement/"]),
        (Role.TRAINER, ["/encadrement/"]),
        (Role.AUTHOR, ["/gestion/"]),
        (Role.MANAGER, ["/pilotage/", "/gestion/"]),
    ],
)
def test_the_header_shows_each_role_its_desks(rf, role, desks, django_assert_num_queries):
    person = MembershipFactory(role=role).person

    with django_assert_num_queries(1):
        html = header(rf, person)

    assert shown(html) == PERSONAL + desks


def test_the_header_of_a_visitor_asks_the_database_nothing(rf, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        html = header(rf, AnonymousUser())

    assert shown(html) == PUBLIC
    assert "Se connecter" in html


def test_an_administrator_sees_every_desk(rf):
    html = header(rf, UserFactory(is_superuser=True))

    assert shown(html) == [*PERSONAL, "/encadrement/", "/pilotage/", "/gestion/"]


def test_the_header_says_where_the_reader_is(rf):
    assert 'href="/formations/" aria-current="true"' in header(rf, UserFactory())


def test_no_page_needs_inline_scripts_or_styles(client, sign_in):
    load_pages()
    sign_in()
    for address in ("/", "/compte/profil/", "/compte/email/", "/compte/2fa/", "/nulle-part/"):
        answer = client.get(address)
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert " style=" not in answer.content.decode()
        assert "<style" not in answer.content.decode()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("400.html", "n’a pas pu être lue"),
        ("403.html", "réservée"),
        ("404.html", "Rien ne pousse ici"),
        ("429.html", "Trop d’essais"),
        ("500.html", "cassé de notre côté"),
    ],
)
def test_error_pages_ask_nothing_of_anybody(template, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(template)

    assert words in page
    assert page.count("<h1>") == 1


def test_an_unknown_address_gets_a_plain_page(client):
    answer = client.get("/nulle-part/")

    assert answer.status_code == 404
    assert "Rien ne pousse ici" in answer.content.decode()


def test_a_form_without_its_key_explains_itself():
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "lea@example.org"})

    assert answer.status_code == 403
    assert "resté ouvert trop longtemps" in answer.content.decode()


class TestTheEditor:
    def test_asks_visitors_to_sign_in_where_everybody_does(self, client):
        assert client.get("/gestion/").url == "/compte/login/?next=/gestion/"

    @pytest.mark.parametrize("address", ["/gestion/login/", "/_util/login/"])
    def test_has_no_sign_in_of_its_own(self, client, address):
        answer = client.get(address + "?next=/gestion/")

        assert answer.url == "/compte/login/?next=/gestion/"
        assert client.post(address, {"username": "a", "password": "b"}).status_code == 302

    def test_is_closed_to_learners(self, client, sign_in):
        sign_in()

        assert client.get("/gestion/").status_code == 403

    def test_opens_to_authors_in_french_under_our_mark(self, client, sign_in):
        load_pages()
        author = sign_in()
        grant_role(person=author, organisation=OrganisationFactory(), role=Role.AUTHOR)

        page = client.get("/gestion/")

        assert page.status_code == 200
        assert "lms/rameau.svg" in page.content.decode()
        assert "Voir la plateforme" in page.content.decode()
        assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
