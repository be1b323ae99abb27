"""A course's page says what it is, for whom, and how it goes."""

import html5lib
import pytest
from wagtail import hooks
from wagtail.models import PageViewRestriction

from courses.models import (
    FormatPresentation,
    Impact,
    Level,
    Modality,
    Need,
    ResourceCentre,
    ResourceIndexPage,
    Theme,
)
from tests.factories import CourseFactory, EnrolmentFactory, LessonFactory, ModuleFactory, home

pytestmark = pytest.mark.django_db


def read(client, address):
    page = client.get(address)
    assert page.status_code == 200
    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    return page.content.decode()


@pytest.mark.parametrize("format", ["awareness", "academic", "mooc", "form_action", "experience"])
def test_a_course_with_nothing_but_a_title_has_a_page(client, format):
    CourseFactory(title="Nue", slug="nue", format=format, minutes=None)

    assert "<h1>Nue</h1>" in read(client, "/formations/nue/")


def test_a_proposal_says_so(client):
    course = CourseFactory(slug="parcours", format="experience", is_proposal=True)
    course.plan_items.create(kind="collective", title="Première session collective")
    course.plan_items.create(kind="visit", title="Une ferme")
    course.save()

    page = read(client, "/formations/parcours/")

    assert "Ce déroulé est une proposition éditoriale, à confirmer par Le RAMEAU." in page
    assert page.index("Première session collective") < page.index("Une ferme")
    assert "visite apprenante" in page


def test_a_mooc_shows_what_it_combines(client):
    FormatPresentation.objects.create(
        slug="mooc", title="MOOC", format="mooc", components="Témoignages\n\nQuiz\n"
    )
    CourseFactory(slug="mooc", format="mooc", partner="ESSEC", hosted_on="Coursera", minutes=480)

    page = read(client, "/formations/mooc/")

    assert "<li>Témoignages</li><li>Quiz</li>" in page
    assert "<dd>ESSEC</dd>" in page
    assert "8\u00a0h" in page


def test_an_experience_programme_explains_the_modalities(client):
    Modality.objects.create(slug="visites", title="Visites apprenantes", detail="dans un lieu")
    CourseFactory(slug="parcours", format="experience")
    CourseFactory(slug="mooc", format="mooc")

    assert "<dt>Visites apprenantes</dt>" in read(client, "/formations/parcours/")
    assert "<dt>Visites apprenantes</dt>" not in read(client, "/formations/mooc/")


def test_a_form_action_shows_its_levels_and_the_modules_it_is_made_of(client):
    course = CourseFactory(slug="sur-mesure", format="form_action")
    course.levels.add(
        *Level.objects.bulk_create(
            [
                Level(slug="a", title="Actifs", position=2),
                Level(slug="p", title="Premiers pas", position=1),
            ]
        )
    )
    course.save()

    page = read(client, "/formations/sur-mesure/")

    assert "<li>Premiers pas</li><li>Actifs</li>" in page
    assert 'href="/formations/?format=sensibilisation"' in page


def test_the_other_depth_of_the_module_is_one_link_away(client):
    module = ModuleFactory()
    for slug, depth in (("rse-decouverte", "discovery"), ("rse-approfondissement", "in_depth")):
        course = CourseFactory(title="RSE", slug=slug)
        course.plan_items.create(kind="module", title="RSE", module=module, depth=depth)
        course.save()

    page = read(client, "/formations/rse-decouverte/")

    assert 'href="/formations/rse-approfondissement/"><span>Approfondissement<' in page


def test_courses_of_the_theme_are_related_unless_they_are_drafts(client):
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    CourseFactory(slug="une", theme=theme)
    CourseFactory(title="Voisine", theme=theme)
    CourseFactory(title="Brouillon", theme=theme, live=False)
    CourseFactory(title="Ailleurs")

    page = read(client, "/formations/une/")

    assert "Sur le thème «\u00a0Alliances\u00a0»" in page
    assert "Voisine" in page
    assert "Brouillon" not in page
    assert "Ailleurs" not in page


def test_packages_above_add_panels_and_a_door(client):
    CourseFactory(title="Une", slug="une")

    with (
        hooks.register_temporarily("course_panels", lambda course: f"PANNEAU {course.title}"),
        hooks.register_temporarily("course_doors", lambda course, _: f"PORTE {course.title}"),
    ):
        page = read(client, "/formations/une/")

    assert page.index("PORTE Une") < page.index("PANNEAU Une")


def test_a_preview_shows_steps_and_words_that_are_not_saved(rf):
    level = Level.objects.create(slug="actifs", title="Actifs")
    course = CourseFactory(slug="une", format="form_action")
    course.levels = [level]
    course.plan_items.create(kind="visit", title="Pas encore enregistrée")
    course.plan_items.create(kind="webinar", title="Celle-ci non plus")
    draft = course.save_revision().as_object()

    page = draft.make_preview_request(preview_mode="").render().content.decode()

    assert "Pas encore enregistrée" in page
    assert "<li>Actifs</li>" in page


def test_publishing_a_revision_changes_the_page(client):
    course = CourseFactory(title="Ancien", slug="une")
    course.title = "Nouveau"
    revision = course.save_revision()
    assert "<h1>Ancien</h1>" in read(client, "/formations/une/")

    revision.publish()

    assert "<h1>Nouveau</h1>" in read(client, "/formations/une/")


@pytest.mark.parametrize("size", [1, 3])
def test_a_course_page_takes_eleven_queries_however_long_its_plan_and_four_when_remembered(
    client, sign_in, django_assert_num_queries, size
):
    course = CourseFactory(slug="une", format="experience")
    for _ in range(size):
        module = ModuleFactory()
        LessonFactory(parent=module)
        course.plan_items.create(kind="module", title="x", module=module, depth="discovery")
    course.save()
    sign_in()

    with django_assert_num_queries(11):
        client.get("/formations/une/")
    with django_assert_num_queries(4):
        client.get("/formations/une/")


def test_what_is_remembered_of_a_page_keeps_each_persons_door_their_own(client, sign_in):
    course = CourseFactory(title="Une", slug="une", is_open=True)
    enrolment = EnrolmentFactory(cohort__course=course)
    anonymous = read(client, "/formations/une/")

    sign_in(enrolment.learner)
    own = read(client, "/formations/une/")
    sign_in()
    other = read(client, "/formations/une/")

    seated = "Vous suivez cette formation"
    assert [seated in page for page in (anonymous, own, other)] == [False, True, False]


def test_a_page_that_becomes_private_is_closed_at_once(client):
    course = CourseFactory(slug="une")
    assert client.get("/formations/une/").status_code == 200

    PageViewRestriction.objects.create(page=course, restriction_type="login")

    assert client.get("/formations/une/").status_code == 302


def test_a_preview_shows_the_draft_and_leaves_the_page_as_it_was(client):
    course = CourseFactory(title="Publié", slug="une")
    course.title = "Brouillon"
    draft = course.save_revision().as_object()

    preview = draft.make_preview_request().render().content.decode()

    assert "<h1>Brouillon</h1>" in preview
    assert "<h1>Publié</h1>" in read(client, "/formations/une/")


def test_resource_centres_are_sorted_by_need(client):
    home().add_child(instance=ResourceIndexPage(title="Ressources", slug="ressources"))
    first = Need.objects.create(slug="comprendre", title="Comprendre", position=1)
    second = Need.objects.create(slug="agir", title="Agir", position=2)
    ResourceCentre.objects.create(slug="b", title="B", url="https://b.example", need=second)
    ResourceCentre.objects.create(slug="a", title="A", url="https://a.example", need=first)

    page = read(client, "/ressources/")

    places = [page.index(text) for text in ("Comprendre", "https://a.", "Agir", "https://b.")]
    assert places == sorted(places)


def test_home_shows_formats_themes_with_their_modules_modalities_and_impacts(client):
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    FormatPresentation.objects.create(slug="mooc", title="En ligne", format="mooc")
    Modality.objects.create(slug="visites", title="Visites", detail="dans un lieu")
    Impact.objects.create(slug="confiance", title="Confiance")
    CourseFactory(title="Co-construire", slug="co", theme=theme)

    from courses.wagtail_hooks import show_catalogue

    panel = show_catalogue(None)

    assert 'href="/formations/?format=mooc">En ligne<' in panel
    assert 'href="/formations/?theme=alliances">Alliances<' in panel
    assert 'href="/formations/co/"' in panel
    assert "<dt>Visites</dt><dd>dans un lieu</dd>" in panel
    assert "<li>Confiance</li>" in panel


def test_a_plan_in_weeks_is_read_month_by_month(client):
    course = CourseFactory(slug="parcours")
    course.plan_items.create(kind="collective", title="Rencontre", week=1, weekday=1)
    course.plan_items.create(kind="personal_work", title="Carnet")
    course.plan_items.create(kind="coaching", title="Coaching", week=14, minutes=60)
    course.save()

    answer = client.get("/formations/parcours/")

    stretches = answer.context["stretches"]
    assert [(one.month, [step.title for step in one.steps]) for one in stretches] == [
        (1, ["Rencontre", "Carnet"]),
        (4, ["Coaching"]),
    ]
    page = answer.content.decode()
    assert "Mois 4" in page
    assert "semaine 14" in page
    assert "1\u00a0h par personne" in page


def test_a_short_plan_has_weeks_but_no_months(client):
    course = CourseFactory(slug="mooc")
    for week in (1, 2):
        course.plan_items.create(kind="webinar", title="Séance", week=week)
    course.save()

    answer = client.get("/formations/mooc/")

    assert [one.month for one in answer.context["stretches"]] == [None]
