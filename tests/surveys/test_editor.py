"""Authors write questionnaires in the editor, with drafts; the propositions are loaded once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from cohorts.surveys.blocks import FORMS
from cohorts.surveys.loading import load_questionnaires
from cohorts.surveys.models import Questionnaire
from lms.accounts.models import Role
from lms.accounts.services import grant_role
from lms.pages.loading import open_editor
from modules.kinds import KINDS
from tests.factories import OrganisationFactory, UserFactory
from tests.surveys.asked import asks, cohort_of, listed, on_points, questionnaire, sent

pytestmark = pytest.mark.django_db

ADD = "/gestion/snippets/surveys/questionnaire/add/"


@pytest.fixture
def as_role(client):
    """Sign in as somebody who holds this role in the house: `as_role(Role.AUTHOR)`."""
    open_editor()

    def as_role(role):
        person = UserFactory()
        grant_role(person=person, organisation=OrganisationFactory(), role=role)
        client.force_login(person)

    return as_role


def test_the_propositions_are_loaded_once_and_stay_their_authors(db):
    assert load_questionnaires() == 4
    moments = Questionnaire.objects.filter(live=True, is_proposal=True).order_by("proposed_at")
    assert list(moments.values_list("proposed_at", "is_anonymous")) == [
        ("date", True),
        ("end", True),
        ("entry", False),
        ("later", True),
    ]
    Questionnaire.objects.filter(proposed_at="end").update(title="À notre façon")

    assert load_questionnaires() == 0
    assert Questionnaire.objects.filter(title="À notre façon").exists()


def test_every_proposition_asks_what_the_kinds_accept_and_marks_what_it_measures(db):
    load_questionnaires()

    asked = {one.proposed_at: one.asked() for one in Questionnaire.objects.all()}

    for questions in asked.values():
        for question in questions:
            kind = KINDS[question["kind"]]
            assert kind.accepts(question, kind.blank)
    measures = {
        moment: sorted(question["measure"] for question in questions if question.get("measure"))
        for moment, questions in asked.items()
    }
    assert measures == {
        "entry": [],
        "date": ["satisfaction"],
        "end": ["recommendation", "satisfaction"],
        "later": ["recommendation", "satisfaction"],
    }


def test_the_catalogue_brings_the_propositions(db):
    call_command("load_catalogue", verbosity=0)

    assert Questionnaire.objects.filter(is_proposal=True).count() == 4


@pytest.mark.parametrize(
    "wrong",
    [
        on_points("Recommander ?", ["Non", "Oui"], measure="recommendation"),
        asks("single_choice", "Lequel ?", options=listed(["Oui", "oui "])),
        asks("single_choice", "Lequel ?", options=listed(["Seul"])),
        on_points("Un seul point ?", ["Oui"]),
        asks("open_text", ""),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(wrong):
    block = FORMS[wrong["type"]].block

    with pytest.raises(ValidationError):
        block.clean(block.to_python(wrong["value"]))


def test_an_author_keeps_a_draft_then_publishes_it(client, as_role):
    form = {
        "title": "Mon questionnaire",
        "introduction": "",
        "proposed_at": "",
        "is_anonymous": "on",
        "questions-count": "1",
        "questions-0-deleted": "",
        "questions-0-order": "0",
        "questions-0-type": "open_text",
        "questions-0-id": "",
        "questions-0-value-text": "Un mot ?",
    }
    as_role(Role.AUTHOR)
    assert client.get(ADD).status_code == 200

    client.post(ADD, form)
    written = Questionnaire.objects.get()
    assert (written.live, written.title) == (False, "Mon questionnaire")
    address = f"/gestion/snippets/surveys/questionnaire/edit/{written.pk}/"
    client.post(address, form | {"action-publish": "1"})

    written.refresh_from_db()
    assert written.live
    assert written.asked() == [{"kind": "open_text", "text": "Un mot ?", "is_required": False}]


def test_an_author_sees_the_page_as_learners_will(as_role):
    as_role(Role.AUTHOR)
    written = questionnaire()

    page = written.make_preview_request().render().content.decode()

    assert "Satisfait ?" in page
    assert 'name="question-4"' in page


def test_a_questionnaire_that_was_used_is_not_deleted(client, as_role):
    as_role(Role.MANAGER)
    cohort, _people = cohort_of()
    pk = sent(cohort).questionnaire_id
    bulk = "/gestion/bulk/surveys/questionnaire/delete/"

    refused = [
        client.post(f"/gestion/snippets/surveys/questionnaire/delete/{pk}/"),
        client.post(f"{bulk}?id={pk}"),
    ]

    assert {answer.status_code for answer in refused} == {302}
    assert Questionnaire.objects.filter(pk=pk).exists()
