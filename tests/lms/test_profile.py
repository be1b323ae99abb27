"""What a person says of themselves, and the zone in which they read times."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.http import HttpResponse
from django.utils import timezone

from lms.accounts.choices import time_zone_choices
from lms.accounts.middleware import time_zone
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_profile_is_for_its_owner(client):
    assert client.get("/compte/profil/").url == "/compte/login/?next=/compte/profil/"


def test_a_person_changes_name_and_zone(client, sign_in):
    person = sign_in()

    answer = client.post(
        "/compte/profil/",
        {"first_name": "Teva", "last_name": "Maono", "time_zone": "Pacific/Tahiti"},
        follow=True,
    )

    person.refresh_from_db()
    assert (person.get_full_name(), person.time_zone) == ("Teva Maono", "Pacific/Tahiti")
    assert "Votre profil est enregistré." in answer.content.decode()


def test_a_zone_that_does_not_exist_is_refused(client, sign_in):
    person = sign_in()

    client.post(
        "/compte/profil/", {"first_name": "Teva", "last_name": "M", "time_zone": "Lune/Mer"}
    )

    person.refresh_from_db()
    assert (person.first_name, person.time_zone) == ("Camille", "Europe/Paris")


def test_zones_begin_with_france_and_are_offered_once():
    groups = time_zone_choices()
    names = [name for _group, zones in groups for name, _label in zones]

    assert (str(groups[0][0]), names[0]) == ("France", "Europe/Paris")
    assert len(names) == len(set(names))
    assert {"Indian/Reunion", "Africa/Dakar", "America/Montreal"} <= set(names)
    assert all(ZoneInfo(name) for name in names)


def test_times_are_shown_in_the_reader_s_zone(rf):
    request = rf.get("/")
    request.user = UserFactory.build(time_zone="America/Cayenne")
    seen = time_zone(lambda _request: HttpResponse(timezone.get_current_timezone_name()))

    assert seen(request).content == b"America/Cayenne"
    assert timezone.get_current_timezone_name() == "Europe/Paris"


def test_a_new_address_takes_the_place_of_the_one_before_once_it_is_confirmed(client, sign_in):
    person = sign_in()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)

    client.post("/compte/email/", {"email": "nouvelle@example.org", "action_add": ""})

    assert person.email not in mail.outbox[-1].to
    assert "nouvelle@example.org" in client.get("/compte/email/").content.decode()
    link = re.search(r"/compte/confirm-email/\S+", mail.outbox[-1].body)[0]
    client.post(link)
    person.refresh_from_db()
    assert person.email == "nouvelle@example.org"
    assert [address.email for address in person.emailaddress_set.all()] == ["nouvelle@example.org"]
