"""The two papers of a cohort: who earns one, what they rest on, revocation, the manager's page."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cohorts.earning import Rules, Work, half_days_needed, missing
from cohorts.models import Archive, Certificate, CohortStaff, TrainingBody
from cohorts.papers import ledger_of, standings_of
from cohorts.services import archives
from cohorts.services.certificates import NoReason, NotFinished, issue, revoke, set_rules
from cohorts.services.classroom import finish_activity
from lms.accounts.models import Role
from lms.events.models import Event
from lms.notifications.models import Message
from modules.models import Activity
from tests.cohorts.classes import activities_of, open_course
from tests.factories import (
    BookingFactory,
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    SessionFactory,
    UserFactory,
)

KINDS = Certificate.Kind
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def manager():
    return MembershipFactory(role=Role.MANAGER).person


def finished_in(cohort, **fields):
    """Enrol somebody who does everything that the course asks for."""
    enrolment = EnrolmentFactory(cohort=cohort, confirmed_at=timezone.now(), **fields)
    for activity in activities_of(cohort.course):
        finish_activity(enrolment=enrolment, activity=activity)
    enrolment.refresh_from_db()
    return enrolment


def cohort_of(lessons=1, minutes=30, **fields):
    cohort = CohortFactory(course=open_course(lessons=lessons), **fields)
    pks = [activity.pk for activity in activities_of(cohort.course)]
    Activity.objects.filter(pk__in=pks).update(minutes=minutes)
    return cohort


@pytest.mark.parametrize(
    ("rules", "work", "said"),
    [
        (Rules(), Work(activities_done=3, activities=3), []),
        (Rules(), Work(1, 3), ["il manque 2 activités en ligne sur 3"]),
        (Rules(quizzes=True), Work(3, 3, 0, 1), ["1 quiz sur 1 n’est pas réussi"]),
        (
            Rules(modules=False, attendance_percent=80),
            Work(0, 3, half_days_present=5, half_days=8),
            ["il manque 2 demi-journées sur 8"],
        ),
        (Rules(modules=False, attendance_percent=80), Work(half_days_present=7, half_days=8), []),
        (Rules(), Work(), ["rien n’a encore eu lieu que l’on puisse attester"]),
    ],
)
def test_what_is_missing_is_said_in_words(rules, work, said):
    assert missing(rules, work) == said


@given(st.integers(0, 200), st.integers(0, 100))
def test_the_half_days_needed_are_the_smallest_share_that_is_enough(half_days, percent):
    needed = half_days_needed(Rules(attendance_percent=percent), half_days)

    assert needed * 100 >= half_days * percent
    assert needed == 0 or (needed - 1) * 100 < half_days * percent


@pytest.mark.django_db
def test_the_certificate_of_delivery_says_what_its_hours_rest_on():
    enrolment = finished_in(cohort_of(minutes=30))
    coach, begins = UserFactory(), timezone.now() - timedelta(days=2)
    for hours, state in ((0, "booked"), (5, "cancelled"), (24 * 9, "booked")):
        starts_at = begins + timedelta(hours=hours)
        BookingFactory(
            enrolment=enrolment,
            learner=enrolment.learner,
            coach=coach,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            booked_at=begins,
            state=state,
        )

    said = issue(enrolment=enrolment, kind=KINDS.REALISATION).particulars

    assert said["minutes"] == 90
    assert said["hours"] == [
        {"rests_on": "activités en ligne terminées", "minutes": 30},
        {"rests_on": "rendez-vous de coaching tenus", "minutes": 60},
    ]
    assert said["nature"] == "action de formation (article L. 6313-1, 1°, du Code du travail)"
    assert not {"declaration_number", "signatory", "signatory_title", "signed_in"} & set(said)


@pytest.mark.django_db
def test_the_papers_name_the_training_body_once_it_is_known():
    body = TrainingBody.load()
    body.name, body.declaration_number, body.signatory = "Le RAMEAU", "11 75 00000 75", "Zoé Lœw"
    body.place, body.signatory_title = "Paris", "Présidente"
    body.save()
    enrolment = finished_in(cohort_of())

    for kind in KINDS.values:
        pdf = archives.paper_of(issue(enrolment=enrolment, kind=kind))
        reader = PdfReader(io.BytesIO(pdf))
        text = " ".join(reader.pages[0].extract_text().split())
        assert len(reader.pages) == 1
        assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
        for words in ("11 75 00000 75", "Fait à Paris", "Zoé Lœw", "Présidente"):
            assert words in text, (kind, text) if kind == KINDS.REALISATION else kind
    assert TrainingBody.load().missing == []


@pytest.mark.django_db
def test_no_certificate_of_delivery_without_evidence_or_before_the_end():
    running = EnrolmentFactory(cohort=cohort_of())
    over = EnrolmentFactory(
        cohort=cohort_of(starts_on=NOW.date(), ends_on=NOW.date()), requested_at=NOW
    )

    for enrolment in (running, over):
        with pytest.raises(NotFinished):
            issue(enrolment=enrolment, kind=KINDS.REALISATION, at=NOW + timedelta(days=2))

    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_cohort_that_asks_for_attendance_waits_for_it(manager):
    cohort = cohort_of()
    SessionFactory(cohort=cohort)
    rules = {"modules": True, "quizzes": False, "attendance_percent": 50}
    set_rules(cohort=cohort, by=manager, **rules)

    enrolment = finished_in(cohort)

    assert (enrolment.state, enrolment.certificate) == ("completed", None)
    [standing] = standings_of(ledger_of(cohort, at=timezone.now()), [enrolment])
    assert standing.missing == ["il manque 1 demi-journée sur 2"]
    with pytest.raises(NotFinished, match="il manque 1 demi-journée sur 2"):
        issue(enrolment=enrolment)
    set_rules(cohort=cohort, by=manager, **rules | {"attendance_percent": 0})
    assert issue(enrolment=enrolment).kind == KINDS.ATTESTATION


@pytest.mark.django_db
def test_a_revoked_certificate_says_so_to_strangers_and_may_be_issued_again(client, manager):
    enrolment = finished_in(cohort_of())
    first = enrolment.certificate

    revoke(certificate=first, reason="Erreur de nom", by=manager)
    revoke(certificate=first, reason="Une autre fois", by=manager)

    first.refresh_from_db()
    assert first.revocation_reason == "Erreur de nom"
    assert Event.objects.filter(verb="certificate_revoked", actor_id=manager.pk).count() == 1
    assert Message.objects.get(key=f"certificate:revoked:{first.pk}").recipient == enrolment.learner
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Cette attestation est révoquée" in page
    assert enrolment.learner.get_full_name() not in page
    assert "Erreur de nom" not in page
    assert archives.issue_missing(cohort=enrolment.cohort) == 1  # of the other kind
    again = issue(enrolment=enrolment)
    assert again.code != first.code
    assert "est authentique" in client.get(again.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_nothing_is_revoked_without_a_reason(manager):
    certificate = finished_in(cohort_of()).certificate

    with pytest.raises(NoReason):
        revoke(certificate=certificate, reason="  ", by=manager)

    certificate.refresh_from_db()
    assert not certificate.is_revoked


@pytest.mark.django_db
def test_the_database_keeps_one_standing_paper_of_a_kind():
    certificate = finished_in(cohort_of()).certificate
    certificate.pk, certificate.code = None, "RAM-AAAA-AAAA-AAAA"

    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save()


@pytest.mark.django_db
def test_strangers_read_what_the_certificate_of_delivery_says(client):
    paper = issue(enrolment=finished_in(cohort_of()), kind=KINDS.REALISATION)

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "Certificat de réalisation" in page
    assert "Activités en ligne terminées" in page
    assert "L. 6313-1" in page


@pytest.mark.django_db
def test_the_manager_issues_revokes_and_reads_the_papers(client, sign_in, manager):
    enrolment = finished_in(cohort_of())
    base = f"/pilotage/promotions/{enrolment.cohort_id}/attestations/"
    sign_in(manager)

    answer = client.post(f"{base}{enrolment.pk}/realisation/delivrer/", follow=True)
    paper = enrolment.certificates.get(kind=KINDS.REALISATION)

    assert paper.code in answer.content.decode()
    assert client.get(f"{base}{paper.code}.pdf")["Content-Type"] == "application/pdf"
    assert client.post(f"{base}{paper.code}/revoquer/").status_code == 422
    client.post(f"{base}{paper.code}/revoquer/", {"reason": "Heures à revoir"})
    paper.refresh_from_db()
    assert paper.is_revoked
    assert client.get(f"{base}{paper.code}.pdf").status_code == 404
    assert client.post(f"{base}{enrolment.pk}/autre/delivrer/").status_code == 404


@pytest.mark.django_db
def test_the_page_asks_as_many_queries_for_three_as_for_one(
    client, sign_in, manager, django_assert_max_num_queries
):
    cohort = cohort_of()
    sign_in(manager)
    address = f"/pilotage/promotions/{cohort.pk}/attestations/"
    counts = []
    for people in (1, 2):
        for _person in range(people):
            issue(enrolment=finished_in(cohort), kind=KINDS.REALISATION)
        client.get(address)
        with django_assert_max_num_queries(20) as captured:
            client.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert cohort.enrolments.count() == 3


@pytest.mark.django_db
def test_an_archive_holds_every_standing_paper_and_its_managers_fetch_it(
    client, sign_in, manager, django_capture_on_commit_callbacks
):
    cohort = cohort_of()
    enrolments = [finished_in(cohort) for _person in range(3)]
    revoke(certificate=enrolments[0].certificate, reason="Erreur", by=manager)
    sign_in(manager)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/pilotage/promotions/{cohort.pk}/archives/papers/preparer/")

    archive = Archive.objects.get()
    assert (archive.state, archive.done, archive.total, archive.error) == ("ready", 5, 5, "")
    assert archive.file.name.startswith("private/")
    answer = client.get(f"/pilotage/promotions/{cohort.pk}/archives/{archive.pk}.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        assert len(bundle.namelist()) == 5
        assert all(bundle.read(name).startswith(b"%PDF") for name in bundle.namelist())
    assert client.get(f"/media/{archive.file.name}").status_code == 404


@pytest.mark.django_db
def test_a_builder_that_comes_back_late_changes_nothing(manager, monkeypatch):
    cohort = cohort_of()
    finished_in(cohort)
    archive = archives.ask_for(cohort=cohort, kind="papers", by=manager)

    def taken_over(_certificate):
        Archive.objects.update(tries=2)
        return b"%PDF"

    monkeypatch.setattr(archives, "paper_of", taken_over)
    archives.build(archive.pk)

    archive.refresh_from_db()
    assert (archive.state, archive.file.name, archive.error) == ("building", "", "")


@pytest.mark.django_db
def test_what_fails_is_tried_again_then_said(manager, monkeypatch):
    cohort = cohort_of()
    finished_in(cohort)
    archive = archives.ask_for(cohort=cohort, kind="papers", by=manager)
    assert archives.ask_for(cohort=cohort, kind="papers", by=manager) == archive

    def broken(_certificate):
        raise ValueError("papier")

    monkeypatch.setattr(archives, "paper_of", broken)
    for _try in range(archives.MOST_TRIES):
        archives.build_left_behind()

    archive.refresh_from_db()
    assert (archive.state, archive.tries, archive.error) == ("failed", 5, "papier")
    assert archives.ask_for(cohort=cohort, kind="papers", by=manager) != archive


@pytest.mark.django_db
def test_archives_are_forgotten_with_their_files_after_a_month(manager):
    cohort = cohort_of()
    finished_in(cohort)
    old, young = (
        archives.ask_for(cohort=cohort, kind=kind, by=manager) for kind in ("papers", "evidence")
    )
    archives.build_left_behind()
    old.refresh_from_db()
    storage, name = old.file.storage, old.file.name
    Archive.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=31))

    assert archives.forget_old() == 1

    assert list(Archive.objects.all()) == [young]
    assert not storage.exists(name)


@pytest.mark.django_db
def test_a_coach_opens_the_papers_of_those_they_coach_and_of_nobody_else(client, sign_in):
    cohort = CohortFactory(course=open_course(lessons=1))
    coach, other = UserFactory(), UserFactory()
    for person in (coach, other):
        CohortStaff.objects.create(cohort=cohort, person=person, role="coach")
    enrolment = EnrolmentFactory(cohort=cohort, coach=coach)
    for activity in activities_of(cohort.course):
        finish_activity(enrolment=enrolment, activity=activity)
    address = f"/promotions/{cohort.pk}/attestations/{enrolment.pk}.pdf"

    met = []
    for person in (coach, other):
        sign_in(person)
        met.append(client.get(address).status_code)

    assert met == [200, 404]
