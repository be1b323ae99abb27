"""Form'actions asked for, arranged, answered and opened: learners meet exactly what was chosen."""

from datetime import date

import pytest
from django.urls import reverse

from cohorts import outline
from cohorts.composing import TooLong, in_order
from cohorts.models import Cohort, Composition
from cohorts.services import composing as services
from cohorts.services.enrolments import enrol
from courses.models import CoursePage
from lms.accounts.models import Organisation, Role, User
from lms.notifications.models import Message
from modules.outline import outline_of
from tests.cohorts.offers import form_action, offer, theme
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    person = UserFactory()
    MembershipFactory(person=person, role=Role.MANAGER)
    return person


@pytest.fixture
def modules():
    rse, land = theme("RSE", 1), theme("Territoire", 2)
    return [
        offer("panorama", theme=rse),
        offer("methode", theme=rse, orientation="practical"),
        offer("alliances", theme=land),
    ]


def chosen(*slugs):
    offered = outline.offers()
    return in_order(offered[slug].pick for slug in slugs)


def composed(*slugs, by=None, **fields):
    given = {"organisation_name": "Ville de Lens", "kind": "territory", **fields}
    return services.compose(picks=chosen(*slugs), by=by, **given)


def held(composition):
    rows = composition.composed_modules.order_by("position")
    return [(row.module.slug, row.depth) for row in rows]


def test_offers_leave_private_and_unpublished_modules_out(modules):
    modules[0].unpublish()
    CoursePage.objects.get(slug="methode-decouverte").unpublish()

    assert set(outline.offers()) == {
        "methode-approfondissement", "alliances-decouverte", "alliances-approfondissement",
    }  # fmt: skip


def test_a_request_is_kept_in_order_and_told_to_managers_and_contact(manager, modules):
    composition = composed(
        "alliances-decouverte", "methode-approfondissement", "panorama-decouverte",
        contact_email="Rita@Lens.example",
    )  # fmt: skip

    assert held(composition) == [
        ("panorama", "discovery"),
        ("methode", "in_depth"),
        ("alliances", "discovery"),
    ]
    assert composition.state == "requested"
    told = Message.objects.order_by("pk").values_list("recipient__email", "subject")
    assert list(told) == [
        (manager.email, "Form’action\u00a0: Ville de Lens demande un devis"),
        ("rita@lens.example", "Nous avons bien reçu votre demande de form’action"),
    ]
    asked, received = Message.objects.order_by("pk")
    assert f"/pilotage/formactions/{composition.pk}/" in asked.body
    assert composition.get_absolute_url() in received.body
    stranger = User.objects.get(email="rita@lens.example")
    assert not stranger.has_usable_password()
    assert stranger.roles == frozenset()


def test_a_manager_keeps_a_draft_and_nobody_is_written_to(manager, modules):
    composition = composed("panorama-decouverte", by=manager, contact_email="rita@lens.example")

    assert composition.state == "draft"
    assert Message.objects.count() == 0


def test_more_than_three_days_are_refused_and_nothing_is_kept(modules):
    for number in range(5):
        offer(f"module{number}")
    everything = [slug for slug in outline.offers() if slug.endswith("decouverte")]

    with pytest.raises(TooLong):
        composed(*everything)

    assert Composition.objects.count() == 0


def test_modules_are_moved_one_place_and_stay_at_the_edge(modules):
    composition = composed("panorama-decouverte", "methode-decouverte", "alliances-decouverte")
    first, second, _third = composition.composed_modules.order_by("position")

    services.move(composition=composition, row=second, up=True)
    assert [slug for slug, _depth in held(composition)] == ["methode", "panorama", "alliances"]

    services.move(composition=composition, row=second, up=True)
    assert [slug for slug, _depth in held(composition)] == ["methode", "panorama", "alliances"]

    services.move(composition=composition, row=first, up=False)
    assert [slug for slug, _depth in held(composition)] == ["methode", "alliances", "panorama"]


def test_a_declined_form_action_is_told_once_and_changes_no_more(manager, modules):
    composition = composed("panorama-decouverte", contact_email="rita@lens.example")
    Message.objects.all().delete()

    for _twice in range(2):
        services.answer(composition=composition, accepted=False, words="Pas cette année.")

    assert "Pas cette année." in Message.objects.get().body
    with pytest.raises(services.NotArrangeable):
        services.move(composition=composition, row=composition.composed_modules.get(), up=True)
    with pytest.raises(services.NotArrangeable):
        services.answer(composition=composition, accepted=True)
    with pytest.raises(services.NotArrangeable):
        open_it(composition, manager)
    assert Cohort.objects.count() == 0


def open_it(composition, manager, **fields):
    given = {"starts_on": date(2027, 3, 4), "ends_on": date(2027, 6, 30), "capacity": 12, **fields}
    return services.open_composition(composition=composition, by=manager, **given)


def test_the_cohort_holds_exactly_the_modules_chosen_at_their_depths(manager, modules, client):
    level = form_action().levels.get(slug="actifs")
    composition = composed(
        "panorama-decouverte", "methode-approfondissement", "alliances-approfondissement",
        level=level,
    )  # fmt: skip

    cohort = open_it(composition, manager)

    course = CoursePage.objects.get(pk=cohort.course_id)
    lessons = [
        [activity.title for activity in module.activities] for module in outline_of(course).modules
    ]
    assert lessons == [
        ["Découvrir panorama"],
        ["Découvrir methode", "Approfondir methode"],
        ["Découvrir alliances", "Approfondir alliances"],
    ]
    learner = UserFactory()
    enrol(cohort=cohort, learner=learner, by=manager)
    client.force_login(learner)
    page = client.get(reverse("cohorts:classroom", args=[cohort.pk])).content.decode()
    for title in (title for module in lessons for title in module):
        assert title in page
    assert "Approfondir panorama" not in page
    assert [each.title for each in course.levels.all()] == ["Actifs"]


def test_the_plan_gives_each_half_day_its_working_day(manager, modules):
    composition = composed(
        "panorama-decouverte", "methode-approfondissement", "alliances-approfondissement"
    )

    # A Friday: the third half-day falls on the Monday of the second week.
    cohort = open_it(composition, manager, starts_on=date(2027, 3, 5))

    timed = cohort.course.plan_items.filter(kind="collective").order_by("sort_order")
    assert list(timed.values_list("title", "week", "weekday", "half_day", "minutes")) == [
        ("Panorama", 1, 4, "morning", 120),
        ("Methode", 1, 4, "afternoon", 210),
        ("Alliances", 2, 0, "morning", 210),
    ]


def test_the_course_of_a_form_action_is_private_and_out_of_the_catalogue(manager, modules, client):
    cohort = open_it(composed("panorama-decouverte", "alliances-decouverte"), manager)

    slug = cohort.course.slug
    assert cohort.course.live
    assert slug not in set(CoursePage.objects.in_catalogue().values_list("slug", flat=True))
    address = reverse("courses:course", args=[slug])
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 200


def test_opening_twice_opens_once(manager, modules):
    composition = composed("panorama-decouverte", "alliances-decouverte")

    first, second = open_it(composition, manager), open_it(composition, manager)

    assert first == second
    assert Cohort.objects.count() == 1
    assert Composition.objects.get().state == "opened"


@pytest.mark.parametrize("name", ["Ville de Lens", "VILLE DE LENS"])
def test_a_known_organisation_is_found_whatever_its_case(name, manager, modules):
    known = OrganisationFactory(name="Ville de Lens", kind="public_body")

    cohort = open_it(composed("panorama-decouverte", organisation_name=name), manager)

    assert cohort.organisation == known


def test_an_unknown_organisation_is_created_as_it_was_said(manager, modules):
    open_it(composed("panorama-decouverte"), manager)

    created = Organisation.objects.get(name="Ville de Lens")
    assert created.kind == "territory"
