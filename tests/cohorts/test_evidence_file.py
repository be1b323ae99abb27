"""The evidence file: complete, sealed, and whoever touches it is found out."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from cohorts import sealing
from cohorts.sealing import Dossier, Finding, Wrong
from cohorts.services import archives
from cohorts.services.classroom import finish_activity, start_attempt, submit_attempt
from cohorts.services.proofs import signing_key
from lms.accounts.models import Role
from tests.cohorts.classes import activities_of, open_course, right_answers
from tests.factories import CohortFactory, EnrolmentFactory, MembershipFactory, SessionFactory

FILES = {"personnes.csv": b"Zoe;Martin", "connexions.csv": b"", "a/b.pdf": b"%PDF-1.7"}
KEY = sealing.read_key(sealing.new_key())
PUBLIC = sealing.public_pem(KEY.public_key()).encode()


def sealed(files=FILES, key=KEY):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        dossier = Dossier(bundle)
        for name, content in files.items():
            dossier.add(name, content)
        dossier.seal(about={"cohort": "Promotion 1"}, key=key)
    return target.getvalue()


def contents(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return target


WHOLE = contents(sealed())


def test_a_file_that_nobody_touched_is_well():
    verdict = sealing.check(zipped(WHOLE), key=PUBLIC)

    assert (verdict.findings, verdict.count) == ([], 3)
    assert verdict.fingerprint == sealing.fingerprint(KEY.public_key())
    assert verdict.about == {"cohort": "Promotion 1"}


@given(st.data())
def test_any_byte_changed_in_any_file_is_found_and_named(data):
    name = data.draw(st.sampled_from([name for name, content in WHOLE.items() if content]))
    place = data.draw(st.integers(0, len(WHOLE[name]) - 1))
    other = data.draw(st.integers(1, 255))
    changed = bytearray(WHOLE[name])
    changed[place] ^= other

    verdict = sealing.check(zipped(WHOLE | {name: bytes(changed)}), key=PUBLIC)

    named = {finding.name for finding in verdict.findings}
    if name in FILES:
        assert verdict.findings == [Finding(Wrong.CHANGED, name)]
    else:
        assert named or Finding(Wrong.KEY) in verdict.findings


def test_a_file_that_is_missing_and_one_that_was_added_are_named():
    files = {name: content for name, content in WHOLE.items() if name != "a/b.pdf"}

    verdict = sealing.check(zipped(files | {"autre.txt": b"x"}))

    assert verdict.findings == [
        Finding(Wrong.MISSING, "a/b.pdf"),
        Finding(Wrong.EXTRA, "autre.txt"),
    ]


def test_a_file_that_stands_twice_is_named():
    target = zipped(WHOLE)
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(target, "a") as bundle,
    ):
        bundle.writestr("personnes.csv", b"Somebody else")

    assert Finding(Wrong.EXTRA, "personnes.csv") in sealing.check(target).findings


@pytest.mark.parametrize("name", ["index.json", "index.sig"])
def test_without_its_index_or_signature_nothing_is_proved(name):
    verdict = sealing.check(zipped({each: WHOLE[each] for each in WHOLE if each != name}))

    assert verdict.findings == [Finding(Wrong.MISSING, name)]


def test_whoever_seals_anew_with_another_key_is_found_out():
    forged = sealed(
        FILES | {"personnes.csv": b"Somebody else"}, sealing.read_key(sealing.new_key())
    )

    assert sealing.check(io.BytesIO(forged), key=PUBLIC).findings == [Finding(Wrong.KEY)]


@pytest.mark.parametrize("content", [b"", b"PK", b"not an archive"])
def test_what_is_no_archive_is_said_so(content):
    assert sealing.check(io.BytesIO(content)).findings == [Finding(Wrong.UNREADABLE)]


@pytest.mark.parametrize(
    "index", [b"[]", b"{}", b"null", b'{"files": 3, "public_key": ""}', b"\xff"]
)
def test_a_nonsensical_index_is_found(index):
    verdict = sealing.check(zipped(WHOLE | {"index.json": index}))

    assert verdict.findings


@pytest.fixture
def house(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_evidence_file_of_a_cohort_is_whole_and_checked_on_another_machine(house, capsys):
    cohort = CohortFactory(course=open_course(lessons=1, quizzes=1))
    SessionFactory(cohort=cohort, starts_at="2026-10-01T08:00Z", ends_at="2026-10-01T10:00Z")
    enrolment = EnrolmentFactory(cohort=cohort, learner__last_name="=Martin")
    lesson, quiz = activities_of(cohort.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    submit_attempt(enrolment=enrolment, attempt=attempt, answers=right_answers(quiz))
    finish_activity(enrolment=enrolment, activity=lesson)
    manager = MembershipFactory(role=Role.MANAGER).person

    archive = archives.ask_for(cohort=cohort, kind="evidence", by=manager)
    archives.build(archive.pk)

    archive.refresh_from_db()
    assert (archive.state, archive.done, archive.error) == ("ready", archive.total, "")
    path = house / "dossier.zip"
    path.write_bytes(archive.file.read())
    files = contents(path.read_bytes())
    kinds = {name.split("/")[0] for name in files}
    assert kinds == {
        "programme.pdf",
        "personnes.csv",
        "emargement",
        "signatures.csv",
        "connexions.csv",
        "resultats.csv",
        "questionnaires.csv",
        "attestations",
        "index.json",
        "index.sig",
    }
    assert "'=Martin" in files["personnes.csv"].decode()
    assert "Quiz 1;1;" in files["resultats.csv"].decode()
    assert json.loads(files["index.json"])["about"]["cohort"] == cohort.title
    call_command("check_integrity", str(path))
    assert "Tout est en ordre" in capsys.readouterr().out

    target = zipped(files | {"personnes.csv": b"Personne"})
    path.write_bytes(target.getvalue())
    with pytest.raises(CommandError):
        call_command("check_integrity", str(path))
    assert "personnes.csv" in capsys.readouterr().out


def test_the_key_is_made_once_and_is_its_owners_alone(house, capsys):
    first, second = signing_key(), signing_key()

    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert (house / "evidence-key.pem").stat().st_mode & 0o777 == 0o600
    call_command("check_integrity", "--show-key")
    shown = capsys.readouterr().out
    assert sealing.fingerprint(first.public_key()) in shown
    assert "PRIVATE" not in shown
