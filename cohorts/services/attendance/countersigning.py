"""Who led a session vouches for its whole sheet."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Session, SignatureRecord
from cohorts.services.attendance.refusals import OutsideHours, SheetIncomplete
from cohorts.services.attendance.sheets import append, check_team, hold
from lms.accounts.models import User
from lms.events.verbs import Verb

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means


@transaction.atomic
def countersign(
    *,
    session: Session,
    day: date,
    half_day: str,
    by: User,
    rest_is_absent: bool = False,
    at: datetime | None = None,
) -> SignatureRecord:
    """Write that who led vouches for the whole sheet, which has a word about everybody.

    ``rest_is_absent`` notes those of whom nothing is said as absent first.
    """
    at = at or timezone.now()
    sheet = hold(session, day, half_day)
    check_team(sheet, by)
    if signed := sheet.last_word_about(None):
        return signed
    if at < sheet.span.starts:
        raise OutsideHours(_("A sheet is countersigned once the half-day has begun."))
    silent = list(
        sheet.session.cohort.enrolments.seated()
        .exclude(pk__in=sheet.spoken_of)
        .select_related("learner")
    )
    if silent and not rest_is_absent:
        raise SheetIncomplete(
            ngettext(
                "Nothing is said yet about %(count)d person: note them absent or have them sign.",
                "Nothing is said yet about %(count)d people: note them absent or have them sign.",
                len(silent),
            )
            % {"count": len(silent)}
        )
    for enrolment in silent:
        append(
            sheet,
            Verb.ATTENDANCE_SIGNED,
            enrolment=enrolment,
            signatory=by,
            statement=Statement.ABSENT,
            means=Means.TEAM,
            at=at,
        )
    return append(
        sheet,
        Verb.ATTENDANCE_COUNTERSIGNED,
        enrolment=None,
        signatory=by,
        statement=Statement.COUNTERSIGNED,
        means=Means.TEAM,
        at=at,
    )
