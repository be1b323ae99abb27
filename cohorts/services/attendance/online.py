"""The door of the online room: whoever goes in leaves the evidence that a webinar brings.

Not a signature yet: when the sheet is countersigned, those who came in and did not sign are noted
present from then on, by this evidence (countersigning.py).
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cohorts.evidence import half_days_of
from cohorts.models import Enrolment, Session
from lms.events.services import record
from lms.events.verbs import Verb


@transaction.atomic
def enter_room(*, session: Session, enrolment: Enrolment, at: datetime | None = None) -> bool:
    """Record that the learner goes in, while the session may be signed; say whether it may."""
    at = at or timezone.now()
    if session.is_cancelled or not any(each.is_open(at=at) for each in half_days_of(session)):
        return False
    record(
        Verb.ROOM_ENTERED,
        actor=enrolment.learner,
        at=at,
        course_id=session.cohort.course_id,
        cohort_id=session.cohort_id,
        enrolment_id=enrolment.pk,
        session_id=session.pk,
    )
    return True
