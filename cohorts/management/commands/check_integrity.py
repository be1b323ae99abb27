"""Names every row that breaks a promise which no single constraint of the database can keep."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.attendance import Fault, first_broken
from cohorts.models import Booking, Certificate, Cohort, Enrolment, SignatureRecord
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Attempt, Completion

SIGNING = (Verb.ATTENDANCE_SIGNED, Verb.ATTENDANCE_CORRECTED, Verb.ATTENDANCE_COUNTERSIGNED)


class Command(BaseCommand):
    help = (
        "Checks enrolments, seats, appointments, certificates and chains of signatures; "
        "fails when one is broken."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for sentence in _broken():
            broken += 1
            self.stdout.write(sentence)
        if broken:
            raise CommandError(
                ngettext("%(count)d broken row.", "%(count)d broken rows.", broken)
                % {"count": broken}
            )
        self.stdout.write(_("All is well."))


def _broken() -> Iterator[str]:
    """Yield a sentence per broken row."""
    yield from _work_without_enrolment(
        Completion, _("Completion %(pk)s belongs to no enrolment of its learner.")
    )
    yield from _work_without_enrolment(
        Attempt, _("Attempt %(pk)s belongs to no enrolment of its learner.")
    )
    yield from _overfull_cohorts()
    yield from _meeting_bookings("coach", _("The coach is in two places: bookings %(both)s."))
    yield from _meeting_bookings("learner", _("The learner is in two places: bookings %(both)s."))
    yield from _certificates()
    yield from _chains()


def _work_without_enrolment(model: type[Model], sentence: str) -> Iterator[str]:
    own = Enrolment.objects.filter(pk=OuterRef("enrolment_id"), learner=OuterRef("learner"))
    for pk in model._default_manager.exclude(Exists(own)).values_list("pk", flat=True).iterator():
        yield sentence % {"pk": pk}


def _overfull_cohorts() -> Iterator[str]:
    cohorts: Any = Cohort.objects.exclude(capacity=None).with_seats()
    for cohort in cohorts.values("pk", "capacity", "seated", "offered"):
        cohort["taken"] = cohort["seated"] + cohort["offered"]
        if cohort["taken"] <= cohort["capacity"]:
            continue
        if not cohort["offered"]:
            yield _("Cohort %(pk)s: %(seated)d people in %(capacity)d seats.") % cohort
        else:
            yield (
                _("Cohort %(pk)s: %(taken)d seats taken or offered, of %(capacity)d seats.")
                % cohort
            )


def _meeting_bookings(who: str, sentence: str) -> Iterator[str]:
    """Yield each pair of active bookings of one person that share an instant."""
    active = Booking.objects.active()
    later = (
        active.filter(**{who: OuterRef(who)}, pk__gt=OuterRef("pk"))
        .filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
        .order_by("pk")
    )
    meeting = active.annotate(other=Subquery(later.values("pk")[:1])).exclude(other=None)
    for pk, other in meeting.values_list("pk", "other").iterator():
        yield sentence % {"both": f"{pk}, {other}"}


def _certificates() -> Iterator[str]:
    completed = Enrolment.State.COMPLETED
    lacking: QuerySet[Enrolment] = Enrolment.objects.filter(state=completed, certificate=None)
    for pk in lacking.values_list("pk", flat=True).iterator():
        yield _("Enrolment %(pk)s is finished and has no certificate.") % {"pk": pk}
    early = Certificate.objects.exclude(enrolment__state=completed)
    for code in early.values_list("code", flat=True).iterator():
        yield _("Certificate %(code)s speaks of an enrolment that is not finished.") % {
            "code": code
        }


def _chains() -> Iterator[str]:
    """Name the first broken link of each cohort's signatures.

    The log knows how many there were: it tells of a chain that was cut at its end, or is gone.
    """
    faults = {
        Fault.MISSING: _("Cohort %(pk)s: signature number %(number)d is missing."),
        Fault.PREVIOUS: _(
            "Cohort %(pk)s: signature number %(number)d does not follow the one before it."
        ),
        Fault.CHANGED: _("Cohort %(pk)s: signature number %(number)d was changed."),
    }
    signing = Event.objects.filter(verb__in=SIGNING).values("cohort_id")
    logged = dict(signing.annotate(lines=Count("pk")).values_list("cohort_id", "lines"))
    signed = SignatureRecord.objects.values_list("cohort", flat=True).distinct()
    for pk in sorted({*filter(None, logged), *signed}):
        entries = SignatureRecord.objects.filter(cohort=pk).entries()
        if broken := first_broken(entries, length=logged.get(pk)):
            yield faults[broken.fault] % {"pk": pk, "number": broken.number}
