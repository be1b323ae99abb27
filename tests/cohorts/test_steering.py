"""The programme manager's desk: cohorts at a glance, opened, changed, with their people."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, CohortStaff, Enrolment
from lms.accounts.models import Role
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DESK = reverse("cohorts:steering")


@pytest.fixture
def manager(sign_in):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


def coach_in(cohort):
    coach = MembershipFactory(role=Role.COACH).person
    CohortStaff.objects.create(cohort=cohort, person=coach, role=Role.COACH)
    return coach


def titles(response):
    return [cohort.title for cohort in response.context["page"]]


def answers(cohort, **changes):
    """What the edit form sends back for this cohort."""
    from cohorts.forms.steering import CohortForm

    form = CohortForm(instance=cohort)
    sent = {name: form[name].value() for name in form.fields}
    sent["seen"] = form["seen"].value()
    return {name: "" if value is None else value for name, value in (sent | changes).items()}


# The list


def test_what_runs_comes_first_then_what_comes_what_is_permanent_and_what_is_over(client, manager):
    today = timezone.localdate()
    year = timedelta(days=365)
    CohortFactory(title="finie", starts_on=today - 2 * year, ends_on=today - year)
    CohortFactory(title="permanente", is_permanent=True, starts_on=None, ends_on=None)
    CohortFactory(title="à venir", starts_on=today + year, ends_on=today + 2 * year)
    CohortFactory(title="en cours", starts_on=today, ends_on=today)

    assert titles(client.get(DESK)) == ["en cours", "à venir", "permanente", "finie"]
    assert titles(client.get(DESK, {"stage": "upcoming"})) == ["à venir"]
    assert titles(client.get(DESK, {"stage": "permanent"})) == ["permanente"]


def test_cohorts_are_found_by_words_and_format(client, manager):
    CohortFactory(title="Garonne", course__title="RSE et partenariats", course__format="mooc")
    CohortFactory(title="Loire")

    assert titles(client.get(DESK, {"q": "garonne rse"})) == ["Garonne"]
    assert titles(client.get(DESK, {"format": "awareness"})) == ["Loire"]
    assert titles(client.get(DESK, {"format": "inconnu"})) == ["Garonne", "Loire"]


def test_what_asks_for_attention_is_said_and_can_be_kept(client, manager):
    soon = timezone.localdate() + timedelta(days=5)
    CohortFactory(title="bientôt", starts_on=soon, ends_on=soon)
    full = CohortFactory(title="complète", course__format="experience", capacity=1)
    EnrolmentFactory(cohort=full)
    EnrolmentFactory(cohort=full, state="waiting")
    EnrolmentFactory(cohort__title="tranquille")

    rows = client.get(DESK, {"attention": "on"}).context["rows"]

    assert {cohort.title: needs for cohort, needs in rows} == {
        "bientôt": ["commence bientôt, sans personne"],
        "complète": ["1 personne en attente", "1 personne sans coach"],
    }


def test_partners_see_the_cohorts_of_their_organisation_and_cannot_open_any(client, sign_in):
    school = OrganisationFactory()
    CohortFactory(title="la leur", organisation=school)
    CohortFactory(title="une autre", organisation=OrganisationFactory())
    sign_in(MembershipFactory(role=Role.PARTNER, organisation=school).person)

    response = client.get(DESK)

    assert titles(response) == ["la leur"]
    assert "Ouvrir une promotion" not in response.content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_size(
    client, manager, size, django_assert_num_queries
):
    for _ in range(size):
        EnrolmentFactory.create_batch(size, cohort=CohortFactory())

    with django_assert_num_queries(13):
        client.get(DESK)


# Opening


def test_opening_a_cohort_proposes_its_title_and_puts_the_manager_in_its_team(client, manager):
    coach = MembershipFactory(role=Role.COACH).person
    course = CourseFactory(title="Alliances innovantes")

    client.post(
        reverse("cohorts:open_cohort"),
        {
            "course": course.pk,
            "starts_on": "2027-01-11",
            "ends_on": "2027-09-30",
            "capacity": "24",
            "entry": "managed",
            "time_zone": "Europe/Paris",
            "coaches": [coach.pk],
        },
    )

    cohort = Cohort.objects.get()
    assert (cohort.title, cohort.starts_on, cohort.capacity) == (
        "Alliances innovantes – janvier\u00a02027",
        date(2027, 1, 11),
        24,
    )
    assert set(cohort.staff.values_list("person", "role")) == {
        (manager.pk, "manager"),
        (coach.pk, "coach"),
    }


@pytest.mark.parametrize(
    ("wrong", "field", "error"),
    [
        (
            {"ends_on": "2027-01-10"},
            "ends_on",
            "Une promotion ne peut pas finir avant de commencer.",
        ),
        (
            {"capacity": "0"},
            "capacity",
            "Indiquez au moins une place, ou laissez vide pour ne pas fixer de limite.",
        ),
        ({"starts_on": ""}, "starts_on", "Champ requis."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_opened(
    client, manager, wrong, field, error
):
    sent = {
        "course": CourseFactory().pk,
        "starts_on": "2027-01-11",
        "ends_on": "2027-09-30",
        "entry": "managed",
        "time_zone": "Europe/Paris",
    }

    response = client.post(reverse("cohorts:open_cohort"), sent | wrong)

    assert response.context["form"].errors == {field: [error]}
    assert not Cohort.objects.exists()


# Changing


def test_new_seats_go_to_the_waiting_list_at_once(client, manager):
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)
    waiting = EnrolmentFactory(cohort=cohort, state="waiting")

    client.post(reverse("cohorts:edit_cohort", args=[cohort.pk]), answers(cohort, capacity=2))

    waiting.refresh_from_db()
    assert waiting.state == Enrolment.State.ACTIVE


def test_fewer_seats_than_people_are_refused_with_a_sentence(client, manager):
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory.create_batch(2, cohort=cohort)

    response = client.post(
        reverse("cohorts:edit_cohort", args=[cohort.pk]), answers(cohort, capacity=1)
    )

    cohort.refresh_from_db()
    assert list(response.context["form"].errors) == ["capacity"]
    assert cohort.capacity == 2


def test_the_second_of_two_editors_is_told_what_changed_and_keeps_what_they_typed(client, manager):
    cohort = CohortFactory(title="Garonne", capacity=20)
    address = reverse("cohorts:edit_cohort", args=[cohort.pk])
    drawn = answers(cohort, title="Garonne 2027")
    Cohort.objects.update(capacity=24)

    response = client.post(address, drawn)

    cohort.refresh_from_db()
    assert response.context["changed"] == [{"label": "Places", "value": "24"}]
    assert response.context["form"]["title"].value() == "Garonne 2027"
    assert (cohort.title, cohort.capacity) == ("Garonne", 24)

    again = drawn | {"seen": response.context["form"]["seen"].value()}
    client.post(address, again)

    cohort.refresh_from_db()
    assert (cohort.title, cohort.capacity) == ("Garonne 2027", 20)


def test_a_coach_who_leaves_the_team_coaches_nobody_in_it(client, manager):
    cohort = CohortFactory()
    enrolment = EnrolmentFactory(cohort=cohort, coach=coach_in(cohort))

    client.post(reverse("cohorts:edit_cohort", args=[cohort.pk]), answers(cohort, coaches=[]))

    enrolment.refresh_from_db()
    assert (enrolment.coach, cohort.staff.count()) == (None, 0)


def test_a_permanent_cohort_keeps_having_no_dates(client, manager):
    cohort = CohortFactory(is_permanent=True, starts_on=None, ends_on=None, capacity=None)

    client.post(reverse("cohorts:edit_cohort", args=[cohort.pk]), answers(cohort, title="Libre"))

    cohort.refresh_from_db()
    assert (cohort.title, cohort.starts_on, cohort.is_permanent) == ("Libre", None, True)


def test_the_overview_names_the_team_and_the_queue_in_order(client, manager):
    cohort = CohortFactory(capacity=0)
    first, second = EnrolmentFactory.create_batch(2, cohort=cohort, state="waiting")

    response = client.get(reverse("cohorts:steer_cohort", args=[cohort.pk]))

    assert list(response.context["waiting"]) == [first, second]


# People


def test_people_are_found_by_name_state_and_coach(client, manager):
    cohort = CohortFactory()
    coach = coach_in(cohort)
    anne = EnrolmentFactory(cohort=cohort, learner__first_name="Anne", coach=coach)
    zoe = EnrolmentFactory(cohort=cohort, learner__first_name="Zoé", state="waiting")
    address = reverse("cohorts:people", args=[cohort.pk])

    def found(**wanted):
        return list(client.get(address, wanted).context["page"])

    assert found(q="ann") == [anne]
    assert found(state="waiting") == [zoe]
    assert (found(coach=coach.pk), found(coach="none")) == ([anne], [zoe])


@pytest.mark.parametrize("size", [1, 3])
def test_people_take_as_many_queries_however_many_they_are(
    client, manager, size, django_assert_num_queries
):
    cohort = CohortFactory()
    coach_in(cohort)
    EnrolmentFactory.create_batch(size, cohort=cohort)

    with django_assert_num_queries(10):
        client.get(reverse("cohorts:people", args=[cohort.pk]))


def test_a_person_is_added_by_address_and_matched_when_known(client, manager):
    cohort = CohortFactory()
    known = UserFactory(email="anne@example.org")

    client.post(reverse("cohorts:add_person", args=[cohort.pk]), {"email": "Anne@Example.org"})

    assert cohort.enrolments.get().learner == known


def test_a_full_cohort_says_so_and_asks_before_the_waiting_list(client, manager):
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)
    address = reverse("cohorts:add_person", args=[cohort.pk])

    asked = client.post(address, {"email": "anne@example.org"})

    assert "Mettre sur liste d’attente" in asked.content.decode()
    assert not cohort.enrolments.waiting().exists()

    client.post(address, {"email": "anne@example.org", "may_wait": "True"})

    assert cohort.enrolments.waiting().get().learner.email == "anne@example.org"


def test_withdrawing_somebody_seats_the_next_and_can_be_undone(client, manager):
    cohort = CohortFactory(capacity=1)
    seated = EnrolmentFactory(cohort=cohort)
    waiting = EnrolmentFactory(cohort=cohort, state="waiting")

    response = client.post(
        reverse("cohorts:withdraw_person", args=[cohort.pk, seated.pk]), follow=True
    )

    waiting.refresh_from_db()
    assert waiting.state == Enrolment.State.ACTIVE
    assert "Réinscrire" in response.content.decode()


def test_ticked_people_get_their_coach_together(client, manager):
    cohort = CohortFactory()
    coach = coach_in(cohort)
    ticked = EnrolmentFactory.create_batch(2, cohort=cohort)
    other = EnrolmentFactory(cohort=cohort)

    client.post(
        reverse("cohorts:assign_coach", args=[cohort.pk]),
        {"enrolments": [enrolment.pk for enrolment in ticked], "coach": coach.pk},
    )

    assert set(cohort.enrolments.filter(coach=coach)) == set(ticked)
    assert cohort.enrolments.get(coach=None) == other


def test_somebody_who_does_not_coach_in_the_cohort_is_refused(client, manager):
    enrolment = EnrolmentFactory()
    stranger = MembershipFactory(role=Role.COACH).person

    client.post(
        reverse("cohorts:assign_coach", args=[enrolment.cohort.pk]),
        {"enrolments": [enrolment.pk], "coach": stranger.pk},
    )

    enrolment.refresh_from_db()
    assert enrolment.coach is None
