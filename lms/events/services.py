"""The one way to write the log."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from lms.accounts.models import User
from lms.events.models import Event
from lms.events.verbs import Verb


def record(
    verb: Verb,
    *,
    actor: User | None = None,
    at: datetime | None = None,
    result: float | None = None,
    seconds: int | None = None,
    **ids: int | None,
) -> Event:
    """Write one line, inside the transaction of what happened.

    ``ids`` are ``course_id``, ``module_id``, ``activity_id``, ``cohort_id``, ``enrolment_id``,
    ``session_id`` and ``object_id`` (whatever row the verb speaks of). ``at`` defaults to now.
    """
    return Event.objects.create(
        verb=verb,
        actor_id=actor.pk if actor else None,
        occurred_at=at or timezone.now(),
        result=result,
        seconds=seconds,
        **ids,
    )


def record_many(
    verb: Verb, lines: Iterable[Mapping[str, int]], *, actor: User, at: datetime
) -> None:
    """Write one line per mapping of ids: the same thing happened to many at once."""
    Event.objects.bulk_create(
        [Event(verb=verb, actor_id=actor.pk, occurred_at=at, **ids) for ids in lines]
    )
