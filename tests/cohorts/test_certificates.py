"""Certificates: issued once, printed for their owner, checked by anybody."""

import io
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cohorts.models import Certificate
from cohorts.models.certificates import spelled_as_issued
from cohorts.printing import print_certificate
from cohorts.services.certificates import NotFinished, issue
from cohorts.services.classroom import finish_activity, start_attempt, submit_attempt
from cohorts.services.cohorts import add_staff, permanent_cohort
from cohorts.services.enrolments import enrol
from courses.models import Level
from lms.accounts.models import Role
from tests.cohorts.classes import activities_of, open_course, right_answers, wrong_answers
from tests.factories import EnrolmentFactory, MembershipFactory, UserFactory

NO_BREAK = "\u00a0"
CODE = re.compile(r"RAM(-[2-9A-HJKMNP-Z]{4}){3}")
PARTICULARS = {
    "learner": "Zoé Lœwenstein",
    "course": "Les alliances d’intérêt général",
    "format": "sensibilisation",
    "level": "découverte",
    "minutes": 210,
    "starts_on": "2026-09-01",
    "ends_on": "2026-11-23",
    "objectives": ["Comprendre l’enjeu des alliances"],
    "results": [{"title": "Quiz des cœurs de métier", "percent": 83}],
    "issuer": "Le RAMEAU",
}


def finished(**fields):
    """Return the enrolment of somebody who finished a course of one lesson."""
    course = open_course(lessons=1, **fields)
    enrolment = enrol(cohort=permanent_cohort(course=course), learner=UserFactory())
    [lesson] = activities_of(course)
    finish_activity(enrolment=enrolment, activity=lesson)
    enrolment.refresh_from_db()
    return enrolment


def printed(**changes):
    address = "https://exemple.org/verifier/RAM-7K3F-9QXM-2T4B"
    pdf = print_certificate(
        PARTICULARS | changes,
        code="RAM-7K3F-9QXM-2T4B",
        issued_on=date(2026, 11, 23),
        address=address,
    )
    return PdfReader(io.BytesIO(pdf))


def text_of(reader):
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


@pytest.mark.django_db
def test_the_certificate_keeps_what_was_true_when_it_was_issued():
    course = open_course(lessons=1, quizzes=1, title="Les alliances", minutes=120)
    course.levels.set([Level.objects.create(slug="essai", title="découverte")])
    course.save()
    lesson, quiz = activities_of(course)
    module = lesson.get_parent().specific
    module.objectives = [("objective", "Nouer une alliance")]
    module.save()
    learner = UserFactory(first_name="Zoé", last_name="Lœwenstein")
    enrolment = enrol(
        cohort=permanent_cohort(course=course),
        learner=learner,
        at=datetime(2026, 9, 1, 8, tzinfo=UTC),
    )
    for answers in (wrong_answers(quiz), right_answers(quiz)):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
        submit_attempt(enrolment=enrolment, attempt=attempt, answers=answers)

    # 23:30 in Paris, still the same day there.
    finish_activity(
        enrolment=enrolment, activity=lesson, at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    )
    course.title = "Un autre titre"
    course.save()

    certificate = Certificate.objects.get()
    assert CODE.fullmatch(certificate.code)
    assert certificate.particulars == {
        "learner": "Zoé Lœwenstein",
        "course": "Les alliances",
        "format": "Sensibilisation",
        "level": "découverte",
        "nature": "action de formation (article L. 6313-1, 1°, du Code du travail)",
        "minutes": 120,
        "starts_on": "2026-09-01",
        "ends_on": "2026-11-23",
        "objectives": ["Nouer une alliance"],
        "results": [{"title": "Quiz 1", "percent": 100}],
        "issuer": "Le RAMEAU",
    }


@pytest.mark.django_db
def test_a_certificate_is_issued_once():
    enrolment = finished()

    assert issue(enrolment=enrolment) == issue(enrolment=enrolment) == Certificate.objects.get()


@pytest.mark.django_db
def test_people_who_have_not_finished_get_none():
    with pytest.raises(NotFinished):
        issue(enrolment=EnrolmentFactory())

    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_code_that_is_taken_is_never_given_again(monkeypatch):
    taken = Certificate.objects.create(
        enrolment=EnrolmentFactory(),
        code="RAM-AAAA-AAAA-AAAA",
        issued_at=datetime.now(UTC),
        particulars=PARTICULARS,
    )
    signs = iter("A" * 12 + "B" * 12)
    dice = SimpleNamespace(choice=lambda _alphabet: next(signs))
    monkeypatch.setattr("cohorts.services.certificates.secrets", dice)

    certificate = issue(enrolment=EnrolmentFactory(state="completed", completed_at=taken.issued_at))

    assert certificate.code == "RAM-BBBB-BBBB-BBBB"


def test_the_paper_says_who_did_what_and_where_to_check_it():
    reader = printed()

    assert len(reader.pages) == 1
    text = text_of(reader)
    for words in (
        "Attestation de fin de formation",
        "Zoé Lœwenstein",
        "Les alliances d’intérêt général",
        "Sensibilisation",
        "Découverte",
        "du 1er septembre 2026 au 23 novembre 2026",
        "Comprendre l’enjeu des alliances",
        "Quiz des cœurs de métier",
        "Délivrée le 23 novembre 2026 par Le RAMEAU",
        "RAM-7K3F-9QXM-2T4B",
        "https://exemple.org/verifier/RAM-7K3F-9QXM-2T4B",
    ):
        assert words in text.replace(NO_BREAK, " ")
    assert "3 h 30" in text.replace(NO_BREAK, " ")


def test_the_paper_is_made_for_screen_readers_too():
    reader = printed()

    root = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("fr-FR", True)
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title.startswith("Attestation de fin de formation – Zoé Lœwenstein")


@pytest.mark.parametrize(
    "name",
    [
        '#panic("non") $x$ *gras* @label',
        r"\u{41} ] [ } { \" // /* <etiquette>",
        "Marie-Ève 😀 d’Œuvre",
        "张伟",
        "Anne " + "Très-Long " * 25,
    ],
)
def test_a_name_is_never_read_as_markup(name):
    text = text_of(printed(learner=name))

    known = re.sub(r"[^\x00-\u024f’“”]", "", name)
    assert all(word in text for word in known.replace('\\"', "").split() if word.isalnum())


def test_facts_that_are_unknown_are_left_out():
    text = text_of(printed(minutes=None, level="", objectives=[], results=[]))

    assert not {"Durée", "Niveau", "Objectifs", "Évaluation", "Lieu"} & set(text.split())


@pytest.mark.parametrize(
    "typed",
    [
        "RAM-7K3F-9QXM-2T4B",
        "ram-7k3f-9qxm-2t4b",
        " RAM 7K3F 9QXM 2T4B ",
        "7K3F9QXM2T4B",
        "ram7k3f9qxm2t4b",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert spelled_as_issued(typed) == "RAM-7K3F-9QXM-2T4B"


@given(st.text())
def test_whatever_is_typed_spells_a_code_that_spells_itself(typed):
    spelled = spelled_as_issued(typed)

    assert spelled_as_issued(spelled) == spelled
    assert len(spelled) <= 28


@pytest.mark.django_db
def test_anybody_reads_on_the_public_page_what_the_paper_says(client):
    enrolment = finished(title="Les alliances")
    enrolment.learner.email = "secret@example.org"
    enrolment.learner.save()
    page = client.get(f"/verifier/{enrolment.certificate.code}")

    content = page.content.decode()
    assert page.status_code == 200
    assert "Cette attestation est authentique" in content
    assert "Les alliances" in content
    assert enrolment.learner.get_full_name() in content
    assert "secret@example.org" not in content
    assert '<meta name="robots" content="noindex">' in content


@pytest.mark.django_db
def test_a_code_typed_by_hand_leads_to_its_page(client):
    code = finished().certificate.code

    typed = client.get("/verifier/", {"code": code.lower().replace("-", " ")})

    assert (typed.status_code, typed.url) == (302, f"/verifier/{code}")
    assert client.get(f"/verifier/{code.lower()}").url == f"/verifier/{code}"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["RAM-7K3F-9QXM-2T4B", "x", "🌿", "A" * 300])
def test_an_unknown_code_gets_a_plain_page(client, code):
    page = client.get(f"/verifier/{code}")

    assert page.status_code == 404
    assert "Aucune attestation ne porte ce code" in page.content.decode()


@pytest.mark.django_db
def test_learners_download_their_own_certificate(client, sign_in):
    enrolment = finished(title="Les alliances")
    sign_in(enrolment.learner)

    answer = client.get(f"/promotions/{enrolment.cohort_id}/attestation.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == ('attachment; filename="attestation-les-alliances.pdf"')
    text = text_of(PdfReader(io.BytesIO(answer.content)))
    assert enrolment.certificate.code in text


@pytest.mark.django_db
def test_a_certificate_is_nobody_elses(client, sign_in):
    enrolment = finished()
    own = f"/promotions/{enrolment.cohort_id}/attestation.pdf"
    for_team = f"/promotions/{enrolment.cohort_id}/attestations/{enrolment.pk}.pdf"

    assert client.get(own).status_code == client.get(for_team).status_code == 302
    sign_in(EnrolmentFactory(cohort=enrolment.cohort).learner)
    assert client.get(own).status_code == client.get(for_team).status_code == 404


@pytest.mark.django_db
def test_the_team_downloads_the_certificates_of_its_cohorts(client, sign_in):
    enrolment = finished()
    address = f"/promotions/{enrolment.cohort_id}/attestations/{enrolment.pk}.pdf"
    trainer = UserFactory()
    add_staff(cohort=enrolment.cohort, person=trainer, role=Role.TRAINER)

    for person in (trainer, MembershipFactory(role=Role.MANAGER).person):
        sign_in(person)
        assert client.get(address).status_code == 200
