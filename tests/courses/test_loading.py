"""The seed content comes in once and then belongs to its authors."""

from collections import Counter

from django.test import TestCase
from wagtail.models import Page, Revision

from courses.choices import Format
from courses.loading import load_courses, load_plans, load_vocabulary
from courses.models import (
    Audience,
    CoursePage,
    FormatPresentation,
    Impact,
    Level,
    Modality,
    Need,
    PlanItem,
    ResourceCentre,
    ResourceKind,
    SeedMark,
    Theme,
)
from modules.loading import load_modules


def load_seeds() -> None:
    load_vocabulary()
    load_courses()
    load_modules()
    load_plans()


class TestSeeds(TestCase):
    """Loading takes seconds: these tests share one, each rolled back."""

    @classmethod
    def setUpTestData(cls):
        load_seeds()

    def test_the_whole_offer_is_loaded(self):
        assert Counter(CoursePage.objects.live().values_list("format", flat=True)) == {
            Format.AWARENESS: 34,
            Format.ACADEMIC: 5,
            Format.MOOC: 2,
            Format.FORM_ACTION: 1,
            Format.EXPERIENCE: 5,
        }
        words = (FormatPresentation, Theme, Modality, Audience, Level, Impact, Need)
        assert [model.objects.count() for model in words] == [5, 7, 6, 5, 5, 3, 4]
        assert ResourceCentre.objects.count() == 7
        assert ResourceKind.objects.count() == 4

    def test_an_awareness_module_exists_in_two_depths(self):
        short, long = CoursePage.objects.filter(title="RSE et partenariats").order_by("minutes")

        assert (short.slug, short.minutes, short.length) == (
            "rse-partenariats-decouverte",
            120,
            "two_hours",
        )
        assert (long.slug, long.minutes, long.length) == (
            "rse-partenariats-approfondissement",
            210,
            "half_day",
        )
        assert [step.depth for page in (short, long) for step in page.plan_items.all()] == [
            "discovery",
            "in_depth",
        ]
        assert short.plan_items.get().module_id == long.plan_items.get().module_id
        assert short.is_open
        assert long.is_open

    def test_every_awareness_module_has_both_depths(self):
        titles = CoursePage.objects.filter(format=Format.AWARENESS).values_list("title", flat=True)

        assert set(Counter(titles).values()) == {2}
        assert len(set(titles)) == 17

    def test_academic_courses_name_school_and_curriculum(self):
        page = CoursePage.objects.get(slug="innovation-societale-sciences-po")

        assert (page.school, page.curriculum) == ("Sciences Po", "Découverte de l’ESS")

    def test_a_mooc_has_four_sessions_and_is_a_proposal(self):
        page = CoursePage.objects.get(slug="partenariats-qui-changent-le-monde")

        assert (page.partner, page.hosted_on, page.minutes) == ("ESSEC", "Coursera", 480)
        assert page.is_proposal
        assert [step.kind for step in page.plan_items.all()] == ["module"] * 4

    def test_form_action_has_its_three_levels(self):
        page = CoursePage.objects.get(format=Format.FORM_ACTION)

        assert [level.slug for level in page.levels.order_by("position")] == [
            "premiers-pas",
            "actifs",
            "pionniers",
        ]

    def test_programmes_mix_all_ways_of_learning(self):
        for page in CoursePage.objects.filter(format=Format.EXPERIENCE):
            kinds = Counter(step.kind for step in page.plan_items.all())
            assert kinds == {
                "collective": 3,
                "module": 3,
                "coaching": 2,
                "webinar": 1,
                "visit": 1,
                "personal_work": 1,
            }

    def test_plans_have_their_weeks(self):
        for page in CoursePage.objects.filter(format=Format.EXPERIENCE):
            weeks = [step.week for step in page.plan_items.all()]
            assert weeks == sorted(weeks)
            assert 36 <= weeks[-1] <= 39
            coaching = page.plan_items.filter(kind="coaching")
            assert set(coaching.values_list("minutes", flat=True)) == {60}
        for page in CoursePage.objects.filter(format=Format.MOOC):
            assert [(step.week, step.minutes) for step in page.plan_items.all()] == [
                (week, 120) for week in (1, 2, 3, 4)
            ]
        for page in CoursePage.objects.filter(format=Format.ACADEMIC):
            assert [step.week for step in page.plan_items.all()] == [1, 2, 4, 6]

    def test_pages_are_published_with_a_revision(self):
        page = CoursePage.objects.get(slug="parcours-rse-partenariats")

        assert page.live
        assert not page.has_unpublished_changes
        assert page.get_latest_revision_as_object().plan_items.count() == 11

    def test_seed_texts_are_set_as_french_print(self):
        assert CoursePage.objects.filter(title__contains="'").count() == 0
        assert CoursePage.objects.filter(
            title="«\u00a0Parrain\u00a0» et bénévolat d’accompagnement"
        )

    def test_loading_again_changes_nothing(self):
        before = _everything()

        load_seeds()

        assert _everything() == before

    def test_what_an_author_changed_stays(self):
        page = CoursePage.objects.get(slug="rse-partenariats-decouverte")
        page.title = "Le titre de l’auteur"
        page.slug = "autre-adresse"
        page.plan_items = []
        page.save_revision().publish()
        CoursePage.objects.get(slug="parcours-rse-partenariats").delete()
        Theme.objects.filter(slug="innovation-societale").update(title="Autre thème")
        Level.objects.filter(slug="pionniers").delete()

        load_seeds()

        page.refresh_from_db()
        assert page.title == "Le titre de l’auteur"
        assert not page.plan_items.exists()
        assert not CoursePage.objects.filter(slug="rse-partenariats-decouverte").exists()
        assert not CoursePage.objects.filter(slug="parcours-rse-partenariats").exists()
        assert Theme.objects.get(slug="innovation-societale").title == "Autre thème"
        assert not Level.objects.filter(slug="pionniers").exists()

    def test_a_plan_waits_for_its_modules(self):
        mark = SeedMark.objects.get(key="plan:rse-partenariats-decouverte")
        mark.delete()
        PlanItem.objects.filter(module__slug="rse-partenariats").delete()
        Page.objects.filter(content_type__model="modulepage", slug="rse-partenariats").update(
            slug="renomme"
        )

        load_seeds()

        page = CoursePage.objects.get(slug="rse-partenariats-decouverte")
        assert not page.plan_items.exists()
        assert not SeedMark.objects.filter(key=mark.key).exists()


def _everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Page, CoursePage, PlanItem, Theme, SeedMark, Revision)
    ]
