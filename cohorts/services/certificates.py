"""The two papers of an enrolment: issued once each, kept with their words, revoked with a reason.

*Attestation de fin de formation.* Until the end of 2018, article L6353-1 of the Code du travail
had the provider hand each trainee, at the end, « une attestation mentionnant les objectifs, la
nature et la durée de l'action et les résultats de l'évaluation des acquis de la formation ». Since
the law of 5 September 2018 the article speaks of the agreement between buyer and provider only
(D6353-1, https://code.travail.gouv.fr/code-du-travail/d6353-1), and this attestation is no longer a
duty. The house goes on giving it, with the same four particulars; results appear where the course
assesses something. Read in the law itself: D6353-1. In secondary sources only: the words before
2019 (https://monof.pro/publications/modele-dattestation-de-fin-de-formation-qualiopi) and the
minister's answer on results (question 91021, 29 March 2011,
https://hospitality-on.com/fr/precisions-du-ministere-du-travail-sur-lattestation-de-formation-ou-de-stage).

*Certificat de réalisation.* What funders check is this paper, of article R6332-26 and of the order of
21 December 2018, whose own text was not found: its particulars follow the ministry's model as skills
operators report it (https://www.opco-atlas.fr/actualites/nouveau-un-certificat-de-realisation-des-actions-de-formation.html,
https://www.ocapiat.fr/utilisez-le-bon-modele-de-certificat-de-realisation/): the provider, the
trainee, the action, its nature, its dates and the duration followed, place, day and signatory. The
four natures are those of L6313-1, read in the law of 5 September 2018, article 4
(https://www.legifrance.gouv.fr/affichTexteArticle.do?cidTexte=JORFTEXT000037367660&idArticle=JORFARTI000037367747).
``cohorts.hours`` says what the duration rests on.
"""  # noqa: E501

import secrets
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.hours import Hours
from cohorts.models import Certificate, Cohort, EarningRules, Enrolment
from cohorts.papers import Ledger, ledger_of
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from lms.notifications.services import tell
from modules.outline import Outline
from modules.progress import completed_activities, counting_scores

# No letter or digit that people mistake for another on paper (0 and O, 1, I and L).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
Kind = Certificate.Kind


class NotFinished(Exception):
    """A certificate is for people who have finished, by the rules of their cohort."""


class NoReason(Exception):
    """A certificate is revoked with a reason, or not at all."""


@transaction.atomic
def issue(
    *,
    enrolment: Enrolment,
    kind: str = Kind.ATTESTATION,
    ledger: Ledger | None = None,
    at: datetime | None = None,
) -> Certificate:
    """Issue a paper of the enrolment, and send the address of an attestation to the learner.

    The one that stands is returned as it is; after a revocation a new one is made. Whoever issues
    many gives the cohort's ledger, read once.
    """
    at = at or timezone.now()
    enrolment = _lock(enrolment)
    standing = Certificate.objects.standing().filter(enrolment=enrolment, kind=kind).first()
    if standing:
        return standing
    ledger = ledger or ledger_of(enrolment.cohort, at=at)
    if kind == Kind.ATTESTATION:
        _check_earned(enrolment, ledger)
        if enrolment.state == Enrolment.State.ACTIVE:
            _complete(enrolment, at=at)
        particulars = _attestation(enrolment, ledger)
    else:
        particulars = _realisation(enrolment, ledger)
    certificate = Certificate.objects.create(
        enrolment=enrolment, kind=kind, code=_unused_code(), issued_at=at, particulars=particulars
    )
    _record(Verb.CERTIFICATE_ISSUED, certificate, actor=enrolment.learner, at=at)
    if kind == Kind.ATTESTATION:
        _tell(certificate, "issued")
    return certificate


@transaction.atomic
def finish(*, enrolment: Enrolment, at: datetime) -> None:
    """Note that the learner has done the course, and issue the attestation if that earns it.

    A cohort may ask for more, as attendance: the desk then issues it when all is there.
    """
    _complete(enrolment, at=at)
    ledger = ledger_of(enrolment.cohort, at=at)
    if not ledger.missing(enrolment, completed_activities([enrolment.pk])[enrolment.pk]):
        issue(enrolment=enrolment, ledger=ledger, at=at)


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, at: datetime | None = None) -> None:
    """Take a paper back: its code goes on leading to a page, which says so. Twice is once."""
    at = at or timezone.now()
    reason = reason.strip()[:300]
    if not reason:
        raise NoReason(_("Say why the certificate is revoked."))
    papers = Certificate.objects.select_for_update(of=("self",))
    locked = papers.select_related("enrolment__cohort__course", "enrolment__learner")
    certificate = locked.get(pk=certificate.pk)
    if certificate.is_revoked:
        return
    certificate.revoked_at = at
    certificate.revocation_reason = reason
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    _record(Verb.CERTIFICATE_REVOKED, certificate, actor=by, at=at)
    _tell(certificate, "revoked")


@transaction.atomic
def set_rules(
    *,
    cohort: Cohort,
    by: User,
    modules: bool,
    quizzes: bool,
    attendance_percent: int,
    at: datetime | None = None,
) -> None:
    """Say what a cohort asks for; certificates that were issued stay."""
    EarningRules.objects.update_or_create(
        cohort=cohort,
        defaults={
            "modules": modules,
            "quizzes": quizzes,
            "attendance_percent": attendance_percent,
        },
    )
    record(Verb.COHORT_CHANGED, actor=by, at=at, course_id=cohort.course_id, cohort_id=cohort.pk)


def _lock(enrolment: Enrolment) -> Enrolment:
    people = Enrolment.objects.select_for_update(of=("self",))
    return people.select_related("cohort__course", "learner").get(pk=enrolment.pk)


def _check_earned(enrolment: Enrolment, ledger: Ledger) -> None:
    if not enrolment.is_seated:
        raise NotFinished(_("The course is not finished yet."))
    missing = ledger.missing(enrolment, completed_activities([enrolment.pk])[enrolment.pk])
    if missing:
        raise NotFinished(
            _("The course is not finished yet: %(reasons)s.") % {"reasons": ", ".join(missing)}
        )


def _complete(enrolment: Enrolment, *, at: datetime) -> None:
    enrolment.state = Enrolment.State.COMPLETED
    enrolment.completed_at = at
    enrolment.save(update_fields=["state", "completed_at"])
    record(
        Verb.ENROLMENT_COMPLETED,
        actor=enrolment.learner,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
    )


def _unused_code() -> str:
    """Draw a code that nobody can guess: 31 signs, 12 times, about 59 bits."""
    while True:
        parts = ["".join(secrets.choice(ALPHABET) for _sign in range(4)) for _part in range(3)]
        code = "-".join(["RAM", *parts])
        if not Certificate.objects.filter(code=code).exists():
            return code


def _attestation(enrolment: Enrolment, ledger: Ledger) -> dict[str, Any]:
    """Return what the paper says, as things are now; later changes do not touch it."""
    course = enrolment.cohort.course
    starts_on, ends_on = _dates(enrolment, enrolment.completed_at or ledger.at)
    return {
        "learner": enrolment.learner.get_full_name(),
        "course": course.title,
        "format": course.get_format_display(),
        "level": ledger.level,
        "nature": _nature(),
        "minutes": course.minutes,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "objectives": ledger.objectives,
        "results": _best_results(enrolment, ledger.outline),
        **ledger.issuer,
    }


def _realisation(enrolment: Enrolment, ledger: Ledger) -> dict[str, Any]:
    hours = ledger.hours.get(enrolment.pk, Hours())
    cohort = enrolment.cohort
    today = timezone.localdate(ledger.at, ZoneInfo(cohort.time_zone))
    finished = enrolment.state == Enrolment.State.COMPLETED
    if not enrolment.is_seated or not (finished or cohort.is_over(on=today)):
        raise NotFinished(_("The course is not finished yet."))
    if not hours.minutes:
        raise NotFinished(_("No evidence shows that any hour was followed."))
    starts_on, ends_on = _dates(enrolment, enrolment.completed_at or ledger.at)
    if cohort.ends_on and cohort.is_over(on=today):
        ends_on = max(starts_on, cohort.ends_on)
    return {
        "learner": enrolment.learner.get_full_name(),
        "course": cohort.course.title,
        "nature": _nature(),
        "minutes": hours.minutes,
        "hours": _rests_on(hours),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        **ledger.issuer,
    }


def _rests_on(hours: Hours) -> list[dict[str, Any]]:
    parts = [
        (_("half-days signed on attendance sheets"), hours.attended),
        (_("online activities completed"), hours.online),
        (_("coaching appointments held"), hours.coaching),
    ]
    return [{"rests_on": words, "minutes": minutes} for words, minutes in parts if minutes]


def _nature() -> str:
    """Name the action among those of L6313-1: ours are trainings, its first."""
    return _("training action (article L. 6313-1, 1°, of the Code du travail)")


def _dates(enrolment: Enrolment, finished_at: datetime) -> tuple[date, date]:
    zone = ZoneInfo(enrolment.cohort.time_zone)
    ends_on = finished_at.astimezone(zone).date()
    seated_at = enrolment.confirmed_at or enrolment.requested_at
    starts_on = enrolment.cohort.starts_on or seated_at.astimezone(zone).date()
    return min(starts_on, ends_on), ends_on


def _best_results(enrolment: Enrolment, outline: Outline) -> list[dict]:
    """Return the best score of each quiz, in the order of the course."""
    best = counting_scores([enrolment.pk])[enrolment.pk]
    return [
        {"title": activity.title, "percent": int(best[activity.id] * 100 + 1e-9)}
        for activity in outline.activities
        if activity.id in best
    ]


def _record(verb: Verb, certificate: Certificate, *, actor: User, at: datetime) -> None:
    enrolment = certificate.enrolment
    record(
        verb,
        actor=actor,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
        object_id=certificate.pk,
    )


def _tell(certificate: Certificate, news: str) -> None:
    enrolment = certificate.enrolment
    template = "certificate" if news == "issued" else "certificate_revoked"
    tell(
        recipient=enrolment.learner,
        key=f"certificate:{news}:{certificate.pk}",
        template=f"cohorts/mail/{template}.txt",
        context={
            "certificate": certificate,
            "cohort": enrolment.cohort,
            "course": enrolment.cohort.course,
            "learner": enrolment.learner,
            "base_url": settings.BASE_URL,
        },
    )
