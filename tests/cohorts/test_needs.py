"""What needs attention today: each need is found, said, and leads to where one acts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Composition, SessionLeader
from cohorts.needs import NEEDS, needs_today
from cohorts.services.attendance import countersign
from courses.models import PlanItem
from lms.accounts.models import Role
from tests.cohorts.sheets import (
    AFTERNOON,
    MORNING,
    learners_of,
    local,
    session_of,
    signed,
    trainer_of,
)
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
EVENING = local(20)


def found(key, now=None):
    items = next(need for need in NEEDS if need.key == key).find(now or timezone.now())
    return [(item.title, item.said, item.url) for item in items]


def test_a_sheet_that_nobody_signed_is_to_close():
    session = session_of(title="Ouverture", cohort=CohortFactory(title="Garonne"))
    learners_of(session.cohort, 1)

    assert found("feuilles", EVENING) == [
        (
            "Ouverture",
            "Garonne, mardi 12 janvier\u00a0: personne n’a signé",
            reverse("cohorts:sheet", args=[session.cohort_id, session.pk]),
        )
    ]
    assert found("feuilles", local(12)) == []


def test_a_sheet_leaves_the_desk_once_each_half_day_is_countersigned():
    session = session_of(title="Ouverture", cohort=CohortFactory(title="Garonne"))
    [learner] = learners_of(session.cohort, 1)
    trainer = trainer_of(session.cohort)
    signed(session, learner)

    countersign(session=session, by=trainer, at=local(13), **MORNING)
    [(_title, said, _url)] = found("feuilles", EVENING)
    signed(session, learner, at=local(15), **AFTERNOON)
    countersign(session=session, by=trainer, at=local(18), **AFTERNOON)

    assert said == "Garonne, mardi 12 janvier\u00a0: 1 demi-journée à contresigner"
    assert found("feuilles", EVENING) == []


def test_sheets_of_cancelled_sessions_and_of_nobody_are_not_asked_for():
    session_of()
    cancelled = session_of(cancelled_at=local(8))
    learners_of(cancelled.cohort, 1)

    assert found("feuilles", EVENING) == []


def test_people_who_wait_or_ask_lead_to_where_they_are_answered():
    cohort = CohortFactory(title="Garonne", capacity=1, ends_on=timezone.localdate())
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, state="waiting")
    EnrolmentFactory(cohort=cohort, state="requested")
    over = timezone.localdate() - timedelta(days=1)
    EnrolmentFactory(cohort=CohortFactory(ends_on=over), state="waiting")

    assert found("attente") == [
        (
            "Garonne",
            "1 personne en attente d’une place, places prises\u00a0: 1",
            f"/pilotage/promotions/{cohort.pk}/personnes/?state=waiting",
        )
    ]
    assert found("demandes") == [
        ("Garonne", "1 demande à traiter", f"/pilotage/promotions/{cohort.pk}/demandes/")
    ]


def test_people_without_a_coach_are_of_programmes_that_have_coaching():
    programme = CourseFactory(format="experience")
    cohort = CohortFactory(title="Garonne", course=programme)
    EnrolmentFactory.create_batch(2, cohort=cohort)
    EnrolmentFactory(cohort=cohort, coach=MembershipFactory(role=Role.COACH).person)
    EnrolmentFactory()

    assert found("coachs") == [
        (
            "Garonne",
            "2 personnes sans coach",
            f"/pilotage/promotions/{cohort.pk}/personnes/?coach=none&state=active",
        )
    ]


def test_a_cohort_that_starts_soon_says_all_it_lacks_and_leads_to_the_first():
    course = CourseFactory()
    PlanItem.objects.create(course=course, kind="collective", title="Séance", week=1, weekday=0)
    now = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris"))
    soon = now.date() + timedelta(days=8)
    cohort = CohortFactory(title="Garonne", course=course, starts_on=soon)
    CohortFactory(course=course, starts_on=now.date() + timedelta(days=60))

    assert found("bientot", now) == [
        (
            "Garonne",
            "1 décembre\u00a0: sans séances, sans équipe pédagogique, sans inscriptions",
            f"/pilotage/promotions/{cohort.pk}/seances/proposer/",
        )
    ]

    trainer_of(cohort)
    EnrolmentFactory(cohort=cohort)
    SessionFactory(cohort=cohort)
    assert found("bientot", now) == []


def test_a_session_to_come_without_anybody_to_lead_it_leads_to_its_form():
    session = session_of(title="Ouverture", cohort=CohortFactory(title="Garonne"))
    before = local(9) - timedelta(days=2)

    assert found("intervenants", before) == [
        (
            "Ouverture",
            "Garonne, mardi 12 janvier",
            f"/pilotage/promotions/{session.cohort_id}/seances/{session.pk}/modifier/",
        )
    ]
    SessionLeader.objects.create(session=session, person=trainer_of(session.cohort))
    assert found("intervenants", before) == []


def test_quotes_to_answer_are_named():
    composition = Composition.objects.create(
        key="cle", organisation_name="Ville d’Exemple", kind="public", requested_at=local(9)
    )

    assert found("devis") == [
        ("Ville d’Exemple", "depuis le 12 janvier", f"/pilotage/formactions/{composition.pk}/")
    ]


def test_a_calm_day_says_that_all_is_in_order(client, sign_in):
    sign_in(MembershipFactory(role=Role.MANAGER).person)

    assert needs_today(now=timezone.now()) == []
    assert "Tout est en ordre" in client.get("/pilotage/").content.decode()


def test_needs_are_for_managers_alone(client, sign_in):
    cohort = CohortFactory(course__format="experience")
    EnrolmentFactory(cohort=cohort)
    sign_in(trainer_of(cohort))
    MembershipFactory(person=cohort.staff.get().person, role=Role.TRAINER)

    response = client.get("/pilotage/")

    assert response.status_code == 200
    assert response.context["needs"] == []


@pytest.mark.parametrize("size", [1, 3])
def test_the_desk_takes_as_many_queries_whatever_waits(
    client, sign_in, size, django_assert_num_queries
):
    sign_in(MembershipFactory(role=Role.MANAGER).person)
    now = timezone.now()
    for number in range(size):
        cohort = CohortFactory(course__format="experience")
        EnrolmentFactory.create_batch(size, cohort=cohort)
        EnrolmentFactory(cohort=cohort, state="waiting")
        EnrolmentFactory(cohort=cohort, state="requested")
        for days in (-3, 3):
            starts = now + timedelta(days=days, hours=number)
            SessionFactory(cohort=cohort, starts_at=starts, ends_at=starts + timedelta(hours=3))

    with django_assert_num_queries(14):
        client.get("/pilotage/")


def test_all_of_one_need_is_listed_page_by_page(client, sign_in):
    sign_in(MembershipFactory(role=Role.MANAGER).person)
    for _number in range(6):
        EnrolmentFactory(cohort=CohortFactory(course__format="experience"))

    response = client.get("/pilotage/a-faire/coachs/")

    assert len(response.context["page"].object_list) == 6
    assert client.get("/pilotage/a-faire/inconnu/").status_code == 404
