"""The pages of coaching: a learner books and cancels, a coach publishes and follows."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.coaching.models import Booking
from cohorts.coaching.services.bookings import book
from cohorts.models import CohortStaff
from lms.accounts.models import Role
from tests.coaching.people import NOW, PARIS, TUESDAY, coach_on_tuesdays, learner_of, tuesday
from tests.cohorts.classes import module_of
from tests.factories import BookingFactory, CohortFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

LEARNER_QUERIES = 11
DESK_QUERIES = 10


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def send(client, enrolment, starts_at, topic=""):
    return client.post(
        reverse("coaching:book"),
        {"enrolment": enrolment.pk, "slot": starts_at.isoformat(), "topic": topic},
    )


def week_form(blocks):
    """What the form of weekly hours sends: (weekday, from, to) per line."""
    data = {"form-TOTAL_FORMS": len(blocks), "form-INITIAL_FORMS": len(blocks)}
    for number, (weekday, starts, ends) in enumerate(blocks):
        data |= {
            f"form-{number}-weekday": weekday,
            f"form-{number}-starts": starts,
            f"form-{number}-ends": ends,
        }
    return data


# The learner


def test_a_learner_sees_the_free_times_of_their_coach_and_books_one(client, sign_in):
    enrolment = learner_of(coach_on_tuesdays())
    sign_in(enrolment.learner)
    page = client.get(reverse("coaching:appointments"))
    assert [
        (day.date.day, [slot.starts.astimezone(PARIS).hour for slot in day.slots])
        for week in page.context["weeks"]
        for day in week.days
    ] == [(24, [9, 10, 11]), (1, [9, 10, 11]), (8, [9, 10, 11]), (15, [9, 10, 11])]

    answer = send(client, enrolment, tuesday(10), "Préparer ma première rencontre")

    assert answer.status_code == 302
    booking = Booking.objects.get()
    assert (booking.learner, booking.starts_at) == (enrolment.learner, tuesday(10))
    page = text(client.get(reverse("coaching:appointments")))
    assert "Mardi 1er décembre 2026 à 10 h 00" in page
    assert "Préparer ma première rencontre" in page


def test_a_learner_overseas_reads_their_own_clock_and_the_coach_s_beside_it(client, sign_in):
    learner = UserFactory(time_zone="Pacific/Noumea")
    sign_in(learner)
    learner_of(coach_on_tuesdays(), learner=learner)

    page = text(client.get(reverse("coaching:appointments")))

    assert "Mardi 1er décembre" in page
    assert "19 h 00" in page
    assert "9 h 00 (Paris)" in page


def test_the_two_equal_hours_of_the_october_night_are_told_apart(client, sign_in):
    coach = coach_on_tuesdays()
    coach.weekly_hours.update(weekday=6, starts=time(1), ends=time(5))
    enrolment = learner_of(coach)
    with time_machine.travel(datetime(2026, 10, 22, 9, tzinfo=PARIS), tick=False):
        sign_in(enrolment.learner)

        page = " ".join(text(client.get(reverse("coaching:appointments"))).split())

    assert page.count("<span>2 h 00 <span") == 2
    assert "(heure d’été)" in page
    assert "(heure d’hiver)" in page


def test_a_time_just_taken_says_so_and_offers_the_nearest_with_the_word_kept(client, sign_in):
    coach = coach_on_tuesdays()
    enrolment = learner_of(coach)
    sign_in(enrolment.learner)
    book(enrolment=learner_of(coach), starts_at=tuesday(10))

    answer = send(client, enrolment, tuesday(10), "Mon sujet")

    assert answer.status_code == 409
    assert "Ce créneau vient d’être pris" in text(answer)
    assert "Mon sujet" in text(answer)
    assert [slot.starts for slot in answer.context["refused"].nearest] == [
        tuesday(11) - timedelta(days=7),
        tuesday(9),
        tuesday(11),
    ]
    assert Booking.objects.count() == 1


def test_no_time_chosen_is_said_and_books_nothing(client, sign_in):
    enrolment = learner_of(coach_on_tuesdays())
    sign_in(enrolment.learner)

    answer = client.post(reverse("coaching:book"), {"enrolment": enrolment.pk, "topic": "Oser"})

    assert answer.status_code == 422
    assert "Choisissez l’un des créneaux." in text(answer)
    assert not Booking.objects.exists()


@pytest.mark.parametrize("sent", ["", "abc", "999999", "-1"])
def test_booking_for_no_enrolment_of_mine_is_not_found(client, sign_in, sent):
    learner_of(coach_on_tuesdays())
    sign_in()

    answer = client.post(
        reverse("coaching:book"), {"enrolment": sent, "slot": tuesday(10).isoformat()}
    )

    assert answer.status_code == 404


def test_without_a_coach_the_page_says_what_comes_next(client, sign_in):
    sign_in()

    page = text(client.get(reverse("coaching:appointments")))

    assert "Aucun coach ne vous suit encore" in page


def test_without_free_times_the_page_says_how_to_reach_the_coach(client, sign_in):
    coach = coach_on_tuesdays()
    coach.weekly_hours.all().delete()
    sign_in(learner_of(coach).learner)

    page = text(client.get(reverse("coaching:appointments")))

    assert "Aucun créneau libre dans les 28 prochains jours" in page
    assert f"mailto:{coach.email}" in page


@pytest.mark.parametrize("whose", ["learner", "coach"])
def test_either_of_the_two_cancels(client, sign_in, whose):
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10))
    sign_in(getattr(booking, whose))

    answer = client.post(reverse("coaching:cancel", args=[booking.pk]))

    page = {"learner": "coaching:appointments", "coach": "cohorts:desk"}[whose]
    assert answer.url == reverse(page)
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_nobody_cancels_the_appointment_of_others(client, sign_in):
    booking = book(enrolment=learner_of(coach_on_tuesdays()), starts_at=tuesday(10))
    sign_in(learner_of(booking.coach).learner)

    answer = client.post(reverse("coaching:cancel", args=[booking.pk]))

    assert answer.status_code == 404
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("size", [1, 3])
def test_the_learner_s_page_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    coach = coach_on_tuesdays(starts=8, ends=18)
    enrolment = learner_of(coach)
    for number in range(size):
        book(enrolment=enrolment, starts_at=tuesday(9 + number))
        with time_machine.travel(NOW - timedelta(days=14), tick=False):
            book(enrolment=enrolment, starts_at=tuesday(9 + number) - timedelta(days=14))
    sign_in(enrolment.learner)

    with django_assert_num_queries(LEARNER_QUERIES):
        client.get(reverse("coaching:appointments"))


def test_a_month_of_a_coach_with_300_appointments_takes_the_same_queries(
    client, sign_in, django_assert_num_queries
):
    coach = coach_on_tuesdays(starts=8, ends=18)
    enrolment = learner_of(coach)
    start = NOW.replace(hour=12)
    Booking.objects.bulk_create(
        BookingFactory.build(
            coach=coach,
            learner=enrolment.learner,
            enrolment=enrolment,
            starts_at=start + timedelta(hours=2 * number),
            ends_at=start + timedelta(hours=2 * number + 1),
            booked_at=NOW,
        )
        for number in range(300)
    )
    sign_in(learner_of(coach).learner)

    with django_assert_num_queries(LEARNER_QUERIES):
        page = client.get(reverse("coaching:appointments"))

    free = [slot for week in page.context["weeks"] for day in week.days for slot in day.slots]
    assert [slot.starts.astimezone(PARIS).hour for slot in free[:5]] == [9, 11, 13, 15, 17]


# The coach


def test_a_coach_publishes_a_week_and_sees_what_it_offers(client, sign_in):
    coach = coach_on_tuesdays()
    sign_in(coach)
    blocks = [(0, "", ""), (TUESDAY, "09:00", "11:00"), (3, "14:00", "00:00"), (6, "", "")]

    answer = client.post(reverse("coaching:hours"), week_form(blocks))

    assert answer.status_code == 302
    kept = coach.weekly_hours.order_by("weekday").values_list("weekday", "starts", "ends")
    assert list(kept) == [(TUESDAY, time(9), time(11)), (3, time(14), time(0))]
    page = client.get(reverse("coaching:hours"))
    days = [day for week in page.context["weeks"] for day in week.days]
    assert [(day.date.day, len(day.slots)) for day in days] == [(24, 2), (26, 10), (1, 2), (3, 10)]
    assert 'value="14:00"' in text(page)


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("14:00", "09:00", "Ces heures finissent avant de commencer."),
        ("14:00", "", "Indiquez un début et une fin."),
        ("25:00", "26:00", "Saisissez une heure valide."),
    ],
)
def test_wrong_hours_are_named_and_change_nothing(client, sign_in, starts, ends, said):
    coach = coach_on_tuesdays(starts=9, ends=12)
    sign_in(coach)

    answer = client.post(reverse("coaching:hours"), week_form([(0, starts, ends)]))

    assert answer.status_code == 422
    assert said in text(answer)
    assert "Lundi" in text(answer)
    assert list(coach.weekly_hours.values_list("weekday", "starts")) == [(TUESDAY, time(9))]


@pytest.mark.parametrize("weekday", ["7", "-1", "x", ""])
def test_a_weekday_that_does_not_exist_is_refused(client, sign_in, weekday):
    coach = coach_on_tuesdays()
    sign_in(coach)

    answer = client.post(reverse("coaching:hours"), week_form([(weekday, "09:00", "10:00")]))

    assert answer.status_code == 422
    assert list(coach.weekly_hours.values_list("weekday", flat=True)) == [TUESDAY]


def test_the_desk_shows_next_appointments_with_their_subject_and_the_people_followed(
    client, sign_in
):
    coach = coach_on_tuesdays()
    learner = UserFactory(first_name="Inès", last_name="Diallo")
    book(enrolment=learner_of(coach, learner=learner), starts_at=tuesday(9), topic="Oser")
    other = coach_on_tuesdays()
    stranger = UserFactory(first_name="Hors", last_name="Champ")
    book(enrolment=learner_of(other, learner=stranger), starts_at=tuesday(9), topic="Autre")
    sign_in(coach)

    page = text(client.get(reverse("cohorts:desk")))

    assert "Inès Diallo" in page
    assert "Oser" in page
    assert "Mardi 1er décembre 2026 à 9 h 00" in page
    assert "Hors Champ" not in page
    assert "Autre" not in page


def test_a_trainer_sees_their_cohorts(client, sign_in):
    trainer = MembershipFactory(role=Role.TRAINER).person
    mine, _others = CohortFactory(title="Promotion Lyon"), CohortFactory(title="Promotion Lille")
    CohortStaff.objects.create(cohort=mine, person=trainer, role=Role.TRAINER)
    sign_in(trainer)

    page = text(client.get(reverse("cohorts:desk")))

    assert "Promotion Lyon" in page
    assert "Promotion Lille" not in page


@pytest.mark.parametrize(
    ("role", "desk", "hours"),
    [
        (Role.COACH, 200, 200),
        (Role.TRAINER, 200, 403),
        (Role.MANAGER, 403, 403),
        (Role.MEMBER, 403, 403),
    ],
)
def test_who_passes_the_doors_of_the_desk(client, sign_in, role, desk, hours):
    sign_in(MembershipFactory(role=role).person)

    answers = [client.get(reverse(page)) for page in ("cohorts:desk", "coaching:hours")]

    assert [answer.status_code for answer in answers] == [desk, hours]


@pytest.mark.parametrize("size", [1, 3])
def test_the_desk_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    coach = coach_on_tuesdays()
    for number in range(size):
        enrolment = learner_of(coach)
        module_of(enrolment.cohort.course)
        CohortStaff.objects.create(cohort=enrolment.cohort, person=coach, role=Role.COACH)
        book(enrolment=enrolment, starts_at=tuesday(9 + number))
    sign_in(coach)

    with django_assert_num_queries(DESK_QUERIES):
        client.get(reverse("cohorts:desk"))
