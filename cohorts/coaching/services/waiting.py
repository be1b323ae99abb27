"""Learners who wait for a freed time: told when one is, first come first served."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.coaching.diaries import settings_of
from cohorts.coaching.models import Booking, FreedTimeWatch
from cohorts.models import Enrolment
from lms.notifications.services import Letter, tell_many

MOST_TOLD = 100


@transaction.atomic
def wait_for_times(*, enrolment: Enrolment, at: datetime | None = None) -> FreedTimeWatch:
    """Tell this learner of the next times that are freed, until they book one."""
    watch, _created = FreedTimeWatch.objects.get_or_create(
        enrolment=enrolment, defaults={"since": at or timezone.now()}
    )
    return watch


def stop_waiting(*, enrolment: Enrolment) -> None:
    FreedTimeWatch.objects.filter(enrolment=enrolment).delete()


def tell_freed(*, booking: Booking, starts_at: datetime, at: datetime) -> None:
    """Tell those who wait that this time is free again, when there is still time to book it."""
    notice = timedelta(hours=settings_of(booking.coach).notice_hours)
    if starts_at - at < notice:
        return
    waiting = (
        FreedTimeWatch.objects.filter(enrolment__coach=booking.coach_id)
        .filter(enrolment__state__in=Enrolment.SEATED)
        .exclude(enrolment__learner=booking.learner_id)
        .select_related("enrolment__learner")
        .order_by("since", "pk")
    )
    tell_many(
        Letter(
            recipient=watch.enrolment.learner,
            key=f"booking:freed:{booking.pk}:{booking.sequence}:{watch.enrolment.learner_id}",
            template="coaching/mail/freed_time.txt",
            context={
                "coach": booking.coach,
                "starts_at": starts_at,
                "recipient": watch.enrolment.learner,
                "zone": ZoneInfo(watch.enrolment.learner.time_zone),
                "url": settings.BASE_URL + reverse("coaching:appointments"),
            },
        )
        for watch in waiting[:MOST_TOLD]
    )
