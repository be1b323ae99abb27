"""What happens to a MOOC's cohort, step by step, measured in the process that does it."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from cohorts import roster
from cohorts.models import Archive, Cohort
from cohorts.services import archives
from cohorts.services.cohorts import open_cohort
from cohorts.services.roster import foresee, import_rows
from courses.models import CoursePage
from lms.accounts.models import User
from modules.models import Completion
from modules.outline import outline_of

COURSE = "partenariats-qui-changent-le-monde"


def measure(size: int) -> None:
    """Print seconds and peak memory in MB of each step, as JSON."""
    figures = {"the process before anything": _measured(lambda: None)}
    manager = User.objects.create(email=f"pilote{size}@example.org")
    cohorts: list[Cohort] = []
    figures["open"] = _measured(lambda: cohorts.append(_open(size, manager)))
    (cohort,) = cohorts
    text = _list_of(size)
    figures["read and preview the list"] = _measured(lambda: _preview(cohort, text))
    figures["enrol the list"] = _measured(
        lambda: import_rows(cohort=cohort, rows=roster.read(text).rows, by=manager)
    )
    _work(cohort)
    for name, kind in (
        ("issue and archive the papers", Archive.Kind.PAPERS),
        ("evidence file", Archive.Kind.EVIDENCE),
    ):
        figures[name] = _measured(lambda kind=kind: _archive(cohort, kind, manager))
    print(json.dumps(figures))


def _open(size: int, manager: User) -> Cohort:
    today = timezone.localdate()
    return open_cohort(
        course=CoursePage.objects.get(slug=COURSE),
        title=f"MOOC de {size}",
        starts_on=today,
        ends_on=today,
        capacity=size,
        entry=Cohort.Entry.OPEN,
        by=manager,
    )


def _list_of(size: int) -> str:
    return "courriel;prénom;nom\r\n" + "".join(
        f"personne{number}-{size}@example.org;Camille;Martin{number}\r\n" for number in range(size)
    )


def _preview(cohort: Cohort, text: str) -> None:
    foresee(cohort=cohort, rows=roster.read(roster.decode(text.encode())).rows)


def _work(cohort: Cohort) -> None:
    """Let everybody have done everything, without going through each page."""
    now = timezone.now()
    activities = outline_of(cohort.course).required_ids
    people = cohort.enrolments.seated().values_list("pk", "learner")
    for pk, learner in people.iterator(chunk_size=500):
        Completion.objects.bulk_create(
            Completion(learner_id=learner, enrolment_id=pk, activity_id=each, completed_at=now)
            for each in activities
        )


def _archive(cohort: Cohort, kind: str, manager: User) -> None:
    """Build as a worker does; what goes wrong is not a figure."""
    archive = archives.ask_for(cohort=cohort, kind=kind, by=manager)
    archives.build(archive.pk)
    archive.refresh_from_db()
    if not archive.is_ready:
        sys.exit(f"The archive was not built: {archive.error}")


def _measured(step: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that the step takes and the most memory, in MB, that it needs."""
    # Linux sets its high-water mark back to what is in use now.
    Path("/proc/self/clear_refs").write_text("5")
    began = time.perf_counter()
    step()
    took = time.perf_counter() - began
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return took, int(peak.split()[1]) / 1024
