"""Coming in on request, with a link or a code, by the offer of a seat; and going out."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment, EntryKey
from cohorts.services import keys, offers, requests
from cohorts.services.cohorts import TooFewSeats, change_cohort
from cohorts.services.enrolments import EnrolmentClosed, enrol, withdraw
from cohorts.services.roster import Row, import_rows
from lms.accounts.models import Role
from lms.events.models import Event
from lms.notifications.models import Message
from tests.coaching.people import coach_on_tuesdays
from tests.factories import (
    BookingFactory,
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

State = Enrolment.State
NO_BREAK = "\u00a0"


@pytest.fixture
def manager(sign_in):
    person = MembershipFactory(role=Role.MANAGER).person
    return sign_in(person)


def a_manager():
    return MembershipFactory(role=Role.MANAGER).person


def a_cohort(**fields):
    today = timezone.localdate()
    dates = {"starts_on": today + timedelta(days=10), "ends_on": today + timedelta(days=90)}
    return CohortFactory(
        **({"entry": Cohort.Entry.OPEN, "course__slug": "alliances"} | dates | fields)
    )


def text_of(answer):
    return answer.content.decode().replace(NO_BREAK, " ").replace("&nbsp;", " ")


def state_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).state


# On request


def a_request(cohort, learner=None, at=None):
    return requests.ask(
        cohort=cohort, learner=learner or UserFactory(), motivation="J’aimerais apprendre.", at=at
    )


def test_asking_waits_for_the_team_and_takes_no_seat():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST, capacity=1)

    enrolment = a_request(cohort)
    again = a_request(cohort, enrolment.learner)

    assert again == enrolment
    assert enrolment.state == State.REQUESTED
    counted = Cohort.objects.with_seats().get(pk=cohort.pk)
    assert (counted.seated, counted.requested, counted.seats_left) == (0, 1, 1)
    assert Message.objects.get().subject.startswith("Votre demande est bien arrivée")


def test_accepting_seats_people_in_the_order_in_which_they_asked():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST, capacity=1)
    now = timezone.now()
    late = a_request(cohort, at=now)
    early = a_request(cohort, at=now - timedelta(hours=1))

    requests.accept_requests(cohort=cohort, enrolments=[late.pk, early.pk], by=a_manager())

    assert (state_of(early), state_of(late)) == (State.ACTIVE, State.WAITING)


def test_people_accepted_are_seated_at_once_even_where_offers_take_time():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST, answer_hours=72)
    enrolment = a_request(cohort)

    requests.accept_requests(cohort=cohort, enrolments=[enrolment.pk], by=a_manager())

    assert state_of(enrolment) == State.ACTIVE


def test_declining_tells_the_reason_and_leaves_the_door_open():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST)
    enrolment = a_request(cohort)
    with pytest.raises(requests.NoReason):
        requests.decline_requests(
            cohort=cohort, enrolments=[enrolment.pk], reason=" ", by=a_manager()
        )

    requests.decline_requests(
        cohort=cohort, enrolments=[enrolment.pk], reason="Le groupe est complet.", by=a_manager()
    )

    assert state_of(enrolment) == State.DECLINED
    assert "Le groupe est complet." in Message.objects.order_by("pk").last().body
    assert a_request(cohort, enrolment.learner).state == State.REQUESTED


def test_an_answer_given_twice_is_given_once():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST)
    enrolment = a_request(cohort)
    manager = a_manager()
    requests.accept_requests(cohort=cohort, enrolments=[enrolment.pk], by=manager)

    declined = requests.decline_requests(
        cohort=cohort, enrolments=[enrolment.pk], reason="Trop tard.", by=manager
    )

    assert declined == []
    assert state_of(enrolment) == State.ACTIVE


def test_a_list_that_names_somebody_who_asked_enrols_them():
    cohort = a_cohort(entry=Cohort.Entry.REQUEST)
    enrolment = a_request(cohort)

    import_rows(cohort=cohort, rows=[Row(1, enrolment.learner.email, "", "")], by=a_manager())

    assert state_of(enrolment) == State.ACTIVE


def test_nobody_asks_in_a_cohort_that_is_entered_otherwise():
    with pytest.raises(EnrolmentClosed):
        a_request(a_cohort(entry=Cohort.Entry.MANAGED))


def test_a_learner_asks_from_the_page_of_the_course_and_reads_the_answer(client, sign_in):
    learner, cohort = sign_in(), a_cohort(entry=Cohort.Entry.REQUEST)
    assert f"/promotions/{cohort.pk}/demande/" in text_of(client.get("/formations/alliances/"))
    address = f"/promotions/{cohort.pk}/demande/"

    assert client.post(address, {"motivation": ""}).status_code == 422
    page = client.post(address, {"motivation": "J’aimerais apprendre."}, follow=True)

    assert "Votre demande est entre les mains de l’équipe" in text_of(page)
    assert cohort.enrolments.get().learner == learner
    assert "Demande envoyée" in text_of(client.get("/espace/"))


def test_the_manager_answers_several_requests_at_once(client, manager):
    cohort = a_cohort(entry=Cohort.Entry.REQUEST)
    asked = [a_request(cohort) for _ in range(3)]
    address = f"/pilotage/promotions/{cohort.pk}/demandes/"
    assert "3 demandes à traiter" in text_of(client.get("/pilotage/"))
    assert "J’aimerais apprendre." in text_of(client.get(address))

    ticked = [enrolment.pk for enrolment in asked[:2]]
    page = client.post(address, {"enrolments": ticked, "answer": "accept"}, follow=True)
    assert "2 demandes acceptées." in text_of(page)
    sent = {"enrolments": [asked[2].pk], "answer": "decline", "reason": ""}
    assert client.post(address, sent).status_code == 422
    client.post(address, sent | {"reason": "Une autre date vous ira mieux."})

    assert [state_of(one) for one in asked] == [State.ACTIVE, State.ACTIVE, State.DECLINED]


@pytest.mark.parametrize("size", [1, 3])
def test_requests_take_as_many_queries_however_many(
    client, manager, size, django_assert_num_queries
):
    cohort = a_cohort(entry=Cohort.Entry.REQUEST)
    for _ in range(size):
        a_request(cohort)

    with django_assert_num_queries(6):
        client.get(f"/pilotage/promotions/{cohort.pk}/demandes/")


# Links and codes


def a_key(cohort=None, **fields):
    cohort = cohort or a_cohort(entry=Cohort.Entry.CODE)
    defaults = {"valid_until": timezone.now() + timedelta(days=5), "most_uses": 2}
    return keys.cut(cohort=cohort, by=a_manager(), **(defaults | fields))


def test_a_code_is_short_and_read_however_it_is_typed():
    key = a_key()

    assert len(key.code) == 8
    assert keys.key_of(f" {key.shown.lower()} ") == key
    assert keys.key_of(key.code[:4] + " " + key.code[4:]) == key
    assert keys.key_of("") is None


def test_a_link_is_long_enough_that_nobody_guesses_it():
    assert len(a_key(a_cohort(entry=Cohort.Entry.INVITATION)).code) == 28


def test_joining_uses_the_key_once_per_person():
    key = a_key(most_uses=1)
    learner = UserFactory()

    first, second = keys.join(key=key, learner=learner), keys.join(key=key, learner=learner)

    assert first == second
    assert first.state == State.ACTIVE
    assert EntryKey.objects.get().uses == 1
    with pytest.raises(keys.KeyRefused):
        keys.join(key=key, learner=UserFactory())


def test_a_key_to_a_full_cohort_opens_its_waiting_list():
    cohort = a_cohort(entry=Cohort.Entry.INVITATION, capacity=0)

    assert keys.join(key=a_key(cohort), learner=UserFactory()).state == State.WAITING


@pytest.mark.parametrize("how", ["revoked", "late", "other entry"])
def test_a_key_that_is_over_opens_nothing(how):
    key = a_key()
    if how == "revoked":
        keys.revoke(key=key)
    elif how == "late":
        EntryKey.objects.update(valid_until=timezone.now())
    else:
        Cohort.objects.update(entry=Cohort.Entry.MANAGED)

    with pytest.raises(keys.KeyRefused):
        keys.join(key=key, learner=UserFactory())

    assert not Enrolment.objects.exists()


def test_a_stranger_sees_the_cohort_and_comes_back_to_join(client, sign_in):
    key = a_key(a_cohort(entry=Cohort.Entry.INVITATION, course__title="Les alliances"))
    address = f"/rejoindre/{key.code}/"

    page = text_of(client.get(address))
    assert "Les alliances" in page
    assert f'href="/compte/signup/?next={address}"' in page
    client.post(address)
    assert not Enrolment.objects.exists()

    sign_in()
    answer = client.post(address)
    assert answer.url == f"/promotions/{key.cohort_id}/"


def test_a_typed_code_leads_to_its_cohort(client):
    key = a_key()

    answer = client.post("/rejoindre/", {"code": key.shown.lower()})

    assert answer.url == f"/rejoindre/{key.code}/"


def test_whoever_only_tries_codes_is_sent_away(client):
    key = a_key()
    for _try in range(30):
        assert client.post("/rejoindre/", {"code": "AAAA-AAAA"}).status_code == 422

    assert client.post("/rejoindre/", {"code": key.code}).status_code == 429
    assert client.get(f"/rejoindre/{key.code}/").status_code == 429


def test_the_page_of_a_key_that_is_over_says_so(client):
    key = a_key()
    keys.revoke(key=key)

    page = client.get(f"/rejoindre/{key.code}/")

    assert page.status_code == 410
    assert "Cette invitation n’est plus valable" in text_of(page)


def test_the_manager_makes_and_revokes_codes(client, manager):
    cohort = a_cohort(entry=Cohort.Entry.CODE)
    address = f"/pilotage/promotions/{cohort.pk}/acces/"
    day = timezone.localdate() + timedelta(days=3)

    client.post(address, {"last_day": day.isoformat(), "most_uses": "12"})
    key = EntryKey.objects.get()
    assert key.shown in text_of(client.get(address))
    assert timezone.localdate(key.valid_until) == day
    client.post(f"{address}{key.pk}/revoquer/")

    assert EntryKey.objects.get().revoked_at
    yesterday = timezone.localdate() - timedelta(days=1)
    refused = client.post(address, {"last_day": yesterday.isoformat(), "most_uses": "0"})
    assert refused.status_code == 422


@pytest.mark.parametrize("size", [1, 3])
def test_keys_take_as_many_queries_however_many(client, manager, size, django_assert_num_queries):
    cohort = a_cohort(entry=Cohort.Entry.CODE)
    for _ in range(size):
        a_key(cohort)

    with django_assert_num_queries(4):
        client.get(f"/pilotage/promotions/{cohort.pk}/acces/")


# Offers

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.get_default_timezone())


def offered(capacity=1, waiting=2):
    """A cohort that leaves 72 hours; one seat has just been freed, and is offered."""
    cohort = a_cohort(capacity=capacity, answer_hours=72)
    first, *queue = (
        enrol(cohort=cohort, learner=UserFactory(), at=NOW + timedelta(minutes=place))
        for place in range(1 + waiting)
    )
    withdraw(enrolment=first, at=NOW)
    return cohort, [Enrolment.objects.get(pk=one.pk) for one in queue]


def until(enrolment):
    return int(enrolment.offer_expires_at.timestamp())


def test_somebody_who_enrols_while_there_are_seats_has_one_at_once():
    assert enrol(cohort=a_cohort(answer_hours=72), learner=UserFactory()).state == State.ACTIVE


def test_a_freed_seat_is_offered_to_the_first_and_kept():
    cohort, (first, second) = offered()

    assert (first.state, second.state) == (State.OFFERED, State.WAITING)
    assert first.offer_expires_at == NOW + timedelta(hours=72)
    counted = Cohort.objects.with_seats().get(pk=cohort.pk)
    assert (counted.seated, counted.offered, counted.seats_left) == (0, 1, 0)
    assert enrol(cohort=cohort, learner=UserFactory(), at=NOW).state == State.WAITING
    told = Message.objects.filter(recipient=first.learner).order_by("pk").last()
    assert told.subject == f"Une place se libère pour vous{NO_BREAK}: {cohort.course.title}"
    key = told.body.split("/places/")[1].split("/")[0]
    assert offers.offer_of(key) == (first, until(first))
    with pytest.raises(TooFewSeats):
        change_cohort(cohort=cohort, by=a_manager(), capacity=0)


def test_accepting_takes_the_seat_once():
    _cohort, (first, _second) = offered()

    for _click in range(2):
        taken = offers.accept(enrolment=first, until=until(first), at=NOW + timedelta(hours=1))

    assert taken.state == State.ACTIVE
    assert taken.offer_expires_at is None
    confirmed = Event.objects.filter(verb="enrolment_confirmed", enrolment_id=first.pk)
    assert confirmed.count() == 1


def test_declining_offers_the_seat_to_the_next():
    _cohort, (first, second) = offered()

    offers.decline(enrolment=first, until=until(first), at=NOW)

    assert (state_of(first), state_of(second)) == (State.WITHDRAWN, State.OFFERED)


def test_an_offer_that_is_over_goes_to_the_next_and_its_person_to_the_end():
    cohort, (first, second) = offered()
    over = NOW + timedelta(hours=72)
    with pytest.raises(offers.OfferOver):
        offers.accept(enrolment=first, until=until(first), at=over)

    assert offers.expire_offers(at=over) == 1
    assert offers.expire_offers(at=over) == 0

    assert (state_of(first), state_of(second)) == (State.WAITING, State.OFFERED)
    assert list(cohort.enrolments.waiting()) == [first]
    told = Message.objects.filter(recipient=first.learner).order_by("pk").last()
    assert told.subject.startswith("Vous restez sur la liste d’attente")


def test_the_only_person_waiting_is_offered_the_seat_again_but_not_for_ever():
    _cohort, (only,) = offered(waiting=1)

    for turn in range(1, 4):
        offers.expire_offers(at=NOW + timedelta(hours=72 * turn))

    assert state_of(only) == State.WITHDRAWN
    subjects = list(
        Message.objects.filter(recipient=only.learner)
        .order_by("pk")
        .values_list("subject", flat=True)
    )
    assert [subject.split(NO_BREAK)[0] for subject in subjects] == [
        "Vous êtes sur liste d’attente",
        *["Une place se libère pour vous"] * 3,
        "Vous n’êtes plus sur la liste d’attente",
    ]


def test_the_address_of_an_earlier_offer_answers_nothing():
    _cohort, (first, _second) = offered()
    earlier = until(first)
    Enrolment.objects.filter(pk=first.pk).update(offer_expires_at=NOW + timedelta(hours=100))

    with pytest.raises(offers.OfferOver):
        offers.accept(enrolment=first, until=earlier, at=NOW)


def test_a_seat_is_taken_from_the_mail_without_signing_in(client):
    cohort = a_cohort(capacity=1, answer_hours=72)
    first, second = (enrol(cohort=cohort, learner=UserFactory()) for _ in range(2))
    withdraw(enrolment=first)
    address = Enrolment.objects.get(pk=second.pk).offer_address
    assert "Je prends la place" in text_of(client.get(address))
    assert state_of(second) == State.OFFERED

    page = client.post(address, {"answer": "accept"})

    assert "La place est à vous" in text_of(page)
    assert state_of(second) == State.ACTIVE
    assert client.get(f"{address[:-3]}x/").status_code == 404


def test_the_offer_stands_in_the_space_and_on_the_page_of_the_request(client, sign_in):
    cohort, learner = a_cohort(capacity=1, answer_hours=72), sign_in()
    first = enrol(cohort=cohort, learner=UserFactory())
    second = enrol(cohort=cohort, learner=learner)
    withdraw(enrolment=first)

    assert "Une place pour vous" in text_of(client.get("/espace/"))
    assert "Je prends la place" in text_of(client.get(f"/promotions/{cohort.pk}/"))
    assert "est réservée pour vous" in text_of(client.get("/formations/alliances/"))
    address = Enrolment.objects.get(pk=second.pk).offer_address
    page = client.post(address, {"answer": "decline"})
    assert "La place revient à quelqu’un d’autre" in text_of(page)


def test_integrity_counts_offered_seats():
    cohort = a_cohort(capacity=1)
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, state=State.OFFERED, offer_expires_at=timezone.now())

    with pytest.raises(CommandError):
        call_command("check_integrity")


# Going out, and two at once


def test_leaving_cancels_the_coaching_to_come_and_keeps_the_past():
    enrolment = EnrolmentFactory(coach=coach_on_tuesdays())
    now = timezone.now()

    def booking(starts_at):
        return BookingFactory(
            coach=enrolment.coach,
            learner=enrolment.learner,
            enrolment=enrolment,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            booked_at=now - timedelta(days=30),
        )

    past, ahead = booking(now - timedelta(days=2)), booking(now + timedelta(days=2))

    withdraw(enrolment=enrolment)

    states = Booking.objects.in_bulk([past.pk, ahead.pk])
    assert (states[past.pk].state, states[ahead.pk].state) == ("booked", "cancelled")
    assert Message.objects.filter(key__startswith="booking:cancelled:").count() == 2


def test_two_cohorts_at_the_same_dates_are_said_not_refused(client, sign_in):
    learner = sign_in()
    EnrolmentFactory(
        learner=learner,
        cohort__title="Promotion d’hiver",
        cohort__starts_on=date(2020, 1, 1),
        cohort__ends_on=date(2099, 1, 1),
    )
    cohort = a_cohort()

    page = client.post(f"/promotions/{cohort.pk}/inscription/", follow=True)

    assert "Les dates recoupent celles de : Promotion d’hiver" in text_of(page)
    assert cohort.enrolments.get().state == State.ACTIVE
