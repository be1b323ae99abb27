"""Authors find the catalogue and its words in the editor, in French."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.models import CoursePage, Theme
from lms.pages.loading import load_pages
from tests.factories import CourseFactory, UserFactory, catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    load_pages()
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    "model",
    [
        "theme",
        "audience",
        "level",
        "modality",
        "formatpresentation",
        "impact",
        "need",
        "resourcekind",
        "resourcecentre",
    ],
)
def test_authors_list_and_add_words(client, author, model):
    assert client.get(reverse(f"wagtailsnippets_courses_{model}:list")).status_code == 200
    assert client.get(reverse(f"wagtailsnippets_courses_{model}:add")).status_code == 200


def test_authors_reword_a_theme(client, author):
    theme = Theme.objects.create(slug="alliances", title="Alliances", hue=2)
    edit = reverse("wagtailsnippets_courses_theme:edit", args=[theme.pk])

    client.post(edit, {"slug": "alliances", "title": "Alliances !", "position": 1, "hue": 9})
    theme.refresh_from_db()
    assert (theme.title, theme.hue) == ("Alliances", 2)

    client.post(edit, {"slug": "alliances", "title": "Alliances !", "position": 1, "hue": 7})
    theme.refresh_from_db()
    assert (theme.title, theme.hue) == ("Alliances !", 7)


def test_home_shows_a_reworded_theme_at_once(client, author):
    theme = Theme.objects.create(slug="alliances", title="Ancien thème", hue=2)
    assert "Ancien thème" in client.get("/").content.decode()

    edit = reverse("wagtailsnippets_courses_theme:edit", args=[theme.pk])
    client.post(edit, {"slug": "alliances", "title": "Nouveau thème", "position": 1, "hue": 7})

    home = client.get("/").content.decode()
    assert "Nouveau thème" in home
    assert "Ancien thème" not in home


def test_authors_find_their_courses_by_format_and_theme(client, author):
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    CourseFactory(title="Celle-ci", theme=theme, format="mooc")
    CourseFactory(title="Autre")

    page = client.get(reverse("course_list:index"), {"format": "mooc", "theme": theme.pk})

    assert page.status_code == 200
    assert "Celle-ci" in page.content.decode()
    assert "Autre" not in page.content.decode()
    assert "Ouverte à tous" in page.content.decode()


def test_a_new_course_can_be_written_and_previewed_before_it_is_saved(client, author):
    index = CourseFactory().get_parent()

    page = client.get(reverse("wagtailadmin_pages:add", args=["courses", "coursepage", index.pk]))

    assert page.status_code == 200
    assert "Programme" in page.content.decode()
    for field in ("format", "theme", "audiences", "levels", "length", "is_open", "is_proposal"):
        assert f'name="{field}"' in page.content.decode()
    draft = CoursePage(title="Brouillon", format="mooc", length="few_sessions")
    draft.plan_items = []
    preview = draft.make_preview_request(preview_mode="")
    assert "<h1>Brouillon</h1>" in preview.render().content.decode()


def test_a_title_with_accents_makes_an_address_that_leads_somewhere(client):
    course = CoursePage(title="Été à Nîmes", format="awareness", length="two_hours")
    catalogue().add_child(instance=course)

    assert course.slug == "ete-a-nimes"
    assert client.get("/formations/").status_code == 200
    assert client.get(reverse("courses:course", args=[course.slug])).status_code == 200
