"""The catalogue answers what its address asks."""

import html5lib
import pytest
from wagtail.models import PageViewRestriction

from courses.models import Audience, CoursePage, FormatPresentation, Level, Theme
from courses.search import find_courses
from tests.factories import CourseFactory, catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index():
    catalogue()
    for place, (slug, value) in enumerate(
        [("sensibilisation", "awareness"), ("mooc", "mooc"), ("parcours", "experience")]
    ):
        FormatPresentation.objects.create(slug=slug, title=slug, format=value, position=place)


def titles(address=""):
    from django.http import QueryDict

    listing = find_courses(QueryDict(address))
    return [card.title for section in listing.sections for card in section.cards]


def test_filters_combine():
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    audience = Audience.objects.create(slug="fondations", title="Fondations")
    level = Level.objects.create(slug="decouverte", title="Découverte")
    wanted = CourseFactory(title="Voulu", theme=theme)
    wanted.audiences.add(audience)
    wanted.levels.add(level)
    wanted.save()
    CourseFactory(title="Sans public", theme=theme)
    CourseFactory(title="Autre format", theme=theme, format="mooc")
    CourseFactory(title="Autre durée", theme=theme, length="half_day")

    assert titles("format=sensibilisation&theme=alliances&duree=2-heures") == [
        "Voulu",
        "Sans public",
    ]
    assert titles("public=fondations&niveau=decouverte&duree=2-heures") == ["Voulu"]
    assert titles("format=mooc&public=fondations") == []


@pytest.mark.parametrize(
    "query",
    [
        "UTILITE",
        "utilité sociétale",
        "societ util",
        "l'utilite",
        "l’utilité",
        "coeur",
        "cœur",
        "coconstruction",
        "co-construction",
        "construction",
        "essec",
        "coaching",
    ],
)
def test_search_finds_beginnings_of_words_in_titles_and_texts(query):
    page = CourseFactory(
        title="Évaluer l’utilité sociétale",
        body="<p>Au cœur de la <b>co-construction</b></p>",
        partner="ESSEC",
    )
    page.plan_items.create(kind="coaching", title="Premier coaching")
    page.save()
    CourseFactory(title="Autre chose")

    assert titles(f"q={query}") == ["Évaluer l’utilité sociétale"]


@pytest.mark.parametrize("query", ["tilite", "utilite absente", "p><b", "%25", "a" * 200])
def test_search_finds_nothing_in_the_middle_of_words_or_without_all_of_them(query):
    CourseFactory(title="Évaluer l’utilité", body="<p>Au <b>cœur</b></p>")

    expected = ["Évaluer l’utilité"] if query == "%25" else []
    assert titles(f"q={query}") == expected


def test_both_depths_of_a_module_share_a_card():
    CourseFactory(title="RSE", slug="rse-decouverte")
    CourseFactory(title="RSE", slug="rse-approfondissement", length="half_day")

    listing = find_courses({})

    [card] = listing.sections[0].cards
    assert [edition.slug for edition in card.editions] == [
        "rse-decouverte",
        "rse-approfondissement",
    ]
    assert listing.total == 2


def test_the_list_is_cut_into_pages_that_keep_the_filters(client):
    for number in range(25):
        CourseFactory(title=f"Formation {number:02}")

    page = client.get("/formations/", {"format": "sensibilisation", "page": "2"})

    assert [card.title for card in page.context["listing"].sections[0].cards] == ["Formation 24"]
    assert b'href="/formations/?format=sensibilisation"' in page.content
    assert client.get("/formations/?page=900").context["listing"].sheet.number == 2
    assert client.get("/formations/?page=x").context["listing"].sheet.number == 1


@pytest.mark.parametrize(
    "address",
    [
        "format=inconnu",
        "niveau=%F0%9F%8C%BF",
        "public=1%27+OR+1%3D1&duree=mille-ans",
        "q=" + "é" * 2000,
        "page=-1&page=x",
    ],
)
def test_what_the_catalogue_does_not_know_is_left_aside(client, address):
    CourseFactory(title="Toujours là")

    page = client.get(f"/formations/?{address}")

    assert page.status_code == 200
    if "q=é" not in address:
        assert "Toujours là" in page.content.decode()


def test_a_filter_left_aside_is_named(client):
    page = client.get("/formations/?theme=inconnu")

    assert [str(label) for label in page.context["listing"].unknown] == ["Thème"]
    assert "ce filtre a été laissé de côté\u00a0: Thème." in page.content.decode()


def test_active_filters_can_be_taken_away_one_by_one(client):
    Theme.objects.create(slug="alliances", title="Alliances & Cie")

    page = client.get("/formations/?theme=alliances&q=don%26")

    assert page.context["listing"].active == [
        {"label": "Thème", "title": "Alliances & Cie", "without": "?q=don%26"},
        {"label": "Mots", "title": "don&", "without": "?theme=alliances"},
    ]


def test_htmx_gets_the_results_alone_and_a_clean_address(client):
    CourseFactory(title="RSE")

    answer = client.get("/formations/?q=rse&theme=&format=", headers={"HX-Request": "true"})

    assert answer["HX-Push-Url"] == "/formations/?q=rse"
    assert "<html" not in answer.content.decode()
    assert "RSE" in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_going_back_gets_the_whole_page(client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get("/formations/", headers=headers).content.decode()


def test_drafts_and_private_courses_are_not_listed(client):
    CourseFactory(title="Brouillon", slug="brouillon", live=False)
    private = CourseFactory(title="Privé", slug="prive")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    CourseFactory(title="Public")

    assert titles() == ["Public"]
    assert client.get("/formations/brouillon/").status_code == 404
    assert client.get("/formations/prive/").status_code == 302


def test_a_course_of_modules_without_content_is_in_preparation(client, sign_in):
    from tests.factories import LessonFactory, ModuleFactory

    empty, written = ModuleFactory(), ModuleFactory()
    LessonFactory(parent=written)
    for title, module in (("Vide", empty), ("Écrit", written)):
        course = CourseFactory(title=title, slug=title.lower().replace("é", "e"))
        course.plan_items.create(kind="module", title="x", module=module, depth="discovery")
        course.save()
    CourseFactory(title="Sans module", slug="sans")

    [section] = find_courses({}).sections

    assert {card.title: card.is_in_preparation for card in section.cards} == {
        "Vide": True,
        "Écrit": False,
        "Sans module": False,
    }
    notice = "Cette formation est en préparation"
    assert notice in client.get("/formations/vide/").content.decode()
    assert notice not in client.get("/formations/ecrit/").content.decode()
    assert notice not in client.get("/formations/sans/").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_catalogue_takes_seven_queries_at_any_size_and_two_when_remembered(
    client, sign_in, django_assert_num_queries, size
):
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    for _ in range(size):
        CourseFactory(theme=theme)
    sign_in()

    with django_assert_num_queries(7):
        client.get("/formations/?theme=alliances")
    with django_assert_num_queries(2):
        client.get("/formations/?theme=alliances")


def test_the_page_is_valid_html(client):
    theme = Theme.objects.create(slug="alliances", title="Alliances <&>")
    CourseFactory(title='Titre "<b>" & cie', theme=theme)
    CourseFactory(title='Titre "<b>" & cie', theme=theme, length="half_day")

    page = client.get("/formations/?theme=alliances&q=titre&niveau=x")

    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    assert b"<b>" not in page.content


def test_publishing_a_draft_changes_what_search_finds():
    page = CourseFactory(title="Ancien titre")
    page.title = "Nouveau titre"
    revision = page.save_revision()
    assert titles("q=nouveau") == []

    revision.publish()

    assert titles("q=nouveau") == ["Nouveau titre"]
    assert titles("q=ancien") == []
    assert CoursePage.objects.count() == 1
