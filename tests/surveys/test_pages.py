"""The pages of surveys: the learner answers, the team reads, the manager plans."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from cohorts.surveys.services.sending import close
from lms.accounts.models import Role
from tests.cohorts.classes import open_course
from tests.factories import CohortFactory, MembershipFactory
from tests.surveys.asked import (
    HELP,
    RHYTHM,
    SATISFACTION,
    WORDS,
    cohort_of,
    planned,
    questionnaire,
    says,
    sent,
)

pytestmark = pytest.mark.django_db

NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def _sessions_in_the_database(settings):
    """Sessions kept in Redis would cost one query less."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.fixture
def asked(sign_in):
    """A learner who is signed in, and asked by their cohort: `asked(survey's facts)`."""

    def asked(*questions, **fields):
        today = timezone.localdate()
        cohort, (enrolment,) = cohort_of(ends_on=today + timedelta(days=90))
        sign_in(enrolment.learner)
        return sent(cohort, *questions, at=timezone.now(), on_date=today, **fields), enrolment

    return asked


def text_of(page):
    return page.content.decode().replace(NO_BREAK, " ").replace("&nbsp;", " ")


def manager(sign_in):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


def test_a_learner_answers_an_anonymous_survey_once(client, asked):
    survey, enrolment = asked()
    address = survey.get_absolute_url()
    assert f'href="{address}"' in text_of(client.get("/espace/"))
    assert f'href="{address}"' in text_of(client.get(f"/promotions/{enrolment.cohort_id}/"))
    before = text_of(client.get(address))
    assert "Vos réponses sont anonymes." in before
    assert "Une fois envoyées, elles ne peuvent plus être modifiées" in before

    answer = client.post(address, {"question-1": "3", "question-3": ["Outils", "Échanges"]})

    assert (answer.status_code, answer.url) == (302, f"/promotions/{enrolment.cohort_id}/")
    assert AnonymousAnswer.objects.get().answers == [3, [], ["Outils", "Échanges"], ""]
    assert "Merci, vous avez répondu" in text_of(client.get(address))
    assert address not in text_of(client.get("/espace/"))
    assert client.post(address, {"question-1": "1"}).url == address
    assert AnonymousAnswer.objects.get().answers[0] == 3


def test_a_named_answer_is_shown_again_and_changed(client, asked):
    survey, _enrolment = asked(SATISFACTION, WORDS, is_anonymous=False)
    address = survey.get_absolute_url()
    client.post(address, {"question-1": "1", "question-2": "Un mot"})

    page = text_of(client.get(address))
    assert "Vous avez répondu le" in page
    assert ">Un mot</textarea>" in page
    client.post(address, {"question-1": "2", "question-2": "Un mot"})

    assert NamedAnswer.objects.get().answers == [2, "Un mot"]


def test_what_is_missing_is_said_beside_the_question_and_on_top(client, asked):
    survey, _enrolment = asked()

    page = client.post(survey.get_absolute_url(), {"question-4": "Un long texte"})

    assert page.status_code == 422
    shown = text_of(page)
    assert 'href="#question-1"' in shown
    assert shown.count("Merci de répondre à cette question.") == 2
    # What was typed is still there.
    assert ">Un long texte</textarea>" in shown
    assert not AnonymousAnswer.objects.exists()


def test_a_closed_survey_says_so_and_shows_ones_own_answers(client, asked):
    survey, enrolment = asked(SATISFACTION, WORDS, is_anonymous=False)
    says(survey, enrolment, q2="Gardé", at=timezone.now())
    later = timezone.now() - timedelta(minutes=1)
    Survey.objects.filter(pk=survey.pk).update(closes_at=later)

    page = text_of(client.get(survey.get_absolute_url()))

    assert "Ce questionnaire est clos" in page
    assert "Gardé" in page
    assert '<form method="post" class="stack' not in page
    assert client.post(survey.get_absolute_url(), {"question-1": "1"}).status_code == 302
    assert NamedAnswer.objects.get().answers[0] == 3


def test_a_survey_that_has_not_left_does_not_exist_for_learners(client, sign_in):
    cohort, (enrolment,) = cohort_of()
    sign_in(enrolment.learner)

    assert client.get(planned(cohort).get_absolute_url()).status_code == 404


def test_whoever_enrols_is_led_to_the_questions_of_entry(client, sign_in):
    questionnaire(title="Positionnement", proposed_at="entry")
    today = timezone.localdate()
    cohort = CohortFactory(
        course=open_course(), entry="open", starts_on=today, ends_on=today + timedelta(days=90)
    )
    survey = planned(cohort, moment="entry", at=timezone.now())
    learner = sign_in()

    answer = client.post(f"/promotions/{cohort.pk}/inscription/")

    assert (answer.status_code, answer.url) == (302, survey.get_absolute_url())
    assert "avant de commencer" in text_of(client.get("/espace/"))
    client.post(answer.url, {"question-1": "2"})
    assert NamedAnswer.objects.get().participant.enrolment.learner == learner
    assert "avant de commencer" not in text_of(client.get("/espace/"))


@pytest.mark.parametrize("size", [1, 3])
def test_a_survey_takes_as_many_queries_whatever_its_length(
    client, asked, django_assert_num_queries, size
):
    survey, _enrolment = asked(*[SATISFACTION] * size)
    client.get(survey.get_absolute_url())

    with django_assert_num_queries(5):
        client.get(survey.get_absolute_url())


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_the_team_take_as_many_queries_whatever_their_size(
    client, sign_in, django_assert_num_queries, size
):
    cohort, people = cohort_of(5 * size)
    manager(sign_in)
    surveys = [
        sent(cohort, *[SATISFACTION, RHYTHM, HELP, WORDS] * size, is_anonymous=False)
        for _each in range(size)
    ]
    required = range(5, 4 * size, 4)
    for one in people:
        says(surveys[0], one, **{f"q{place}": 2 for place in required}, q4="Un texte")
    base = f"/pilotage/promotions/{cohort.pk}/questionnaires/"
    address = f"{base}{surveys[0].pk}/"
    client.get(base)

    with django_assert_num_queries(4):
        client.get(base)
    with django_assert_num_queries(5):
        client.get(address)
    with django_assert_num_queries(5):
        client.get(f"{address}textes/4/")
    with django_assert_num_queries(6):
        client.get(f"{address}personnes/")
    with django_assert_num_queries(5):
        client.get(f"{address}personnes/{people[0].pk}/")


def test_results_of_an_anonymous_survey_are_hidden_then_shown(client, sign_in):
    cohort, people = cohort_of(6)
    manager(sign_in)
    survey = sent(cohort, SATISFACTION, WORDS)
    address = f"/pilotage/promotions/{cohort.pk}/questionnaires/{survey.pk}/"
    for one in people:
        says(survey, one, q2="Mes mots à moi")

    page = text_of(client.get(address))
    assert "les premiers résultats apparaissent à partir de 10 réponses" in page
    assert "Mes mots" not in page
    assert client.get(f"{address}personnes/").status_code == 404
    assert "Mes mots" not in client.get(f"{address}resultats.csv").content.decode()
    close(survey=survey, at=survey.closes_at)

    page = text_of(client.get(address))
    assert "Moyenne : 3 sur 3." in page
    assert "Lire les 6 textes" in page
    assert text_of(client.get(f"{address}textes/2/")).count("Mes mots à moi") == 6
    assert client.get(f"{address}resultats.xlsx").status_code == 200


def test_a_coach_reads_the_answers_of_the_people_they_coach(client, sign_in):
    cohort, (mine, other) = cohort_of(2)
    coach = sign_in(MembershipFactory(role=Role.COACH).person)
    cohort.staff.create(person=coach, role=Role.COACH)
    mine.coach = coach
    mine.save()
    survey = sent(cohort, SATISFACTION, WORDS, moment="entry")
    for one in (mine, other):
        says(survey, one, q2=f"Mots de {one.learner.last_name}")
    address = f"/pilotage/promotions/{cohort.pk}/questionnaires/{survey.pk}/personnes/"

    listed = text_of(client.get(address))
    assert mine.learner.last_name in listed
    assert other.learner.last_name not in listed
    assert f"Mots de {mine.learner.last_name}" in text_of(client.get(f"{address}{mine.pk}/"))
    assert client.get(f"{address}{other.pk}/").status_code == 404


def test_a_manager_plans_changes_cancels_and_brings_back(client, sign_in):
    cohort, _people = cohort_of()
    manager(sign_in)
    chosen = questionnaire(title="Point d’étape")
    base = f"/pilotage/promotions/{cohort.pk}/questionnaires/"
    day = timezone.localdate() + timedelta(days=10)
    sent_form = {
        "questionnaire": chosen.pk,
        "moment": "date",
        "on_date": day.isoformat(),
        "names": "anonymous",
        "days_open": "14",
    }

    assert client.post(f"{base}ajouter/", sent_form).status_code == 302
    survey = Survey.objects.get()
    assert (survey.on_date, survey.days_open, survey.is_anonymous) == (day, 14, True)
    client.post(f"{base}{survey.pk}/modifier/", sent_form | {"moment": "later", "months": "6"})
    client.post(f"{base}{survey.pk}/annuler/")
    assert "Rétablir" in text_of(client.get(base))
    client.post(f"{base}{survey.pk}/retablir/")

    survey.refresh_from_db()
    assert (survey.moment, survey.months, survey.on_date) == ("later", 6, None)
    assert survey.cancelled_at is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"moment": "date", "on_date": ""}, "Indiquez la date d’envoi."),
        ({"moment": "date", "on_date": "2020-01-01"}, "Ce jour est passé."),
        ({"moment": "entry"}, "choisissez des réponses nominatives"),
        ({"days_open": "0"}, "supérieure ou égale à 1"),
        ({"questionnaire": "999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_plan_that_cannot_be_is_explained(client, sign_in, wrong, said):
    cohort, _people = cohort_of()
    manager(sign_in)
    right = {
        "questionnaire": questionnaire().pk,
        "moment": "end",
        "names": "anonymous",
        "days_open": "14",
    }

    page = client.post(f"/pilotage/promotions/{cohort.pk}/questionnaires/ajouter/", right | wrong)

    assert page.status_code == 422
    assert said in text_of(page)
    assert not Survey.objects.exists()
