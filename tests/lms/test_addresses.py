"""Addresses that can mean nothing are answered plainly, on both databases."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/formations/?q=%00", "/agenda.ics?cle=%00", "/verifier/%00"])
def test_a_nul_character_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_nul_character_in_a_cookie_is_a_bad_request(client):
    cookie = r'sessionid="aaaaaaaaaaaaaaaa\000aaaaaaaaaaaaaaa"'

    assert client.get("/espace/", headers={"cookie": cookie}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/promotions/99999999999999999999/", "/formations/9999999999999999999/inscription/"]
)
def test_a_number_that_no_row_can_have_is_not_found(client, sign_in, address):
    sign_in()

    assert client.get(address).status_code == 404
