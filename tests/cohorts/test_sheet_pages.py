"""The pages of attendance: the screen of the room, signing on one's own device, the sheet."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cohorts.models import SignatureRecord
from cohorts.services import tickets
from cohorts.services.attendance import countersign, note
from cohorts.services.tickets import personal_ticket, room_code, room_ticket
from tests.cohorts.sheets import (
    DAY,
    MORNING,
    NINE,
    STROKE,
    learners_of,
    local,
    session_of,
    signed,
    trainer_of,
)
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
HALF = "?demi-journee=2027-01-12-morning"


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    """It is 9:04 in Paris on the day of the session."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NINE)


@pytest.fixture
def session():
    return session_of(title="Ouverture")


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(cohort=session.cohort)


@pytest.fixture
def trainer(session, sign_in):
    return sign_in(trainer_of(session.cohort))


def address(session, name="sheet", *more):
    return reverse(f"cohorts:{name}", args=[session.cohort_id, session.pk, *more]) + HALF


def own(session, enrolment):
    return reverse("cohorts:sign", args=[personal_ticket(session, DAY, "morning", enrolment)])


def room(session):
    return reverse("cohorts:sign", args=[room_ticket(session, DAY, "morning")])


def test_a_learner_signs_by_the_code_of_the_room(client, session, enrolment, sign_in):
    sign_in(enrolment.learner)
    code = room_code(session, DAY, "morning", at=NINE)

    response = client.post(
        reverse("cohorts:sign_by_code"), {"code": f" {code[:3]}-{code[3:]} ".lower()}
    )
    page = client.get(response.url)
    response = client.post(response.url, follow=True)

    assert "Je signe ma présence" in page.text
    assert "Votre présence est signée." in response.text
    record = SignatureRecord.objects.get()
    assert (record.enrolment, record.means, record.signed_at) == (enrolment, "own_device", NINE)


def test_a_wrong_code_is_told_beside_its_field(client, session, enrolment, sign_in):
    sign_in(enrolment.learner)

    response = client.post(reverse("cohorts:sign_by_code"), {"code": "AAAAAA"})

    assert response.status_code == 422
    assert "Ce code n’est pas celui de votre salle" in response.text


def test_the_code_of_another_cohort_opens_nothing(client, session, sign_in):
    sign_in(EnrolmentFactory().learner)
    code = room_code(session, DAY, "morning", at=NINE)

    assert client.post(reverse("cohorts:sign_by_code"), {"code": code}).status_code == 422
    assert client.get(room(session)).status_code == 404


def test_a_code_is_good_for_its_turn_and_the_next(session):
    code = room_code(session, DAY, "morning", at=NINE)

    def is_good(minutes):
        at = NINE + timedelta(minutes=minutes)
        return tickets.is_room_code(code, session, DAY, "morning", at=at)

    assert [is_good(minutes) for minutes in (-5, 0, 5, 10)] == [False, True, True, False]
    assert not tickets.is_room_code(code, session, DAY, "afternoon", at=NINE)


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_code(client, session, enrolment):
    response = client.get(room(session))

    assert response.status_code == 302
    assert response.url.startswith("/compte/login/?next=/emarger/")


def test_an_old_code_says_so(client, session, enrolment, sign_in, monkeypatch):
    sign_in(enrolment.learner)
    monkeypatch.setattr(tickets, "ROOM_TICKET_LIFE", timedelta(seconds=-1))

    response = client.get(room(session))

    assert response.status_code == 410
    assert "Ce code n’est plus valable" in response.text


def test_a_personal_link_signs_without_signing_in_and_opens_nothing_else(
    client, session, enrolment
):
    link = own(session, enrolment)

    page = client.get(link)
    response = client.post(link, follow=True)

    assert str(enrolment.learner) in page.text
    assert "Votre présence est signée." in response.text
    assert "sessionid" not in client.cookies
    assert SignatureRecord.objects.get().means == "own_link"
    assert client.get("/espace/").status_code == 302


@pytest.mark.parametrize("token", ["rien", "a:b:c"])
def test_a_link_that_is_not_ours_does_not_exist(client, token):
    assert client.get(reverse("cohorts:sign", args=[token])).status_code == 404


def test_a_link_for_a_session_that_moved_says_where_it_went(client, session, enrolment):
    link = own(session, enrolment)
    moved = {
        "starts_at": local(9, day=DAY + timedelta(days=2)),
        "ends_at": local(12, day=DAY + timedelta(days=2)),
    }
    type(session).objects.filter(pk=session.pk).update(**moved)

    assert "jeudi" in client.get(link).text
    response = client.post(link)

    assert response.status_code == 409
    assert "jeudi" in response.text
    assert not SignatureRecord.objects.exists()


def test_the_screen_shows_the_code_and_how_many_have_signed(client, session, enrolment, trainer):
    EnrolmentFactory(cohort=session.cohort)
    signed(session, enrolment)
    code = room_code(session, DAY, "morning", at=NINE)

    page = client.get(address(session, "sheet_screen")).text

    assert f"{code[:3]} {code[3:]}" in page
    assert "1 sur 2 ont signé" in page


def test_the_sheet_offers_what_can_be_done(client, session, enrolment, trainer):
    page = client.get(address(session)).text

    for word in (
        "Afficher le code",
        "Signer sur cette tablette",
        "Noter",
        "Contresigner la feuille",
    ):
        assert word in page


def test_a_learner_draws_on_the_tablet(client, session, enrolment, trainer):
    where = address(session, "sign_on_tablet", enrolment.pk)

    refused = client.post(where, {"drawing": "M1 1L2 2"})
    assert refused.status_code == 422
    response = client.post(where, {"drawing": STROKE, "typed_name": ""})

    assert response.url == address(session)
    record = SignatureRecord.objects.get()
    assert (record.means, record.drawing, record.witness) == ("tablet", STROKE, trainer)
    assert f'd="{STROKE}"' in client.get(address(session)).text


def test_a_learner_types_their_name_on_the_tablet(client, session, enrolment, trainer):
    client.post(address(session, "sign_on_tablet", enrolment.pk), {"typed_name": "Inès Moreau"})

    record = SignatureRecord.objects.get()
    assert (record.means, record.typed_name) == ("tablet_typed", "Inès Moreau")


def test_the_team_notes_a_late_arrival_after_a_signature(client, session, enrolment, trainer):
    first = signed(session, enrolment)
    said = {"statement": "present", "arrived": "09:40", "left": "", "reason": ""}
    where = address(session, "note_attendance", enrolment.pk)

    refused = client.post(where, said)
    assert "Dites pourquoi" in refused.text
    client.post(where, said | {"reason": "Train en retard"})

    record = SignatureRecord.objects.get(number=2)
    assert (record.corrects, record.arrived_at) == (first, local(9, 40))
    page = client.get(where).text
    assert "Train en retard" in page


def test_an_excuse_comes_with_its_proof_that_only_the_team_reads(
    client, session, enrolment, trainer, sign_in
):
    where = address(session, "note_attendance", enrolment.pk)
    said = {"statement": "excused", "reason": "Arrêt de travail"}
    program = SimpleUploadedFile("arret.pdf", b"MZ\x90")
    refused = client.post(where, said | {"proof": program})
    assert "Envoyez un fichier PDF" in refused.text

    client.post(where, said | {"proof": SimpleUploadedFile("arret.pdf", b"%PDF-1.7 rien")})

    record = SignatureRecord.objects.get()
    proof = reverse("cohorts:absence_proof", args=[session.cohort_id, session.pk, record.pk])
    response = client.get(proof)
    assert response.content == b"%PDF-1.7 rien"
    assert response["Content-Disposition"].startswith("attachment")
    sign_in(enrolment.learner)
    assert client.get(proof).status_code == 404


def test_the_trainer_countersigns(client, session, enrolment, trainer):
    missing = client.post(address(session, "countersign"), follow=True)
    assert "Rien n’est encore dit de 1 personne" in missing.text

    response = client.post(address(session, "countersign"), {"rest_is_absent": "on"}, follow=True)

    assert "Contresignée par" in response.text
    statements = SignatureRecord.objects.order_by("number").values_list("statement", flat=True)
    assert list(statements) == ["absent", "countersigned"]


def test_links_are_sent(client, session, enrolment, trainer):
    response = client.post(address(session, "send_sign_links"), follow=True)

    assert "1 personne a son lien." in response.text


@pytest.mark.parametrize("who", ["coach of the team", "learner", "other trainer"])
def test_the_sheet_does_not_exist_for_others(client, session, enrolment, sign_in, who):
    person = {
        "coach of the team": UserFactory,
        "learner": lambda: enrolment.learner,
        "other trainer": lambda: trainer_of(session_of().cohort),
    }[who]()
    if who == "coach of the team":
        session.cohort.staff.create(person=person, role="coach")
    sign_in(person)

    assert client.get(address(session)).status_code == 404
    assert client.post(address(session, "countersign")).status_code == 404
    assert not SignatureRecord.objects.exists()


def test_who_leads_the_session_keeps_its_sheet(client, session, sign_in):
    leader = sign_in()
    session.leaders.create(person=leader)

    assert client.get(address(session)).status_code == 200


def test_a_session_of_another_cohort_is_not_found_below_this_one(client, session, trainer):
    other = session_of()

    assert (
        client.get(reverse("cohorts:sheet", args=[session.cohort_id, other.pk])).status_code == 404
    )


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("page", [("sheet", 7), ("sheet_screen", 5), ("sheet_paper", 6)])
def test_pages_of_the_sheet_ask_the_same_however_many_sign(  # noqa: PLR0917
    client, session, trainer, django_assert_num_queries, page, size
):
    name, queries = page
    for one in learners_of(session.cohort, size):
        signed(session, one)
    late = EnrolmentFactory(cohort=session.cohort)
    note(
        session=session,
        enrolment=late,
        by=trainer,
        statement="excused",
        reason="Malade",
        at=NINE,
        **MORNING,
    )
    countersign(session=session, by=trainer, at=NINE, **MORNING)
    where = address(session, name)
    client.get(where)

    with django_assert_num_queries(queries):
        assert client.get(where).status_code == 200


def test_the_page_of_the_session_leads_to_its_sheet_and_to_the_code(
    client, session, enrolment, trainer, sign_in
):
    page = session.get_absolute_url()

    assert address(session).removesuffix(HALF) in client.get(page).text
    sign_in(enrolment.learner)
    assert reverse("cohorts:sign_by_code") in client.get(page).text


def test_signing_asks_little(client, session, enrolment, django_assert_num_queries):
    link = own(session, enrolment)

    with django_assert_num_queries(3):
        client.get(link)


def test_the_paper_is_a_tagged_pdf(client, session, enrolment, trainer):
    signed(session, enrolment, means="tablet", witness=trainer, drawing=STROKE)

    response = client.get(address(session, "sheet_paper"))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in response.content
