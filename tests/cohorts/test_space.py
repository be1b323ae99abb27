"""« Mon espace » answers three questions at a glance, however many courses a learner has."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment
from cohorts.services.classroom import finish_activity, keep_position, open_activity
from cohorts.services.cohorts import permanent_cohort
from cohorts.services.enrolments import enrol, withdraw
from tests.cohorts.classes import activities_of, module_of, open_course
from tests.factories import BookingFactory, CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_BREAK = "\u00a0"
QUERIES = 9


def enrolled(learner, **fields):
    course = open_course(**fields)
    return enrol(cohort=permanent_cohort(course=course), learner=learner)


def text_of(page):
    return page.content.decode().replace(NO_BREAK, " ").replace("&nbsp;", " ")


def test_people_who_are_not_signed_in_are_asked_to(client):
    answer = client.get("/espace/")

    assert (answer.status_code, answer.url) == (302, "/compte/login/?next=/espace/")


def test_an_empty_space_leads_to_the_catalogue(client, sign_in):
    sign_in()

    page = text_of(client.get("/espace/"))

    assert "Votre première formation vous attend" in page
    assert '<a class="button" href="/formations/">' in page


def test_resume_leads_to_the_activity_where_the_learner_stopped(client, sign_in):
    learner = sign_in()
    enrolled(learner, title="Avant")
    latest = enrolled(learner, title="Les alliances", lessons=3)
    first, second, _third = activities_of(latest.cohort.course)
    now = timezone.now()
    finish_activity(enrolment=latest, activity=first, at=now)
    open_activity(enrolment=latest, activity=second, at=now)
    keep_position(enrolment=latest, activity=second, position=0.5)

    page = client.get("/espace/")

    path = page.context["next_path"]
    assert (path.enrolment, path.progress.next_activity.id) == (latest, second.pk)
    address = f"/promotions/{latest.cohort_id}/activites/{second.pk}/?reprendre=1"
    assert f'<a class="button" href="{address}">Reprendre</a>' in text_of(page)
    assert "10 min pour cette étape, 20 min jusqu’à la fin" in text_of(page)
    assert 'data-resume-at="0.5000"' in text_of(client.get(address))


def test_a_course_that_was_never_opened_is_begun(client, sign_in):
    enrolled(sign_in())

    assert ">Commencer</a>" in text_of(client.get("/espace/"))


def test_what_is_coming_up_holds_appointments_and_dates_of_cohorts(client, sign_in):
    learner = sign_in()
    today = timezone.localdate()
    soon = CohortFactory(
        title="Bientôt", starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=90)
    )
    running = CohortFactory(
        title="En route", starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=30)
    )
    past = CohortFactory(title="Passée", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    for cohort in (soon, running, past):
        enrolment = EnrolmentFactory(cohort=cohort, learner=learner)
    _book(enrolment, timezone.now() + timedelta(days=2), coach=UserFactory(first_name="Hugo"))

    page = client.get("/espace/")

    assert page.context["cohorts_ahead"] == [soon, running]
    assert "Bientôt</a> commence" in text_of(page)
    assert "En route</a> se termine" in text_of(page)
    assert "Coaching avec Hugo" in text_of(page)


def test_finished_courses_offer_their_certificate(client, sign_in):
    enrolment = enrolled(sign_in(), lessons=1)
    [lesson] = activities_of(enrolment.cohort.course)
    finish_activity(enrolment=enrolment, activity=lesson)

    page = text_of(client.get("/espace/"))

    assert "Mes formations terminées" in page
    assert f"/promotions/{enrolment.cohort_id}/attestation.pdf" in page
    assert "Rien ne vous attend pour l’instant" in page


def test_people_who_wait_read_their_place_in_the_queue(client, sign_in):
    cohort = CohortFactory(entry=Cohort.Entry.OPEN, capacity=0)
    enrol(cohort=cohort, learner=UserFactory())
    enrol(cohort=cohort, learner=sign_in())

    assert "Place dans la file : 2" in text_of(client.get("/espace/"))


def test_courses_that_were_left_are_not_in_the_space(client, sign_in):
    withdraw(enrolment=enrolled(sign_in()))

    assert "Votre première formation vous attend" in text_of(client.get("/espace/"))


def test_a_long_list_of_courses_comes_in_pages(client, sign_in):
    learner = sign_in()
    EnrolmentFactory.create_batch(13, learner=learner)

    first, second = (client.get("/espace/", {"page": number}) for number in (1, 2))

    assert [len(page.context["paths"]) for page in (first, second)] == [12, 1]
    assert "Page 1 sur 2" in text_of(first)


@pytest.mark.parametrize("size", [1, 3])
def test_the_space_takes_as_many_queries_whatever_its_size(
    client, sign_in, django_assert_num_queries, size
):
    learner = sign_in()
    for _course in range(size):
        enrolment = enrolled(learner, lessons=size, quizzes=size)
        for _module in range(size - 1):
            module_of(enrolment.cohort.course, lessons=size)
        lesson = activities_of(enrolment.cohort.course)[0]
        finish_activity(enrolment=enrolment, activity=lesson)
        open_activity(enrolment=enrolment, activity=lesson)
        _book(enrolment, timezone.now() + timedelta(days=enrolment.pk % 90 + 1))
    EnrolmentFactory.create_batch(size, learner=learner, state=Enrolment.State.WAITING)
    client.get("/espace/")

    with django_assert_num_queries(QUERIES):
        client.get("/espace/")


def _book(enrolment: Enrolment, starts_at: datetime, coach=None) -> Booking:
    return BookingFactory(
        coach=coach or UserFactory(),
        learner=enrolment.learner,
        enrolment=enrolment,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        booked_at=timezone.now(),
    )
