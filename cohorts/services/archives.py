"""Archives of a cohort: asked for on a page, built by a task, one file of the ZIP at a time.

Whoever builds holds a lease, as whoever sends a mail does, and renews it with each file. A builder
that is killed stops renewing; the timetable then hands the archive to another, which starts again.
Should the first come back, the number of tries tells it that the archive is no longer its own. Only
one paper is in memory at once, and the ZIP grows on disk.
"""

import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from cohorts import sealing
from cohorts.models import Archive, Certificate, Cohort, Enrolment
from cohorts.papers import ledger_of, standings_of
from cohorts.printing import print_certificate
from cohorts.sealing import Dossier
from cohorts.services import certificates, proofs
from lms.accounts.models import User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
KEPT_FOR = timedelta(days=30)
MOST_TRIES = 5
BATCH = 200
Kind = Certificate.Kind
TEMPLATES = {Kind.ATTESTATION: "certificate.typ", Kind.REALISATION: "realisation.typ"}


class Superseded(Exception):
    """Somebody else builds this archive now."""


def ask_for(*, cohort: Cohort, kind: str, by: User, at: datetime | None = None) -> Archive:
    """Have an archive built; while one of the kind is being built, that is the answer."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            archive = Archive.objects.create(cohort=cohort, kind=kind, asked_by=by, asked_at=at)
    except IntegrityError:
        return Archive.objects.unfinished().get(cohort=cohort, kind=kind)
    build.delay_on_commit(archive.pk)
    return archive


@shared_task(name="cohorts.tasks.build_archive")
def build(archive_pk: int) -> None:
    """Build an archive, unless somebody does already. What fails is tried again, then said."""
    now = timezone.now()
    free = Archive.objects.free(now=now).filter(pk=archive_pk)
    if not free.update(leased_until=now + LEASE, tries=F("tries") + 1, done=0):
        return
    archive = Archive.objects.select_related("cohort__course").get(pk=archive_pk)
    try:
        _build(archive)
    except Superseded:
        logger.warning("Archive %s is built by somebody else.", archive_pk)
    except Exception as error:
        logger.exception("Archive %s was not built (try %s).", archive_pk, archive.tries)
        given_up = archive.tries >= MOST_TRIES
        _ours(archive).update(
            leased_until=timezone.now(),
            error=str(error)[:500],
            state=Archive.State.FAILED if given_up else Archive.State.BUILDING,
        )


def build_left_behind() -> None:
    """Build what a stopped process has left."""
    for pk in list(Archive.objects.free(now=timezone.now()).values_list("pk", flat=True)):
        build(pk)


def forget_old(*, at: datetime | None = None) -> int:
    """Delete archives, with their files, a month after they were asked for."""
    old = Archive.objects.filter(asked_at__lte=(at or timezone.now()) - KEPT_FOR)
    count = 0
    for archive in old.iterator():
        if archive.file:
            archive.file.delete(save=False)
        archive.delete()
        count += 1
    return count


def fingerprint() -> str:
    """Return the fingerprint of the house's public key, to be given to auditors."""
    return sealing.fingerprint(proofs.signing_key().public_key())


def paper_of(certificate: Certificate) -> bytes:
    """Return the PDF of a certificate, with the words that it was issued with."""
    return print_certificate(
        certificate.particulars,
        code=certificate.code,
        issued_on=timezone.localdate(certificate.issued_at),
        address=settings.BASE_URL + certificate.get_absolute_url(),
        template=TEMPLATES[Kind(certificate.kind)],
    )


def name_of(certificate: Certificate) -> str:
    first = "attestation" if certificate.kind == Kind.ATTESTATION else "certificat-realisation"
    return slugify(f"{first} {certificate.particulars['course']}")


def issue_missing(
    *, cohort: Cohort, at: datetime | None = None, after_each: Callable[[], None] = lambda: None
) -> int:
    """Issue what has been earned and never was issued; what was revoked stays revoked."""
    at = at or timezone.now()
    ledger = ledger_of(cohort, at=at)
    issued = 0
    for enrolments in _batches(cohort):
        for standing in standings_of(ledger, enrolments):
            had = {paper.kind for paper in standing.papers}
            for kind in Kind.values:
                if kind in had:
                    continue
                try:
                    certificates.issue(
                        enrolment=standing.enrolment, kind=kind, ledger=ledger, at=at
                    )
                except certificates.NotFinished:
                    continue
                issued += 1
                after_each()
    return issued


def _batches(cohort: Cohort) -> Iterator[list[Enrolment]]:
    """Yield the seated people of a cohort, some at a time, in an order that lasts."""
    last = 0
    while True:
        seated = cohort.enrolments.seated().filter(pk__gt=last).select_related("learner")
        enrolments = list(seated.order_by("pk")[:BATCH])
        if not enrolments:
            return
        for enrolment in enrolments:
            enrolment.cohort = cohort
        yield enrolments
        last = enrolments[-1].pk


def _build(archive: Archive) -> None:
    """Write the ZIP on disk, file by file, then hand it to the storage."""
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        path = Path(folder) / "archive.zip"
        if archive.kind == Archive.Kind.PAPERS:
            issue_missing(cohort=archive.cohort, after_each=lambda: _keep_lease(archive))
            _zip_papers(archive, path)
        else:
            _zip_evidence(archive, path)
        with path.open("rb") as built:
            name = f"{archive.cohort_id}-{archive.kind}-{archive.pk}-{archive.tries}.zip"
            stored = archive.file.storage.save(f"private/archives/{name}", File(built))
    ready = _ours(archive).update(
        file=stored,
        state=Archive.State.READY,
        ready_at=timezone.now(),
        leased_until=None,
        error="",
    )
    if not ready:
        archive.file.storage.delete(stored)
        raise Superseded


def _zip_papers(archive: Archive, path: Path) -> None:
    papers = _papers(archive.cohort)
    _keep_lease(archive, done=0, total=papers.count())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for done, paper in enumerate(papers.iterator(chunk_size=BATCH), start=1):
            bundle.writestr(f"{file_of(paper)}.pdf", paper_of(paper))
            _keep_lease(archive, done=done)


def _zip_evidence(archive: Archive, path: Path) -> None:
    at = timezone.now()
    papers = _papers(archive.cohort)
    files = proofs.files_of(archive.cohort, at=at)
    _keep_lease(archive, done=0, total=len(files) + papers.count())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        dossier = Dossier(bundle)
        for done, (name, make) in enumerate(files, start=1):
            dossier.add(name, make())
            _keep_lease(archive, done=done)
        for done, paper in enumerate(papers.iterator(chunk_size=BATCH), start=len(files) + 1):
            dossier.add(f"attestations/{file_of(paper)}.pdf", paper_of(paper))
            _keep_lease(archive, done=done)
        proofs.seal(dossier, cohort=archive.cohort, at=at)


def file_of(certificate: Certificate) -> str:
    """Name a paper among those of a cohort: whose it is, and its code, so that no two meet."""
    first = "attestation" if certificate.kind == Kind.ATTESTATION else "realisation"
    return slugify(f"{certificate.particulars['learner']} {first} {certificate.code}")


def _papers(cohort: Cohort) -> QuerySet[Certificate]:
    standing = Certificate.objects.standing().filter(enrolment__cohort=cohort)
    return standing.order_by("enrolment", "kind", "pk")


def _ours(archive: Archive) -> QuerySet[Archive]:
    return Archive.objects.unfinished().filter(pk=archive.pk, tries=archive.tries)


def _keep_lease(archive: Archive, **counts: int) -> None:
    if not _ours(archive).update(leased_until=timezone.now() + LEASE, **counts):
        raise Superseded
