"""How people come in from the page of a course: sign in, enrol, wait, go on."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from cohorts.services.classroom import finish_activity
from cohorts.services.cohorts import permanent_cohort
from cohorts.services.enrolments import enrol
from tests.cohorts.classes import activities_of, open_course
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_BREAK = "\u00a0"


def page_of(client, course):
    page = client.get(f"/formations/{course.slug}/")
    assert page.status_code == 200
    return page.content.decode().replace(NO_BREAK, " ").replace("&nbsp;", " ")


def dated(course, **fields):
    today = timezone.localdate()
    return CohortFactory(
        **(
            {
                "course": course,
                "entry": Cohort.Entry.OPEN,
                "starts_on": today + timedelta(days=10),
                "ends_on": today + timedelta(days=20),
            }
            | fields
        )
    )


def test_visitors_are_asked_to_sign_in_and_come_back(client):
    course = open_course()

    page = page_of(client, course)
    assert f'href="/compte/signup/?next=/formations/{course.slug}/"' in page
    assert f'href="/compte/login/?next=/formations/{course.slug}/"' in page

    answer = client.post(f"/formations/{course.pk}/inscription/")
    assert answer.url == f"/compte/login/?next=/formations/{course.slug}/"
    assert not Enrolment.objects.exists()


def test_somebody_new_lands_back_on_the_course_and_enrols(client):
    course = open_course()
    client.post(
        f"/compte/signup/?next=/formations/{course.slug}/",
        {
            "email": "nouvelle@example.org",
            "first_name": "Nora",
            "last_name": "Petit",
            "password1": "un-rameau-de-cinq-feuilles",
            "next": f"/formations/{course.slug}/",
        },
    )
    words = mail.outbox[-1].body.split()
    link = next(word for word in words if "/compte/confirm-email/" in word)

    answer = client.post(link.split("testserver", 1)[-1].removeprefix("http://localhost:8000"))
    assert answer.url == f"/formations/{course.slug}/"

    client.post(f"/formations/{course.pk}/inscription/")
    enrolment = Enrolment.objects.get()
    assert (enrolment.learner.email, enrolment.state) == ("nouvelle@example.org", "active")


def test_enrolling_in_an_open_course_leads_to_its_classroom(client, sign_in):
    course, learner = open_course(), sign_in()
    assert "S’inscrire" in page_of(client, course)

    for _click in range(2):
        answer = client.post(f"/formations/{course.pk}/inscription/")

    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, answer.url) == (learner, f"/promotions/{enrolment.cohort_id}/")


def test_people_in_the_course_read_how_far_they_are(client, sign_in):
    course = open_course(lessons=2)
    enrolment = enrol(cohort=permanent_cohort(course=course), learner=sign_in())
    finish_activity(enrolment=enrolment, activity=activities_of(course)[0])

    page = page_of(client, course)

    assert "Vous suivez cette formation" in page
    assert "50 %" in page
    assert "S’inscrire" not in page


def test_dated_cohorts_show_their_dates_and_the_seats_left(client, sign_in):
    sign_in()
    course = CourseFactory()
    cohort = dated(
        course,
        title="Atelier de mai",
        capacity=3,
        starts_on=date(2099, 5, 4),
        ends_on=date(2099, 5, 5),
    )
    EnrolmentFactory(cohort=cohort)

    page = page_of(client, course)

    assert "Atelier de mai" in page
    assert "du 4 mai 2099 au 5 mai 2099 · 2 places restantes" in page
    assert f'action="/promotions/{cohort.pk}/inscription/"' in page


def test_a_full_cohort_offers_its_waiting_list(client, sign_in):
    sign_in()
    course = CourseFactory()
    cohort = dated(course, capacity=1)
    EnrolmentFactory(cohort=cohort)
    assert "complet" in page_of(client, course)
    assert "Rejoindre la liste d’attente" in page_of(client, course)

    page = client.post(f"/promotions/{cohort.pk}/inscription/", follow=True)

    assert "Vous êtes sur la liste d’attente" in page.content.decode()
    assert f"sur la liste d’attente de {cohort}, à la place 1." in page_of(client, course)


@pytest.mark.parametrize(
    "fields",
    [
        {"entry": Cohort.Entry.MANAGED},
        {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 1, 2)},
    ],
)
def test_cohorts_that_take_nobody_are_not_offered(client, sign_in, fields):
    sign_in()
    course = CourseFactory()
    cohort = dated(course, title="Fermée", **fields)

    assert "Fermée" not in page_of(client, course)
    page = client.post(f"/promotions/{cohort.pk}/inscription/", follow=True)

    assert page.redirect_chain == [(f"/formations/{course.slug}/", 302)]
    assert "notice--error" in page.content.decode()
    assert not Enrolment.objects.exists()


def test_a_course_in_preparation_has_nothing_to_enrol_in(client, sign_in):
    sign_in()
    course = CourseFactory(is_open=True)

    page = page_of(client, course)

    assert "sont en préparation. Revenez bientôt." in page
    assert "<form" not in page.split('aria-labelledby="enrolment"')[1].split("</section>")[0]


def test_a_course_taken_in_a_group_says_who_enrols(client):
    page = page_of(client, CourseFactory(format="experience", length="months"))

    assert "l’équipe du RAMEAU ouvre les promotions" in page


def test_a_course_that_is_not_open_refuses_people_who_post_all_the_same(client, sign_in):
    sign_in()
    course = CourseFactory(is_open=False)

    answer = client.post(f"/formations/{course.pk}/inscription/")

    assert answer.url == f"/formations/{course.slug}/"
    assert (Enrolment.objects.count(), Cohort.objects.count()) == (0, 0)


def test_a_draft_course_does_not_exist_for_people_who_enrol(client, sign_in):
    sign_in()
    course = open_course()
    course.unpublish()

    assert client.post(f"/formations/{course.pk}/inscription/").status_code == 404


def test_opening_the_address_of_the_button_leads_back_to_the_course(client, sign_in):
    sign_in()
    course = open_course()
    cohort = dated(course)

    for address in (
        f"/formations/{course.pk}/inscription/",
        f"/promotions/{cohort.pk}/inscription/",
    ):
        assert client.get(address).url == f"/formations/{course.slug}/"


@pytest.mark.parametrize("size", [1, 3])
def test_the_box_takes_as_many_queries_however_many_cohorts(rf, django_assert_num_queries, size):
    from cohorts.wagtail_hooks import enrolment_panel

    course, learner = open_course(lessons=size), UserFactory()
    enrol(cohort=permanent_cohort(course=course), learner=learner)
    for _cohort in range(size):
        EnrolmentFactory(cohort=dated(course, capacity=5))
        EnrolmentFactory(cohort=dated(course), learner=learner, state="waiting")
    request = rf.get("/")
    request.user = learner

    with django_assert_num_queries(6):
        enrolment_panel(course, request)
