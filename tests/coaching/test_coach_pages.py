"""The coach's pages: settings, exceptions, the week, what they answer, groups."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.coaching.models import Booking, CoachSettings, GroupMeeting, SpecialHours
from cohorts.coaching.services.bookings import ask_for_time, book
from tests.coaching.people import NOW, TUESDAY, coach_on_tuesdays, learner_of, tuesday
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WEEK_QUERIES = 10


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_a_coach_keeps_how_they_receive(client, sign_in):
    coach = coach_on_tuesdays()
    sign_in(coach)
    sent = {
        "lengths": ["30", "60"],
        "pause_before": "0",
        "pause_after": "15",
        "notice_hours": "48",
        "horizon_days": "60",
        "most_per_day": "3",
        "way": "room",
        "room_template": "https://visio.example.org/{code}",
    }

    answer = client.post(reverse("coaching:settings"), sent)

    assert answer.status_code == 302
    kept = CoachSettings.objects.get(coach=coach)
    assert (kept.lengths, kept.pause_after, kept.most_per_day) == ([30, 60], 15, 3)
    assert client.get(reverse("coaching:settings")).status_code == 200


def test_an_address_of_rooms_without_a_code_is_refused(client, sign_in):
    sign_in(coach_on_tuesdays())
    sent = {"lengths": ["60"], "way": "room", "room_template": "https://visio.example.org/"}

    answer = client.post(reverse("coaching:settings"), sent)

    assert answer.status_code == 422
    assert "qui contient {code}" in text(answer)
    assert not CoachSettings.objects.exists()


def test_a_fortnight_away_takes_its_times_out_and_comes_back_when_removed(client, sign_in):
    coach = coach_on_tuesdays()
    learner = learner_of(coach).learner
    sign_in(coach)
    sent = {"kind": "away", "first_day": "2026-11-24", "last_day": "2026-12-05"}

    client.post(reverse("coaching:exceptions"), sent)

    (away,) = SpecialHours.objects.all()
    assert (away.first_day, away.last_day) == (date(2026, 11, 24), date(2026, 12, 5))
    sign_in(learner)
    days = [
        day.date
        for week in client.get(reverse("coaching:appointments")).context["weeks"]
        for day in week.days
    ]
    assert days == [date(2026, 12, 8), date(2026, 12, 15)]
    sign_in(coach)
    client.post(reverse("coaching:remove_exception", args=[away.pk]))
    assert not SpecialHours.objects.exists()


def test_hours_are_kept_for_one_learner_with_a_place(client, sign_in):
    coach = coach_on_tuesdays()
    mine, other = learner_of(coach), learner_of(coach)
    sign_in(coach)
    line = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 0,
        "form-0-weekday": TUESDAY,
        "form-0-starts": "14:00",
        "form-0-ends": "15:00",
        "form-0-place": "Lyon",
        "form-0-whom": f"l{mine.learner_id}",
    }

    assert client.post(reverse("coaching:hours"), line).status_code == 302

    seen = {}
    for enrolment in (mine, other):
        sign_in(enrolment.learner)
        weeks = client.get(reverse("coaching:appointments")).context["weeks"]
        seen[enrolment] = {slot.place for week in weeks for day in week.days for slot in day.slots}
    assert seen == {mine: {"Lyon"}, other: set()}


def test_the_week_shows_what_is_free_booked_and_blocked(client, sign_in):
    coach = coach_on_tuesdays()
    learner = UserFactory(first_name="Inès", last_name="Diallo")
    book(enrolment=learner_of(coach, learner=learner), starts_at=tuesday(9))
    sign_in(coach)
    here = reverse("coaching:week") + "?semaine=2026-12-01"
    block = {
        "kind": "blocked",
        "first_day": "2026-12-01",
        "starts": "11:00",
        "ends": "12:00",
        "next": here,
    }

    answer = client.post(reverse("coaching:exceptions"), block)

    assert answer.url == here
    page = client.get(here)
    lines = [(line.kind, line.starts_at) for _day, lines in page.context["days"] for line in lines]
    assert lines == [("booked", tuesday(9)), ("free", tuesday(10)), ("blocked", tuesday(11))]
    assert "Inès Diallo" in text(page)


def test_a_coach_is_sent_on_to_no_other_site(client, sign_in):
    sign_in(coach_on_tuesdays())
    sent = {"kind": "away", "first_day": "2026-12-01", "next": "//ailleurs.example/"}

    assert client.post(reverse("coaching:exceptions"), sent).url == reverse("coaching:exceptions")


@pytest.mark.parametrize(("said", "state"), [("accept", "booked"), ("", "declined")])
def test_a_coach_answers_a_time_asked_for(client, sign_in, said, state):
    coach = coach_on_tuesdays()
    asked = ask_for_time(
        enrolment=learner_of(coach), starts_at=tuesday(18), minutes=60, topic="Le soir"
    )
    sign_in(coach)
    assert "Le soir" in text(client.get(reverse("cohorts:desk")))

    client.post(reverse("coaching:answer", args=[asked.pk]), {said: "1"} if said else {})

    asked.refresh_from_db()
    assert asked.state == state


def test_a_coach_opens_a_group_and_its_seats_are_taken(client, sign_in):
    coach = coach_on_tuesdays()
    enrolment = learner_of(coach)
    learner_of(coach, cohort=enrolment.cohort)
    sign_in(coach)
    sent = {
        "cohort": enrolment.cohort_id,
        "title": "Oser l’alliance",
        "seats": "2",
        "starts_at": "2026-12-03T18:00",
        "minutes": "90",
    }

    assert client.post(reverse("coaching:groups"), sent).status_code == 302

    group = GroupMeeting.objects.get()
    sign_in(enrolment.learner)
    assert "2 places restantes" in text(client.get(reverse("coaching:appointments")))
    client.post(reverse("coaching:join", args=[enrolment.pk, group.pk]))
    assert Booking.objects.get().group == group
    assert "Vous participez" in text(client.get(reverse("coaching:appointments")))


@pytest.mark.parametrize("size", [1, 3])
def test_the_week_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    coach = coach_on_tuesdays()
    for number in range(size):
        book(enrolment=learner_of(coach), starts_at=tuesday(9 + number))
        coach.special_hours.create(
            kind="blocked",
            first_day=NOW.date() + timedelta(days=number),
            last_day=NOW.date() + timedelta(days=number),
            starts=time(15),
            ends=time(16),
        )
    sign_in(coach)

    with django_assert_num_queries(WEEK_QUERIES):
        client.get(reverse("coaching:week") + "?semaine=2026-12-01")
