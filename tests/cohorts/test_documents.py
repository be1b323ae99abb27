"""Documents of the editor: what lessons hold is for their readers, and players may jump in it."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from cohorts.models import CohortStaff, Enrolment
from courses.models import PlanItem
from lms.accounts.models import Role
from lms.pages.models import PlainPage
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    MembershipFactory,
    ModuleFactory,
    home,
)

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(200))


@pytest.fixture
def film():
    return Document.objects.create(title="Film", file=ContentFile(CONTENT, name="film.mp4"))


@pytest.fixture
def lesson(film):
    module = ModuleFactory()
    return LessonFactory(
        parent=module, body=[{"type": "document", "value": {"document": film.pk, "detail": ""}}]
    )


@pytest.fixture
def cohort(lesson):
    cohort = CohortFactory()
    PlanItem.objects.create(
        course=cohort.course,
        kind="module",
        title="x",
        module_id=lesson.get_parent().pk,
        depth="discovery",
    )
    return cohort


def test_a_lessons_document_is_for_the_people_of_a_cohort_that_has_it(
    client, sign_in, film, cohort
):
    learner = EnrolmentFactory(cohort=cohort).learner
    waiting = EnrolmentFactory(cohort=cohort, state=Enrolment.State.WAITING).learner
    elsewhere = EnrolmentFactory().learner
    trainer = MembershipFactory(role=Role.TRAINER).person
    CohortStaff.objects.create(cohort=cohort, person=trainer, role=Role.TRAINER)
    author = MembershipFactory(role=Role.AUTHOR).person
    visitor = client.get(film.url)

    answers = {}
    for name, person in {
        "learner": learner,
        "trainer": trainer,
        "author": author,
        "waiting": waiting,
        "elsewhere": elsewhere,
    }.items():
        sign_in(person)
        answers[name] = client.get(film.url).status_code

    assert (visitor.status_code, visitor.url) == (302, f"/compte/login/?next={film.url}")
    assert answers == {
        "learner": 200,
        "trainer": 200,
        "author": 200,
        "waiting": 404,
        "elsewhere": 404,
    }


def test_an_unpublished_lesson_takes_its_documents_with_it(client, sign_in, film, lesson, cohort):
    sign_in(EnrolmentFactory(cohort=cohort).learner)

    lesson.unpublish()

    assert client.get(film.url).status_code == 404


def test_what_a_public_page_shows_is_everybodys_until_it_is_closed(client, film):
    assert client.get(film.url).status_code == 302  # it stands nowhere yet
    body = f'<p><a linktype="document" id="{film.pk}">Le film</a></p>'
    page = home().add_child(instance=PlainPage(title="Public", slug="public", body=body))
    assert client.get(film.url).status_code == 200

    page.unpublish()

    assert client.get(film.url).status_code == 302


def test_a_player_gets_the_part_it_asks_for(client, sign_in, film, cohort):
    sign_in(EnrolmentFactory(cohort=cohort).learner)

    part = client.get(film.url, headers={"range": "bytes=10-19"})

    assert (part.status_code, part["Content-Range"]) == (206, "bytes 10-19/200")
    assert b"".join(part.streaming_content) == CONTENT[10:20]
    assert part["Content-Type"] == "video/mp4"
    assert part["Content-Security-Policy"] == "default-src 'none'"
    assert part["Cache-Control"] == "private, no-store"


def test_a_part_behind_the_end_and_another_name_are_refused(client, sign_in, film, cohort):
    sign_in(EnrolmentFactory(cohort=cohort).learner)

    assert client.get(film.url, headers={"range": "bytes=900-"}).status_code == 416
    assert client.get(film.url.replace("film", "autre")).status_code == 404
