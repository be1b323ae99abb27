"""The front door: loaded once, then left to its authors."""

import pytest
from wagtail.models import Page, Site
from wagtail.snippets.models import get_snippet_models

from lms.accounts.models import Role
from lms.accounts.services import grant_role
from lms.pages.loading import load_pages
from lms.pages.models import HomePage, PlainPage
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_home_takes_the_place_of_the_page_wagtail_starts_with(client):
    home = load_pages()

    site = Site.objects.get(is_default_site=True)
    assert (site.site_name, site.root_page.specific) == ("Le RAMEAU", home)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert "Apprendre à faire alliance" in client.get("/").content.decode()


def test_loading_again_keeps_what_authors_wrote():
    home = load_pages()
    home.headline = "Bienvenue"
    home.save_revision().publish()
    PlainPage.objects.get(slug="accessibilite").delete()

    load_pages()

    assert HomePage.objects.get().headline == "Bienvenue"
    assert list(PlainPage.objects.order_by("slug").values_list("slug", flat=True)) == [
        "donnees-personnelles",
        "mentions-legales",
    ]


@pytest.mark.parametrize(
    "address", ["/mentions-legales/", "/donnees-personnelles/", "/accessibilite/"]
)
def test_plain_pages_answer_and_stand_in_the_footer(client, address):
    load_pages()

    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get("/").content.decode()


def person_with(role):
    person = UserFactory()
    grant_role(person=person, organisation=OrganisationFactory(), role=role)
    return person


def test_authors_write_everywhere_and_moderators_publish():
    home = load_pages()
    author, manager = person_with(Role.AUTHOR), person_with(Role.MANAGER)

    of_author, of_manager = (home.permissions_for_user(person) for person in (author, manager))

    assert (of_author.can_add_subpage(), of_author.can_edit(), of_author.can_publish()) == (
        True,
        True,
        False,
    )
    assert (of_manager.can_edit(), of_manager.can_publish()) == (True, True)
    assert author.has_perm("wagtailimages.add_image")
    assert author.has_perm("wagtaildocs.add_document")


def test_authors_may_submit_a_draft_for_moderation():
    home = load_pages()
    author = person_with(Role.AUTHOR)
    page = home.add_child(
        instance=PlainPage(title="Brouillon", body="<p>À relire.</p>", live=False)
    )
    page.save_revision(user=author)

    state = page.get_workflow().start(page, author)

    assert state.status == "in_progress"
    assert page.permissions_for_user(person_with(Role.MANAGER)).can_publish()


def test_every_snippet_is_open_to_authors():
    load_pages()
    author = person_with(Role.AUTHOR)

    for model in get_snippet_models():
        options = model._meta
        assert author.has_perm(f"{options.app_label}.change_{options.model_name}")
