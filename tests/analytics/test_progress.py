"""Who is where in a cohort: the grid, its measures, its files, and the page of one learner."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.rollups import roll_up
from cohorts.models import CohortStaff, Enrolment
from cohorts.services.classroom import finish_activity, start_attempt, submit_attempt
from lms.accounts.models import Role
from tests.cohorts.classes import activities_of, module_of, right_answers
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(sign_in):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


@pytest.fixture
def cohort():
    """A cohort that began yesterday, of a course of two modules: 2 lessons, 1 lesson and a quiz."""
    today = timezone.localdate()
    cohort = CohortFactory(
        title="Garonne",
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        organisation=OrganisationFactory(),
    )
    module_of(cohort.course, title="Un", lessons=2)
    module_of(cohort.course, title="Deux", lessons=1, quizzes=1)
    return cohort


def learner(cohort, name, *, done=0, **fields):
    """Enrol somebody who has done the first activities of the course."""
    enrolment = EnrolmentFactory(
        cohort=cohort, learner__first_name=name, learner__last_name="", **fields
    )
    for activity in activities_of(cohort.course)[:done]:
        if hasattr(activity, "pass_mark"):
            attempt = start_attempt(enrolment=enrolment, quiz=activity)
            submit_attempt(enrolment=enrolment, attempt=attempt, answers=right_answers(activity))
        else:
            finish_activity(enrolment=enrolment, activity=activity)
    return enrolment


def grid(cohort):
    return reverse("analytics:progress", args=[cohort.pk])


def export(cohort, extension):
    return reverse("analytics:progress_export", args=[cohort.pk, extension])


def names(response):
    return [row["name"] for row in response.context["rows"]]


def test_the_grid_says_how_far_each_learner_is_in_each_module(client, manager, cohort):
    learner(cohort, "Anne", done=3)
    learner(cohort, "Zoé", done=4)

    anne, zoe = client.get(grid(cohort)).context["rows"]

    assert (anne["name"], anne["percent"], anne["cells"]) == (
        "Anne",
        75,
        [{"percent": 100, "scores": []}, {"percent": 50, "scores": []}],
    )
    assert (zoe["name"], zoe["percent"], zoe["cells"]) == (
        "Zoé",
        100,
        [{"percent": 100, "scores": []}, {"percent": 100, "scores": [100]}],
    )


def test_the_measures_speak_of_everybody_whatever_is_shown(client, manager, cohort):
    for name, done in [("Anne", 0), ("Béa", 1), ("Zoé", 4)]:
        learner(cohort, name, done=done)
    roll_up()

    context = client.get(grid(cohort), {"show": "finished"}).context
    totals = context["totals"]

    assert (totals.people, totals.mean, totals.median) == (3, 41.7, 25.0)
    assert (totals.finished, totals.not_started, totals.late, totals.active) == (1, 1, 2, 2)
    assert (context["expected"], context["means"]) == (50, [50, 33])
    assert [bar.value for bar in context["bands"]] == [1, 0, 1, 0, 0, 0, 1]


def test_people_are_shown_by_state_words_and_order(client, manager, cohort):
    learner(cohort, "Anne", done=2)
    learner(cohort, "Béatrice")
    learner(cohort, "Zoé", done=4)
    address = grid(cohort)

    assert names(client.get(address)) == ["Anne", "Béatrice", "Zoé"]
    assert names(client.get(address, {"order": "late"})) == ["Béatrice", "Anne", "Zoé"]
    assert names(client.get(address, {"order": "ahead"})) == ["Zoé", "Anne", "Béatrice"]
    assert names(client.get(address, {"show": "late"})) == ["Béatrice"]
    assert names(client.get(address, {"show": "not_started"})) == ["Béatrice"]
    assert names(client.get(address, {"q": "beatr"})) == ["Béatrice"]
    assert names(client.get(address, {"q": "personne d’autre"})) == []


def test_people_without_a_seat_are_not_in_the_grid(client, manager, cohort):
    EnrolmentFactory(cohort=cohort, state=Enrolment.State.WAITING)

    response = client.get(grid(cohort))

    assert response.context["totals"].people == 0
    assert "Inscrire des personnes" in response.content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_grid_takes_as_many_queries_however_many_learners_and_modules(
    client, manager, cohort, size, django_assert_num_queries
):
    for number in range(size):
        module_of(cohort.course, lessons=2)
        learner(cohort, f"Personne {number}", done=2)

    with django_assert_num_queries(13):
        client.get(grid(cohort))


# Whose progress


def test_a_coach_sees_the_people_they_coach(client, sign_in, cohort):
    coach = sign_in(MembershipFactory(role=Role.COACH).person)
    CohortStaff.objects.create(cohort=cohort, person=coach, role=Role.COACH)
    learner(cohort, "Anne", coach=coach)
    other = learner(cohort, "Zoé")

    assert names(client.get(grid(cohort))) == ["Anne"]
    assert client.get(reverse("analytics:person", args=[cohort.pk, other.pk])).status_code == 404
    assert b"Zo\xc3\xa9" not in client.get(export(cohort, "csv")).content


def test_a_trainer_of_the_cohort_sees_everybody(client, sign_in, cohort):
    trainer = sign_in(MembershipFactory(role=Role.TRAINER).person)
    CohortStaff.objects.create(cohort=cohort, person=trainer, role=Role.TRAINER)
    learner(cohort, "Anne")

    assert names(client.get(grid(cohort))) == ["Anne"]


def test_a_partner_sees_the_cohorts_of_their_organisation_only(client, sign_in, cohort):
    sign_in(MembershipFactory(role=Role.PARTNER, organisation=cohort.organisation).person)
    learner(cohort, "Anne")

    assert names(client.get(grid(cohort))) == ["Anne"]
    assert client.get(grid(CohortFactory())).status_code == 404


def test_for_others_the_progress_does_not_exist(client, sign_in, cohort):
    sign_in(learner(cohort, "Anne").learner)

    assert client.get(grid(cohort)).status_code == 404
    assert client.get(export(cohort, "xlsx")).status_code == 404


# Files


def test_the_table_is_what_french_spreadsheets_open(client, manager, cohort):
    learner(cohort, "=HYPERLINK(1)", done=4)

    content = client.get(export(cohort, "csv")).content

    assert content.startswith(b"\xef\xbb\xbf")
    heading, row = content.decode("utf-8-sig").splitlines()
    assert heading == (
        "Nom;Prénom;Adresse e-mail;Coach;État;Progression (%);Dernière activité;1. Un (%);"
        "2. Deux (%);2. Deux – «\u00a0Quiz 1\u00a0» (résultat, %)"
    )
    assert row.startswith(";'=HYPERLINK(1);")
    assert row.endswith(";100;100;100")


def test_the_workbook_keeps_headings_in_sight_and_runs_nothing(client, manager, cohort):
    learner(cohort, "=HYPERLINK(1)", done=2)

    sheet = openpyxl.load_workbook(io.BytesIO(client.get(export(cohort, "xlsx")).content)).active

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Suivi", "C2", "A1:J2")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("'=HYPERLINK(1)", "s")
    assert [sheet[cell].value for cell in ("F2", "H2", "I2", "J2")] == [50, 100, 0, None]


def test_a_control_character_in_a_name_does_not_keep_the_workbook_back(client, manager, cohort):
    learner(cohort, "An\x0bne")

    sheet = openpyxl.load_workbook(io.BytesIO(client.get(export(cohort, "xlsx")).content)).active

    assert sheet["B2"].value == "Anne"


def test_an_empty_cohort_exports_its_headings(client, manager, cohort):
    assert len(client.get(export(cohort, "csv")).content.decode().splitlines()) == 1
    assert client.get(export(cohort, "xlsx")).status_code == 200


# One learner


def test_the_page_of_a_learner_tells_what_they_did(client, manager, cohort):
    enrolment = learner(cohort, "Anne", done=4)

    context = client.get(reverse("analytics:person", args=[cohort.pk, enrolment.pk])).context

    quiz = context["modules"][1].activities[1]
    assert [lines.percent for lines in context["modules"]] == [100, 100]
    assert [(attempt.number, attempt.score) for attempt in quiz.attempts] == [(1, 1.0)]
    assert {"a terminé une formation", "a validé un module"} <= {
        happening.said for happening in context["story"]
    }


def test_a_learner_of_another_cohort_is_not_found(client, manager, cohort):
    other = EnrolmentFactory()

    assert client.get(reverse("analytics:person", args=[cohort.pk, other.pk])).status_code == 404
