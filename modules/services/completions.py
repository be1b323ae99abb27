"""What every activity shares: an activity done is noted once, and a refusal speaks to people."""

from collections.abc import Mapping
from datetime import datetime

from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.models import Activity, Completion


class Refused(Exception):
    """Something a learner asked for that cannot be; the message is for them."""


def note_completion(
    learner: User,
    enrolment_id: int,
    activity: Activity,
    at: datetime,
    ids: Mapping[str, int | None],
) -> Completion:
    completion, created = Completion.objects.get_or_create(
        enrolment_id=enrolment_id,
        activity_id=activity.pk,
        defaults={"learner": learner, "completed_at": at},
    )
    if created:
        record(
            Verb.ACTIVITY_COMPLETED,
            actor=learner,
            at=at,
            enrolment_id=enrolment_id,
            activity_id=activity.pk,
            module_id=activity.get_parent().pk,
            **ids,
        )
    return completion
