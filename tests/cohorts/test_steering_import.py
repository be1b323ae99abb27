"""The manager imports a list: checked first, mended in place, enrolled when they say so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cohorts import roster
from lms.accounts.models import Role
from tests.factories import CohortFactory, EnrolmentFactory, MembershipFactory

pytestmark = pytest.mark.django_db
GOOD = "courriel;prénom;nom\nanne@example.org;Anne;Lefèvre\nzoe@example.org;Zoé;Roy\n"
MIXED = GOOD + "jean@;Jean;Petit\n"


@pytest.fixture
def cohort(sign_in):
    sign_in(MembershipFactory(role=Role.MANAGER).person)
    return CohortFactory(capacity=1)


@pytest.fixture
def send(client, cohort):
    def send(**answers):
        return client.post(reverse("cohorts:import_people", args=[cohort.pk]), answers)

    return send


def plain(sentences):
    """Sentences without the no-break spaces of French."""
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


def enrolled(cohort):
    rows = cohort.enrolments.order_by("requested_at")
    return list(rows.values_list("learner__email", "state"))


def test_checking_says_what_would_happen_and_writes_nothing(send, cohort):
    EnrolmentFactory(cohort=CohortFactory(), learner__email="zoe@example.org")

    response = send(text=GOOD, action="check")

    assert response.context["counts"] == {
        "total": 2,
        "new": 1,
        "seated": 1,
        "waiting": 1,
        "already": 0,
    }
    assert enrolled(cohort) == []


def test_an_uploaded_file_is_checked_and_comes_back_as_text_to_mend(send, cohort):
    file = SimpleUploadedFile("liste.csv", MIXED.encode("cp1252"))

    response = send(file=file, action="check")

    assert plain(response.context["problems"]) == [
        "Ligne 4, colonne courriel : « jean@ » n’est pas une adresse."
    ]
    assert response.context["form"]["text"].value() == MIXED
    assert enrolled(cohort) == []


def test_a_right_list_is_enrolled_and_whoever_has_no_seat_waits(send, cohort):
    response = send(text=GOOD, action="all")

    assert response.status_code == 302
    assert enrolled(cohort) == [("anne@example.org", "active"), ("zoe@example.org", "waiting")]


def test_a_list_with_wrong_lines_is_not_enrolled_unless_the_manager_takes_the_good_ones(
    send, cohort
):
    send(text=MIXED, action="all")

    assert enrolled(cohort) == []

    send(text=MIXED, action="good")

    assert [email for email, _state in enrolled(cohort)] == ["anne@example.org", "zoe@example.org"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "prénom;nom\nAnne;Lefèvre",
            "Aucune colonne d’adresses n’a été trouvée : la première ligne doit nommer les"
            " colonnes, dont « courriel » (ou e-mail, mail).",
        ),
        (
            "courriel\nanne@example.org\nanne@example.org",
            "Ligne 3, colonne courriel : cette adresse figure déjà à la ligne 2.",
        ),
        ("courriel;nom\n;Roy", "Ligne 2, colonne courriel : l’adresse manque."),
    ],
)
def test_what_is_wrong_is_said_in_words(send, text, sentence):
    assert plain(send(text=text, action="check").context["problems"]) == [sentence]


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({}, "text", "Choisissez un fichier ou collez une liste."),
        (
            {"file": SimpleUploadedFile("l.xlsx", b"PK\x03\x04...")},
            "file",
            "C’est un classeur : enregistrez-le d’abord au format CSV"
            " (Fichier, Enregistrer sous, CSV).",
        ),
        (
            {"file": SimpleUploadedFile("l.csv", b"a" * 2_000_001)},
            "file",
            "Ce fichier dépasse 2 Mo : découpez-le.",
        ),
    ],
)
def test_what_cannot_be_a_list_is_refused_beside_its_field(send, answers, field, error):
    errors = send(action="check", **answers).context["form"].errors

    assert {name: plain(said) for name, said in errors.items()} == {field: [error]}


def test_the_model_file_is_a_list_that_can_be_imported(client, cohort):
    response = client.get(reverse("cohorts:model_file"))

    assert len(roster.read(roster.decode(response.content)).rows) == 2
