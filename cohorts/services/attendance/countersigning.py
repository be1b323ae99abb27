"""Who led a session vouches for its whole sheet, with what the online room has seen."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.attendance import window
from cohorts.evidence import entries_of
from cohorts.models import Enrolment, Session, SignatureRecord
from cohorts.services.attendance.refusals import OutsideHours, SheetIncomplete
from cohorts.services.attendance.sheets import Sheet, append, check_team, hold
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

    Those who came into the online room and did not sign are noted present first, by that evidence;
    ``rest_is_absent`` then notes those of whom nothing is said as absent.
    """
    at = at or timezone.now()
    sheet = hold(session, day, half_day)
    check_team(sheet, by)
    if signed := sheet.last_word_about(None):
        return signed
    if at < sheet.span.starts:
        raise OutsideHours(_("A sheet is countersigned once the half-day has begun."))
    silent = _without_those_online(sheet, by=by, at=at)
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


def _without_those_online(sheet: Sheet, *, by: User, at: datetime) -> list[Enrolment]:
    """Note present those whom the online room has seen; return those of whom nothing is known."""
    seated = sheet.session.cohort.enrolments.seated().exclude(pk__in=sheet.spoken_of)
    entries = entries_of(sheet.session, window(sheet.span, sheet.day, sheet.zone))
    silent = []
    for enrolment in seated.select_related("learner").order_by("pk"):
        entered_at = entries.get(enrolment.pk)
        if entered_at is None or entered_at >= sheet.span.ends:
            silent.append(enrolment)
            continue
        clock = time_format(entered_at.astimezone(sheet.zone), "TIME_FORMAT")
        append(
            sheet,
            Verb.ATTENDANCE_SIGNED,
            enrolment=enrolment,
            signatory=by,
            statement=Statement.PRESENT,
            means=Means.ONLINE,
            reason=_("Came into the online room at %(time)s.") % {"time": clock},
            arrived_at=entered_at if entered_at > sheet.span.starts else None,
            at=at,
        )
    return silent
