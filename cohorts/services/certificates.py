"""Certificates: what a finished enrolment earns, kept with the words it was issued with."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Certificate, Enrolment
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import tell
from modules.models import ModulePage
from modules.outline import Outline, outline_of
from modules.progress import best_scores

# No letter or digit that people mistake for another on paper (0 and O, 1, I and L).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class NotFinished(Exception):
    """A certificate is for people who have finished."""


@transaction.atomic
def issue(*, enrolment: Enrolment, at: datetime | None = None) -> Certificate:
    """Issue the certificate of a finished enrolment, once, and send its address to the learner."""
    at = at or timezone.now()
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cohort__course", "learner")
        .get(pk=enrolment.pk)
    )
    if certificate := Certificate.objects.filter(enrolment=enrolment).first():
        return certificate
    if enrolment.state != Enrolment.State.COMPLETED:
        raise NotFinished(_("The course is not finished yet."))
    certificate = Certificate.objects.create(
        enrolment=enrolment,
        code=_unused_code(),
        issued_at=at,
        particulars=_particulars(enrolment, finished_at=enrolment.completed_at or at),
    )
    record(
        Verb.CERTIFICATE_ISSUED,
        actor=enrolment.learner,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
        object_id=certificate.pk,
    )
    tell(
        recipient=enrolment.learner,
        key=f"certificate:{enrolment.pk}",
        template="cohorts/mail/certificate.txt",
        context={
            "certificate": certificate,
            "cohort": enrolment.cohort,
            "course": enrolment.cohort.course,
            "learner": enrolment.learner,
            "base_url": settings.BASE_URL,
        },
    )
    return certificate


def _unused_code() -> str:
    """Draw a code that nobody can guess: 31 signs, 12 times, about 59 bits."""
    while True:
        parts = ["".join(secrets.choice(ALPHABET) for _sign in range(4)) for _part in range(3)]
        code = "-".join(["RAM", *parts])
        if not Certificate.objects.filter(code=code).exists():
            return code


def _particulars(enrolment: Enrolment, *, finished_at: datetime) -> dict:
    """Return what the paper says, as things are now; later changes do not touch it."""
    course, cohort = enrolment.cohort.course, enrolment.cohort
    outline = outline_of(course)
    zone = ZoneInfo(cohort.time_zone)
    ends_on = finished_at.astimezone(zone).date()
    seated_at = enrolment.confirmed_at or enrolment.requested_at
    starts_on = cohort.starts_on or seated_at.astimezone(zone).date()
    return {
        "learner": enrolment.learner.get_full_name(),
        "course": course.title,
        "format": course.get_format_display(),
        "level": ", ".join(level.title for level in course.levels.all()),
        "minutes": course.minutes,
        "starts_on": min(starts_on, ends_on).isoformat(),
        "ends_on": ends_on.isoformat(),
        "objectives": _objectives(outline),
        "results": _best_results(enrolment, outline),
        "issuer": settings.WAGTAIL_SITE_NAME,
    }


def _objectives(outline: Outline) -> list[str]:
    modules = ModulePage.objects.in_bulk([module.id for module in outline.modules])
    return [
        str(block.value)
        for module in outline.modules
        if module.id in modules
        for block in modules[module.id].objectives
    ]


def _best_results(enrolment: Enrolment, outline: Outline) -> list[dict]:
    """Return the best score of each quiz, in the order of the course."""
    best = best_scores([enrolment.pk])[enrolment.pk]
    return [
        {"title": activity.title, "percent": int(best[activity.id] * 100 + 1e-9)}
        for activity in outline.activities
        if activity.id in best
    ]
