"""Names every row that breaks a promise which no single constraint of the database can keep."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Exists, F, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts import sealing
from cohorts.attendance import Fault, first_broken
from cohorts.coaching.lifecycle import STANDING
from cohorts.coaching.models import Booking, HoursLine
from cohorts.models import Certificate, Cohort, Enrolment, SignatureRecord
from cohorts.sealing import Wrong
from cohorts.services.proofs import signing_key
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Attempt, Completion

SIGNING = (Verb.ATTENDANCE_SIGNED, Verb.ATTENDANCE_CORRECTED, Verb.ATTENDANCE_COUNTERSIGNED)


FINDINGS = {
    Wrong.UNREADABLE: gettext_lazy("This is not an archive that can be read."),
    Wrong.CHANGED: gettext_lazy("Changed: %(name)s"),
    Wrong.MISSING: gettext_lazy("Missing: %(name)s"),
    Wrong.EXTRA: gettext_lazy("Added, or there twice: %(name)s"),
    Wrong.SIGNATURE: gettext_lazy("The signature does not fit: %(name)s"),
    Wrong.KEY: gettext_lazy("Somebody else’s key signed it."),
}


class Command(BaseCommand):
    help = (
        "Checks enrolments, seats, appointments, certificates and chains of signatures; "
        "fails when one is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="an evidence file, checked on its own")
        parser.add_argument("--key", help="the signer's public key, as a PEM file")
        parser.add_argument(
            "--show-key", action="store_true", help="print the public key of this house"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show_key"]:
            self._show_key()
        elif options["file"]:
            self._check_file(options["file"], options["key"])
        else:
            self._check_rows()

    def _show_key(self) -> None:
        key = signing_key().public_key()
        self.stdout.write(sealing.public_pem(key))
        self.stdout.write(sealing.fingerprint(key))

    def _check_file(self, path: str, key: str | None) -> None:
        """Check a file that may come from another machine: nothing is read of the database."""
        try:
            verdict = sealing.check(path, key=Path(key).read_bytes() if key else None)
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        for finding in verdict.findings:
            self.stdout.write(FINDINGS[finding.wrong] % {"name": finding.name})
        if verdict.fingerprint:
            self.stdout.write(_("Signed with the key: %(key)s") % {"key": verdict.fingerprint})
        if verdict.findings:
            raise CommandError(_("This evidence file is not what was signed."))
        self.stdout.write(
            ngettext("All is well: %(count)d file.", "All is well: %(count)d files.", verdict.count)
            % {"count": verdict.count}
        )

    def _check_rows(self) -> None:
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
    yield from _hours_of_coaching()
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
    # Seats of one group are one appointment of the coach.
    active = Booking.objects.active().annotate(meeting=Coalesce("group", -F("pk")))
    starts, ends = ("kept_from", "kept_until") if who == "coach" else ("starts_at", "ends_at")
    later = (
        active.filter(**{who: OuterRef(who)}, pk__gt=OuterRef("pk"))
        .filter(**{f"{starts}__lt": OuterRef(ends), f"{ends}__gt": OuterRef(starts)})
        .exclude(meeting=OuterRef("meeting"))
        .order_by("pk")
    )
    meeting = active.annotate(other=Subquery(later.values("pk")[:1])).exclude(other=None)
    for pk, other in meeting.values_list("pk", "other").iterator():
        yield sentence % {"both": f"{pk}, {other}"}


def _hours_of_coaching() -> Iterator[str]:
    """Name what the ledger and the appointments do not say alike."""
    told = (
        HoursLine.objects.filter(booking=OuterRef("pk"))
        .order_by()
        .values("booking")
        .annotate(total=Sum("minutes"))
        .values("total")
    )
    bookings = Booking.objects.annotate(told=Coalesce(Subquery(told), 0))
    wrong = bookings.exclude(told=-F("minutes_counted"))
    for pk in wrong.values_list("pk", flat=True).iterator():
        yield _("Booking %(pk)s: the ledger of hours does not say what it counts.") % {"pk": pk}
    within = Booking.objects.filter(state__in=STANDING, group__isnull=False)
    for pk in (
        within.exclude(starts_at=F("group__starts_at")).values_list("pk", flat=True).iterator()
    ):
        yield _("Booking %(pk)s is at another time than its group.") % {"pk": pk}


def _certificates() -> Iterator[str]:
    completed = Enrolment.State.COMPLETED
    # A cohort with rules of its own may ask for more than to have finished.
    lacking: QuerySet[Enrolment] = Enrolment.objects.filter(
        state=completed, certificates=None, cohort__earning_rules=None
    )
    for pk in lacking.values_list("pk", flat=True).iterator():
        yield _("Enrolment %(pk)s is finished and has no certificate.") % {"pk": pk}
    early = Certificate.objects.attestations().exclude(enrolment__state=completed)
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
