"""Personal links, by mail, for those who have not signed yet."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Session
from cohorts.services.attendance.sheets import check_hours, check_team, hold
from cohorts.services.tickets import personal_ticket
from courses.choices import HalfDay
from lms.accounts.models import User
from lms.notifications.services import tell

LINKS_AT_ONCE = 200


@transaction.atomic
def send_links(
    *, session: Session, day: date, half_day: str, by: User, at: datetime | None = None
) -> int:
    """Mail their own link to those of whom nothing is said yet; return how many were told.

    Once each, in the first `LINKS_AT_ONCE` of the sheet: a webinar of thousands signs by its code.
    """
    at = at or timezone.now()
    sheet = hold(session, day, half_day)
    check_team(sheet, by)
    check_hours(sheet, at)
    silent = sheet.session.cohort.enrolments.seated().exclude(pk__in=sheet.spoken_of)
    people = silent.select_related("learner").order_by("pk")[:LINKS_AT_ONCE]
    for enrolment in people:
        ticket = personal_ticket(sheet.session, day, half_day, enrolment)
        tell(
            recipient=enrolment.learner,
            key=f"sign:{sheet.session.pk}:{sheet.session.sequence}:{day}:{half_day}:{enrolment.pk}",
            template="cohorts/mail/sign.txt",
            context={
                "recipient": enrolment.learner,
                "session": sheet.session,
                "day": day,
                "half_day": HalfDay(half_day).label,
                "url": settings.BASE_URL + reverse("cohorts:sign", args=[ticket]),
            },
        )
    return len(people)
