"""The agenda: a page by month, and a private address for calendar programs."""

from datetime import date, timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse

from cohorts.coaching.services.bookings import book, cancel
from cohorts.models import AgendaFeed
from cohorts.services.agenda import open_feed, renew_feed
from tests.coaching.people import NOW, coach_on_tuesdays, learner_of, tuesday
from tests.factories import CohortFactory, CourseFactory, UserFactory

pytestmark = pytest.mark.django_db

AGENDA_QUERIES = 7


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def feed(client, key):
    return client.get(reverse("cohorts:agenda_feed"), {"cle": key})


def events(response):
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return sorted((str(event["summary"]), event.start) for event in found)


# The page


def test_both_people_find_their_appointment_in_the_month_it_takes_place(client, sign_in):
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10))

    for person, other in ((booking.learner, booking.coach), (booking.coach, booking.learner)):
        sign_in(person)
        december = text(client.get(reverse("cohorts:agenda"), {"mois": "2026-12"}))
        november = text(client.get(reverse("cohorts:agenda")))

        assert f"Coaching avec {other}" in december
        assert "10 h 00 – 11 h 00" in december
        assert "Coaching avec" not in november


def test_the_first_and_last_days_of_a_cohort_are_in_the_agenda(client, sign_in):
    cohort = CohortFactory(starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 27))
    sign_in(learner_of(None, cohort=cohort).learner)

    lines = client.get(reverse("cohorts:agenda")).context["lines"]

    assert [(line.day, line.cohort, line.is_last_day) for line in lines] == [
        (date(2026, 11, 3), cohort, False),
        (date(2026, 11, 27), cohort, True),
    ]


def test_an_empty_month_leads_to_the_next_date(client, sign_in):
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10))
    sign_in(booking.learner)

    page = client.get(reverse("cohorts:agenda"))

    assert page.context["upcoming"] == date(2026, 12, 1)
    assert "?mois=2026-12" in text(page)


@pytest.mark.parametrize("asked", ["", "2026-13", "n’importe", "2026-1", "99999-01"])
def test_a_month_that_does_not_exist_is_this_month(client, sign_in, asked):
    sign_in()

    page = client.get(reverse("cohorts:agenda"), {"mois": asked})

    assert page.context["month"] == date(2026, 11, 1)


@pytest.mark.parametrize("size", [1, 3])
def test_the_agenda_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    learner = UserFactory()
    coach = coach_on_tuesdays()
    for number in range(size):
        enrolment = learner_of(
            coach, learner=learner, cohort=CohortFactory(starts_on=date(2026, 12, 1))
        )
        book(enrolment=enrolment, starts_at=tuesday(9 + number))
    sign_in(learner)

    with django_assert_num_queries(AGENDA_QUERIES):
        client.get(reverse("cohorts:agenda"), {"mois": "2026-12"})


# The private address


def test_the_feed_gives_times_without_subjects_or_names(client):
    booking = book(
        enrolment=learner_of(
            coach_on_tuesdays(),
            cohort=CohortFactory(starts_on=None, ends_on=None, is_permanent=True),
        ),
        starts_at=tuesday(10),
        topic="Mon conflit",
    )
    key = open_feed(person=booking.learner).key

    answer = feed(client, key)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert events(answer) == [("Rendez-vous de coaching", tuesday(10))]
    for secret in ("Mon conflit", booking.coach.last_name, booking.learner.last_name):
        assert secret not in text(answer)


def test_the_feed_holds_the_whole_days_of_cohorts(client):
    course = CourseFactory(title="Alliances")
    cohort = CohortFactory(course=course, starts_on=date(2026, 11, 3), ends_on=date(2027, 6, 30))
    key = open_feed(person=learner_of(None, cohort=cohort).learner).key

    assert events(feed(client, key)) == [
        ("Dernier jour\u00a0: Alliances", date(2027, 6, 30)),
        ("Premier jour\u00a0: Alliances", date(2026, 11, 3)),
    ]


def test_what_is_cancelled_leaves_the_feed(client):
    cohort = CohortFactory(starts_on=None, ends_on=None, is_permanent=True)
    booking = book(enrolment=learner_of(coach_on_tuesdays(), cohort=cohort), starts_at=tuesday(10))
    key = open_feed(person=booking.learner).key

    cancel(booking=booking, by=booking.coach)

    assert events(feed(client, key)) == []


@pytest.mark.parametrize("key", ["", "abc"])
def test_a_wrong_key_finds_nothing(client, key):
    open_feed(person=UserFactory())

    assert feed(client, key).status_code == 404


def test_the_feed_of_somebody_who_may_not_sign_in_any_more_is_closed(client):
    key = open_feed(person=UserFactory(is_active=False)).key

    assert feed(client, key).status_code == 404


def test_a_renewed_address_leaves_the_old_one_dead(client, sign_in):
    person = sign_in()
    old = open_feed(person=person).key

    client.post(reverse("cohorts:agenda_address"), {"wish": "renew"})

    new = AgendaFeed.objects.get(person=person).key
    assert new != old
    assert [feed(client, key).status_code for key in (old, new)] == [404, 200]


def test_an_address_is_opened_once_and_closed(client, sign_in):
    person = sign_in()
    client.post(reverse("cohorts:agenda_address"), {"wish": "open"})
    key = AgendaFeed.objects.get(person=person).key
    client.post(reverse("cohorts:agenda_address"), {"wish": "open"})
    assert AgendaFeed.objects.get(person=person).key == key
    assert f"/agenda.ics?cle={key}" in text(client.get(reverse("cohorts:agenda")))

    client.post(reverse("cohorts:agenda_address"), {"wish": "close"})

    assert not AgendaFeed.objects.exists()
    assert feed(client, key).status_code == 404


def test_renewing_opens_an_address_when_there_is_none():
    person = UserFactory()

    assert len(renew_feed(person=person).key) >= 32


def test_a_past_appointment_stays_in_the_feed_for_a_season(client):
    cohort = CohortFactory(starts_on=None, ends_on=None, is_permanent=True)
    booking = book(enrolment=learner_of(coach_on_tuesdays(), cohort=cohort), starts_at=tuesday(10))
    key = open_feed(person=booking.learner).key

    counts = []
    for days in (60, 120):
        with time_machine.travel(tuesday(10) + timedelta(days=days), tick=False):
            counts.append(len(events(feed(client, key))))

    assert counts == [1, 0]
