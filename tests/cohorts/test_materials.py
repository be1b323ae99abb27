"""Materials of a session: only its people get them, and players may jump about in them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cohorts.models import SessionMaterial
from cohorts.ranges import LONGEST_SPAN, OutsideTheFile, Span, span_asked
from cohorts.services import materials as services
from tests.cohorts.sheets import trainer_of
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory

PDF = b"%PDF-1.7 " + b"x" * 500
NOW = timezone.now()


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=90-900", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-900", (0, 99)),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-9", None),
        ("", None),
    ],
)
def test_the_bytes_asked_for(header, span):
    assert span_asked(header, 100) == (span and Span(*span, 100))


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_bytes_that_are_not_there_are_refused(header):
    with pytest.raises(OutsideTheFile):
        span_asked(header, 100)


@given(
    st.text(max_size=30) | st.from_regex(r"bytes=\d*-\d*", fullmatch=True), st.integers(0, 10**9)
)
def test_whatever_is_asked_the_span_lies_in_the_file_and_is_bounded(header, size):
    try:
        span = span_asked(header, size)
    except OutsideTheFile:
        return
    assert span is None or (0 <= span.first <= span.last < size and span.length <= LONGEST_SPAN)


@pytest.fixture
def session():
    return SessionFactory(
        starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=2)
    )


def page_of(session):
    return f"{session.get_absolute_url()}documents/"


def given_to(session, *, content=PDF, name="carnet.pdf", moment="before"):
    return services.add_material(
        session=session,
        by=UserFactory(),
        title="Carnet",
        moment=moment,
        file=SimpleUploadedFile(name, content),
    )


@pytest.mark.django_db
def test_a_trainer_gives_a_file_and_the_cohort_alone_gets_it(client, sign_in, session):
    learner = EnrolmentFactory(cohort=session.cohort).learner
    sign_in(trainer_of(session.cohort))
    answer = client.post(
        page_of(session),
        {"title": "Carnet", "moment": "before", "file": SimpleUploadedFile("à lire.pdf", PDF)},
    )
    assert answer.status_code == 302
    material = SessionMaterial.objects.get()

    sign_in(learner)
    assert "Carnet" in client.get(session.get_absolute_url()).content.decode()
    got = client.get(material.get_absolute_url())
    assert b"".join(got.streaming_content) == PDF
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("inline")
    assert got.headers["Cache-Control"] == "private, no-store"

    sign_in(EnrolmentFactory().learner)
    assert client.get(material.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(material.get_absolute_url()).status_code == 302
    assert client.get(f"/media/{material.file.name}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": SimpleUploadedFile("photo.pdf", b"MZ program")}, "un document bureautique"),
        ({}, "Choisissez un fichier"),
        (
            {"file": SimpleUploadedFile("a.pdf", PDF), "url": "https://exemple.org/"},
            "pas les deux",
        ),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(client, sign_in, session, sent, said):
    sign_in(trainer_of(session.cohort))

    answer = client.post(page_of(session), {"title": "Carnet", "moment": "before", **sent})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SessionMaterial.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(session, monkeypatch):
    file = SimpleUploadedFile("carnet.pdf", PDF)
    file.size = 50_000_001

    with pytest.raises(services.MaterialRefused, match="50"):
        services.add_material(
            session=session, by=UserFactory(), title="x", moment="before", file=file
        )

    assert not SessionMaterial.objects.exists()


@pytest.mark.django_db
def test_a_session_takes_so_many_materials(session, monkeypatch):
    monkeypatch.setattr(services, "MOST_MATERIALS", 1)
    given_to(session)

    with pytest.raises(services.MaterialRefused):
        given_to(session)

    assert session.materials.count() == 1


@pytest.mark.django_db
def test_what_comes_after_is_the_learners_once_the_session_has_begun(client, sign_in, session):
    material = given_to(session, moment="after")
    sign_in(EnrolmentFactory(cohort=session.cohort).learner)
    address = material.get_absolute_url()

    early = client.get(address).status_code
    session.starts_at = NOW - timedelta(minutes=1)
    session.save()

    assert (early, client.get(address).status_code) == (404, 200)


@pytest.mark.django_db
def test_a_player_gets_the_bytes_it_asks_for(client, sign_in, session):
    film = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 8
    material = given_to(session, content=film, name="film.mp4")
    sign_in(EnrolmentFactory(cohort=session.cohort).learner)
    address = material.get_absolute_url()

    whole = client.get(address)
    part = client.get(address, headers={"Range": "bytes=100-199"})
    none = client.get(address, headers={"Range": "bytes=99999-"})

    assert whole.headers["Accept-Ranges"] == "bytes"
    assert b"".join(whole.streaming_content) == film
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(film)}"
    assert part.headers["Content-Length"] == "100"
    assert b"".join(part.streaming_content) == film[100:200]
    assert (none.status_code, none.headers["Content-Range"]) == (416, f"bytes */{len(film)}")


@pytest.mark.django_db
def test_what_was_removed_comes_back_or_goes_after_a_month(client, sign_in, session):
    material = given_to(session)
    sign_in(trainer_of(session.cohort))
    address = material.get_absolute_url()

    client.post(f"{address}retirer/")
    assert client.get(address).status_code == 200  # the team may still look before it decides
    client.post(f"{address}remettre/")
    material.refresh_from_db()
    assert material.removed_at is None

    services.remove(material=material, by=UserFactory(), at=NOW)
    assert services.forget_removed(at=NOW + timedelta(days=29)) == 0
    kept = material.file.storage.exists(material.file.name)
    assert services.forget_removed(at=NOW + timedelta(days=30)) == 1
    assert (kept, material.file.storage.exists(material.file.name)) == (True, False)
    assert not SessionMaterial.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_the_page_takes_as_many_queries_whatever_its_size(
    client, sign_in, session, django_assert_num_queries, size
):
    sign_in(trainer_of(session.cohort))
    for _number in range(size):
        given_to(session)

    with django_assert_num_queries(5):
        client.get(page_of(session))
