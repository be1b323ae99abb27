"""Learners sign their presence: on their own device, or on the tablet that their trainer holds."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.attendance import is_drawing
from cohorts.models import Enrolment, Session, SignatureRecord
from cohorts.services.attendance.refusals import AlreadyStated, NoSignature, SheetClosed
from cohorts.services.attendance.sheets import (
    Sheet,
    append,
    check_hours,
    check_seat,
    check_team,
    hold,
)
from lms.accounts.models import User
from lms.events.verbs import Verb

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means


@transaction.atomic
def sign(
    *,
    session: Session,
    day: date,
    half_day: str,
    enrolment: Enrolment,
    means: str,
    drawing: str = "",
    typed_name: str = "",
    witness: User | None = None,
    at: datetime | None = None,
) -> SignatureRecord:
    """Write that the learner signs their presence. Signing twice is signing once.

    On the trainer's tablet, ``witness`` is the trainer, and the learner draws or types their name.
    """
    at = at or timezone.now()
    sheet = hold(session, day, half_day)
    check_seat(sheet, enrolment)
    if said := sheet.last_word_about(enrolment):
        if said.statement == Statement.PRESENT:
            return said
        raise AlreadyStated(
            _("The team has noted an absence. Ask your trainer to correct it if you are there.")
        )
    if sheet.last_word_about(None):
        raise SheetClosed(_("This sheet is countersigned: only the team can still correct it."))
    check_hours(sheet, at)
    if means in (Means.TABLET, Means.TABLET_TYPED):
        _check_tablet(sheet, means, drawing=drawing, typed_name=typed_name, witness=witness)
    return append(
        sheet,
        Verb.ATTENDANCE_SIGNED,
        enrolment=enrolment,
        signatory=enrolment.learner,
        witness=witness,
        statement=Statement.PRESENT,
        means=means,
        drawing=drawing,
        typed_name=typed_name.strip(),
        at=at,
    )


def _check_tablet(
    sheet: Sheet, means: str, *, drawing: str, typed_name: str, witness: User | None
) -> None:
    if witness is None:
        raise TypeError("Somebody holds the tablet.")
    check_team(sheet, witness)
    if means == Means.TABLET and not is_drawing(drawing):
        raise NoSignature(_("Sign in the frame, or type your name."))
    if means == Means.TABLET_TYPED and not typed_name.strip():
        raise NoSignature(_("Sign in the frame, or type your name."))
