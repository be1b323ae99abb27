"""What is read in answers: shares, averages, texts without an order, and who may read them."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from cohorts.models import CohortStaff
from cohorts.needs import surveys_to_look_at
from cohorts.surveys import exports, reports
from cohorts.surveys.models import Survey
from cohorts.surveys.rules import Reader, people_read_by, reader_of
from cohorts.surveys.services.sending import close
from lms.accounts.models import Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.surveys.asked import (
    HELP,
    NOW,
    RECOMMENDATION,
    RHYTHM,
    SATISFACTION,
    WORDS,
    cohort_of,
    on_points,
    planned,
    questionnaire,
    says,
    sent,
)

pytestmark = pytest.mark.django_db

AFTER = NOW + timedelta(days=40)


def read(survey, reader=Reader.TEAM):
    return reports.results_of(Survey.objects.with_counts().get(pk=survey.pk), reader=reader)


def closed(survey):
    close(survey=survey, at=AFTER)
    return survey


def test_named_answers_are_counted_as_they_come():
    cohort, people = cohort_of(3)
    survey = sent(cohort, SATISFACTION, HELP, is_anonymous=False)
    says(survey, people[0], 2, q2=["Outils", "Échanges"])
    says(survey, people[1], 3)

    found = read(survey)

    assert (found.asked, found.answered, found.shown, found.percent) == (3, 2, 2, 66)
    satisfaction, helps = found.questions
    assert [(line.label, line.count, line.percent) for line in satisfaction.lines] == [
        ("Non", 0, 0),
        ("Un peu", 1, 50),
        ("Oui", 1, 50),
    ]
    assert (satisfaction.mean, satisfaction.highest) == (2.5, 3)
    assert (helps.people, [line.count for line in helps.lines]) == (1, [1, 1])


def test_recommendation_has_its_score_and_its_average_out_of_ten():
    cohort, people = cohort_of(4)
    survey = sent(cohort, RECOMMENDATION, is_anonymous=False)
    for one, point in zip(people, (11, 10, 8, 1), strict=True):
        says(survey, one, point)

    [asked] = read(survey).questions

    assert (asked.mean, asked.highest) == (6.5, 10)
    assert (asked.recommendation.promoters, asked.recommendation.detractors) == (2, 1)
    assert asked.recommendation.score == 25


def test_no_opinion_is_counted_and_left_out_of_the_average():
    cohort, people = cohort_of(2)
    asked = on_points("Utile ?", ["Non", "Oui"], has_no_opinion=True)
    survey = sent(cohort, asked, is_anonymous=False)
    says(survey, people[0], 2)
    says(survey, people[1], 0)

    [found] = read(survey).questions

    assert [(line.label, line.count) for line in found.lines] == [
        ("Non", 0),
        ("Oui", 1),
        ("Sans avis", 1),
    ]
    assert found.mean == 2


def test_anonymous_answers_are_read_once_they_are_released():
    cohort, people = cohort_of(7)
    survey = sent(cohort)
    for one in people:
        says(survey, one)

    assert read(survey).is_hidden
    assert (read(survey).answered, read(survey).shown) == (7, 0)
    assert read(closed(survey)).shown == 7


def test_texts_of_one_person_do_not_stand_at_the_same_place():
    cohort, people = cohort_of(12)
    survey = sent(cohort, SATISFACTION, WORDS, WORDS)
    for place, one in enumerate(people):
        says(survey, one, q2=f"{place}", q3=f"{place}")

    _first, here, there = read(closed(survey)).questions

    assert sorted(here.said) == sorted(there.said)
    assert list(here.said) != list(there.said)


def test_partners_read_figures_alone_of_what_is_over():
    cohort, people = cohort_of(5)
    survey = sent(cohort, SATISFACTION, WORDS, is_anonymous=False)
    for one in people:
        says(survey, one, q2="Bravo")

    assert read(survey, Reader.PARTNER).is_hidden
    found = read(closed(survey), Reader.PARTNER)
    assert [asked.text for asked in found.questions] == ["Satisfait ?"]
    assert found.shown == 5


def test_partners_read_nothing_of_four_people_even_named():
    cohort, people = cohort_of(4)
    survey = sent(cohort, is_anonymous=False)
    for one in people:
        says(survey, one)

    assert read(closed(survey), Reader.PARTNER).is_hidden


def test_who_reads_and_whose_answers():
    client = OrganisationFactory()
    cohort, (mine, other) = cohort_of(2, organisation=client)
    coach, trainer = UserFactory(), UserFactory()
    CohortStaff.objects.create(cohort=cohort, person=coach, role=Role.COACH)
    CohortStaff.objects.create(cohort=cohort, person=trainer, role=Role.TRAINER)
    mine.coach = coach
    mine.save()
    manager = MembershipFactory(role=Role.MANAGER).person
    partner = MembershipFactory(role=Role.PARTNER, organisation=client).person

    readers = [reader_of(one, cohort) for one in (coach, trainer, manager, partner)]
    assert readers == [Reader.TEAM, Reader.TEAM, Reader.TEAM, Reader.PARTNER]
    assert reader_of(mine.learner, cohort) is None
    assert reader_of(MembershipFactory(role=Role.PARTNER).person, cohort) is None
    assert set(people_read_by(coach, cohort)) == {mine}
    assert set(people_read_by(trainer, cohort)) == set(people_read_by(manager, cohort))
    assert set(people_read_by(trainer, cohort)) == {mine, other}
    assert not people_read_by(partner, cohort).exists()


def test_files_hold_what_the_page_shows_and_run_no_formula():
    cohort, people = cohort_of(5)
    survey = sent(cohort, SATISFACTION, WORDS)
    for one in people:
        says(survey, one, q2="=1+1")
    found = read(closed(survey))

    text = exports.as_csv(exports.table_of(found)).decode("utf-8-sig")
    sheet = load_workbook(
        io.BytesIO(exports.as_workbook(exports.table_of(found), title="R"))
    ).active

    assert text.splitlines()[3] == "1;Satisfait ?;Oui;5;100;"
    assert "1;Satisfait ?;Moyenne;5;;3" in text
    assert text.count("'=1+1") == 5
    assert [cell.value for cell in sheet[4]] == [1, "Satisfait ?", "Oui", 5, 100, None]


def test_files_hold_nothing_that_is_hidden():
    cohort, people = cohort_of(4)
    survey = sent(cohort, SATISFACTION, WORDS)
    for one in people:
        says(survey, one, q2="Un secret")

    text = exports.as_csv(exports.table_of(read(closed(survey)))).decode()

    assert "secret" not in text
    assert "trop peu de réponses" in text


def test_the_evidence_file_has_figures_and_never_a_persons_words():
    cohort, people = cohort_of(5)
    survey = sent(cohort, SATISFACTION, RHYTHM, WORDS)
    for one in people:
        says(survey, one, q3="Mes mots")

    rows = list(exports.table_of(read(closed(survey)), with_texts=False))

    assert not any("Mes mots" in str(cell) for row in rows for cell in row)
    assert [1, "Satisfait ?", "Oui", 5, 100, None] in rows


def test_what_asks_a_manager_for_a_look():
    cohort, people = cohort_of(4)
    leaving = planned(cohort, on_date=NOW.date() + timedelta(days=5))
    planned(cohort, on_date=NOW.date() + timedelta(days=30))
    closing, answered = sent(cohort, days_open=3), sent(cohort, days_open=3)
    sent(cohort, days_open=30)
    for one in people[:2]:
        says(answered, one)
    lame = planned(cohort, moment="entry", of=questionnaire(live=False))

    assert set(reports.to_look_at(now=NOW)) == {leaving, closing, lame}
    assert {item.said.partition("\u00a0: ")[2] for item in surveys_to_look_at(NOW)} == {
        "part le 29 novembre",
        "0 réponses sur 4, clôture le 27 novembre",
        "son questionnaire n’est pas publié",
    }
