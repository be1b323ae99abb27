"""The agenda of a cohort: what is to come, what was, and what each signed."""

import pytest
import time_machine

from cohorts.services.attendance import note
from tests.cohorts.sheets import (
    AFTERNOON,
    MORNING,
    NINE,
    learners_of,
    local,
    session_of,
    signed,
    trainer_of,
)
from tests.factories import EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_evening():
    with time_machine.travel(local(18), tick=False):
        yield


def page_of(client, cohort):
    return client.get(f"/promotions/{cohort.pk}/seances/")


def test_learners_see_what_was_and_what_they_signed_then_what_is_to_come(client, sign_in):
    session = session_of(title="Diagnostic")
    cohort = session.cohort
    me, other = learners_of(cohort, 2)
    signed(session, me)
    signed(session, other)
    said = {"statement": "excused", "reason": "Train supprimé"}
    note(session=session, enrolment=me, by=trainer_of(cohort), at=NINE, **said, **AFTERNOON)
    SessionFactory(
        cohort=cohort, title="Bilan", mode="hybrid", place="Nantes",
        starts_at=local(9, day=local(9).date().replace(month=6)),
        ends_at=local(12, day=local(9).date().replace(month=6)),
    )  # fmt: skip
    SessionFactory(cohort=cohort, title="Annulée", cancelled_at=NINE)
    sign_in(me.learner)

    answer = page_of(client, cohort)

    assert [each.title for each in answer.context["ahead"]] == ["Bilan"]
    assert [
        (each.title, [record.statement for record in said]) for each, said in answer.context["past"]
    ] == [("Diagnostic", ["present", "excused"])]
    assert "Nantes ou à distance" in answer.content.decode()


def test_others_do_not_find_it(client, sign_in):
    session = session_of()
    sign_in(EnrolmentFactory().learner)

    assert page_of(client, session.cohort).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_it_takes_as_many_queries_whatever_its_size(
    client, sign_in, django_assert_num_queries, size
):
    session = session_of()
    (me,) = learners_of(session.cohort, 1)
    signed(session, me, **MORNING)
    for _number in range(size):
        session_of(session.cohort)
    sign_in(me.learner)

    with django_assert_num_queries(8):
        page_of(client, session.cohort)
