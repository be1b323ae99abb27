"""Signing, noting, correcting and countersigning a sheet; what the chain keeps of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from cohorts.attendance import first_broken
from cohorts.models import AbsenceProof, SignatureRecord
from cohorts.models.attendance import SignedForEver
from cohorts.services.attendance import (
    AlreadyStated,
    NoSignature,
    NotOfTheTeam,
    NotSeated,
    OutsideHours,
    Proof,
    ReasonMissing,
    SessionCancelled,
    SessionMoved,
    SheetClosed,
    SheetIncomplete,
    WrongTimes,
    correct,
    countersign,
    note,
    send_links,
    sign,
)
from lms.events.models import Event
from tests.cohorts.sheets import (
    AFTERNOON,
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


@pytest.fixture
def session():
    return session_of(title="Ouverture")


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(
        cohort=session.cohort, learner__first_name="Inès", learner__last_name="Moreau"
    )


@pytest.fixture
def trainer(session):
    return trainer_of(session.cohort, first_name="Jeanne", last_name="Roche")


def said_in(session):
    return list(session.signatures.order_by("number").values_list("number", "statement"))


def chain_of(session):
    return SignatureRecord.objects.filter(cohort=session.cohort).entries()


def test_a_signature_says_who_when_how_and_for_what(session, enrolment):
    record = signed(session, enrolment)

    assert (record.number, record.signatory, record.means) == (1, enrolment.learner, "own_device")
    assert record.signed_at == NINE
    assert record.words.replace("\u00a0", " ") == (
        f"Inès Moreau signe sa présence à « Ouverture » ({session.cohort.course.title}), "
        "mardi 12 janvier 2027, matin, de 9 h 00 à 12 h 30."
    )
    assert first_broken(chain_of(session), length=1) is None
    event = Event.objects.get(verb="attendance_signed")
    assert (event.session_id, event.enrolment_id, event.object_id) == (
        session.pk,
        enrolment.pk,
        record.pk,
    )


def test_signing_twice_is_signing_once(session, enrolment):
    first = signed(session, enrolment)

    assert signed(session, enrolment, at=local(9, 5), means="own_link") == first
    assert said_in(session) == [(1, "present")]


def test_each_half_day_has_its_own_signature(session, enrolment):
    signed(session, enrolment)
    signed(session, enrolment, at=local(14), **AFTERNOON)

    assert said_in(session) == [(1, "present"), (2, "present")]


@pytest.mark.parametrize(
    ("at", "half_day"),
    [
        (local(8, 44), MORNING),
        (local(13, 44), AFTERNOON),
        (local(0, day=DAY + timedelta(days=1)), MORNING),
    ],
)
def test_one_signs_from_a_quarter_before_until_the_end_of_the_day(session, enrolment, at, half_day):
    with pytest.raises(OutsideHours):
        signed(session, enrolment, at=at, **half_day)

    assert said_in(session) == []
    signed(session, enrolment, at=local(8, 45))
    signed(session, enrolment, at=local(23, 59), **AFTERNOON)


def test_a_session_cancelled_meanwhile_is_not_signed(session, enrolment):
    type(session).objects.filter(pk=session.pk).update(cancelled_at=NINE)

    with pytest.raises(SessionCancelled, match="annulée"):
        signed(session, enrolment)


def test_a_session_moved_meanwhile_is_not_signed_and_says_where_it_went(session, enrolment):
    day = DAY + timedelta(days=1)
    type(session).objects.filter(pk=session.pk).update(
        starts_at=local(9, day=day), ends_at=local(12, 30, day=day)
    )

    with pytest.raises(SessionMoved, match="mercredi"):
        signed(session, enrolment)

    assert said_in(session) == []


@pytest.mark.parametrize("state", ["waiting", "withdrawn"])
def test_only_people_with_a_seat_sign(session, state):
    with pytest.raises(NotSeated):
        signed(session, EnrolmentFactory(cohort=session.cohort, state=state))
    with pytest.raises(NotSeated):
        signed(session, EnrolmentFactory())


def test_the_tablet_wants_a_drawing_or_a_name_and_somebody_who_holds_it(
    session, enrolment, trainer
):
    on_tablet = {"means": "tablet", "witness": trainer}
    with pytest.raises(NoSignature):
        signed(session, enrolment, **on_tablet, drawing="<script>")
    with pytest.raises(NoSignature):
        signed(session, enrolment, means="tablet_typed", witness=trainer, typed_name="  ")
    with pytest.raises(NotOfTheTeam):
        signed(session, enrolment, means="tablet", witness=UserFactory(), drawing=STROKE)

    record = signed(session, enrolment, **on_tablet, drawing=STROKE)

    assert (record.signatory, record.witness, record.drawing) == (
        enrolment.learner,
        trainer,
        STROKE,
    )


def test_the_team_notes_an_absence_and_the_learner_cannot_sign_over_it(session, enrolment, trainer):
    note(session=session, enrolment=enrolment, by=trainer, statement="absent", at=NINE, **MORNING)

    with pytest.raises(AlreadyStated):
        signed(session, enrolment)

    assert said_in(session) == [(1, "absent")]


def test_an_excuse_and_a_presence_by_hand_say_why(session, enrolment, trainer):
    about = {"session": session, "enrolment": enrolment, "by": trainer, "at": NINE, **MORNING}
    for statement in ("excused", "present"):
        with pytest.raises(ReasonMissing):
            note(**about, statement=statement)

    record = note(**about, statement="excused", reason="Train supprimé")

    assert (record.reason, record.corrects) == ("Train supprimé", None)


def test_a_correction_is_a_record_that_names_the_one_it_corrects(session, enrolment, trainer):
    first = note(
        session=session, enrolment=enrolment, by=trainer, statement="absent", at=NINE, **MORNING
    )

    late = {"statement": "present", "reason": "Arrivée en retard", "arrived_at": local(9, 40)}
    second = correct(record=first, by=trainer, at=local(9, 45), **late)

    assert correct(record=first, by=trainer, at=local(9, 46), **late) == second
    assert (second.number, second.corrects, second.arrived_at) == (2, first, local(9, 40))
    first.refresh_from_db()
    assert first.statement == "absent"
    assert list(Event.objects.values_list("verb", flat=True)) == [
        "attendance_signed",
        "attendance_corrected",
    ]
    assert first_broken(chain_of(session), length=2) is None


def test_only_the_team_corrects_and_only_with_a_reason(session, enrolment, trainer):
    record = signed(session, enrolment)

    with pytest.raises(ReasonMissing):
        correct(record=record, by=trainer, statement="absent", reason=" ")
    with pytest.raises(NotOfTheTeam):
        correct(record=record, by=enrolment.learner, statement="absent", reason="Si")

    assert said_in(session) == [(1, "present")]


@pytest.mark.parametrize(
    ("arrived_at", "left_at"),
    [(local(8, 30), None), (None, local(13)), (local(11), local(10))],
)
def test_times_lie_within_the_half_day(session, enrolment, trainer, arrived_at, left_at):
    record = signed(session, enrolment)

    with pytest.raises(WrongTimes):
        correct(
            record=record,
            by=trainer,
            statement="present",
            reason="Retard",
            arrived_at=arrived_at,
            left_at=left_at,
        )


def test_a_proof_stays_beside_its_record_which_keeps_its_hash(session, enrolment, trainer):
    record = note(
        session=session,
        enrolment=enrolment,
        by=trainer,
        statement="excused",
        reason="Arrêt de travail",
        proof=Proof("../arrêt.pdf", "application/pdf", b"%PDF-1.7"),
        at=NINE,
        **MORNING,
    )

    proof = AbsenceProof.objects.get(record=record)
    assert (proof.name, bytes(proof.content)) == ("..arrêt.pdf", b"%PDF-1.7")
    assert record.proof_hash.startswith("c3a9b1bd") is False
    assert len(record.proof_hash) == 64


def test_a_sheet_is_countersigned_once_everybody_has_their_word(session, enrolment, trainer):
    other = EnrolmentFactory(cohort=session.cohort)
    signed(session, enrolment)

    with pytest.raises(SheetIncomplete, match="1"):
        countersign(session=session, by=trainer, at=local(12), **MORNING)
    assert said_in(session) == [(1, "present")]

    end = {"session": session, "by": trainer, "at": local(12), **MORNING}
    record = countersign(**end, rest_is_absent=True)

    assert countersign(**end) == record
    assert said_in(session) == [(1, "present"), (2, "absent"), (3, "countersigned")]
    assert session.signatures.get(number=2).enrolment == other
    assert Event.objects.filter(verb="attendance_countersigned").count() == 1


def test_a_countersigned_sheet_is_closed_to_all_but_corrections(session, enrolment, trainer):
    countersign(session=session, by=trainer, at=local(12), rest_is_absent=True, **MORNING)
    late = EnrolmentFactory(cohort=session.cohort)

    with pytest.raises(SheetClosed):
        signed(session, late, at=local(12, 1))

    absence = session.signatures.get(enrolment=enrolment)
    correct(record=absence, by=trainer, statement="present", reason="Erreur", at=local(12, 2))
    assert said_in(session)[-1] == (3, "present")


def test_a_sheet_is_not_countersigned_before_its_half_day_nor_by_others(
    session, enrolment, trainer
):
    with pytest.raises(OutsideHours):
        countersign(session=session, by=trainer, at=local(8, 59), **MORNING)
    with pytest.raises(NotOfTheTeam):
        countersign(session=session, by=enrolment.learner, at=local(12), **MORNING)


def test_links_go_to_those_of_whom_nothing_is_said_and_once(
    session, enrolment, trainer, django_capture_on_commit_callbacks
):
    other = EnrolmentFactory(cohort=session.cohort)
    signed(session, other)
    asked = {"session": session, "by": trainer, "at": NINE, **MORNING}

    with django_capture_on_commit_callbacks(execute=True):
        assert send_links(**asked) == 1
        send_links(**asked)

    (letter,) = mail.outbox
    assert letter.to == [enrolment.learner.email]
    assert "/emarger/" in letter.body


def test_the_database_refuses_to_change_or_delete_a_signature(session, enrolment):
    record = signed(session, enrolment)
    table = SignatureRecord._meta.db_table

    for sql in (f"UPDATE {table} SET reason = 'x'", f"DELETE FROM {table}"):  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="never"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    for change in (record.save, record.delete, session.signatures.all().delete):
        with pytest.raises(SignedForEver):
            change()
    with pytest.raises(SignedForEver):
        session.signatures.update(reason="x")

    assert said_in(session) == [(1, "present")]


def test_each_cohort_has_a_chain_of_its_own(session, enrolment):
    other = session_of()
    signed(session, enrolment)
    signed(other, *learners_of(other.cohort, 1))
    signed(session, EnrolmentFactory(cohort=session.cohort))

    assert [each.number for each in chain_of(session)] == [1, 2]
    assert [each.number for each in chain_of(other)] == [1]


def test_a_half_day_that_the_session_does_not_have_is_refused(session, enrolment):
    with pytest.raises(SessionMoved):
        sign(
            session=session,
            enrolment=enrolment,
            means="own_device",
            at=NINE,
            day=DAY + timedelta(days=7),
            half_day="morning",
        )
