"""A builder whose process is killed for good: another one starts again and finishes."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cohorts.models import Archive
from cohorts.services import archives
from tests.cohorts.test_papers import cohort_of, finished_in
from tests.factories import UserFactory


@pytest.mark.django_db(transaction=True)
def test_an_archive_whose_builder_was_killed_starts_again_and_finishes(monkeypatch):
    cohort = cohort_of()
    for _person in range(3):
        finished_in(cohort)
    # The first half of the work: asking for it starts nothing here.
    monkeypatch.setattr(archives.build, "delay_on_commit", lambda _pk: None)
    archive = archives.ask_for(cohort=cohort, kind="papers", by=UserFactory())

    assert _killed_at_the_second_paper(archive.pk) == -signal.SIGKILL

    archive.refresh_from_db()
    assert (archive.state, archive.done, archive.tries) == ("building", 1, 1)
    archives.build_left_behind()
    archive.refresh_from_db()
    assert archive.tries == 1  # the lease of the dead still runs
    Archive.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    archives.build_left_behind()
    archive.refresh_from_db()
    assert (archive.state, archive.done, archive.total, archive.tries) == ("ready", 6, 6, 2)


def _killed_at_the_second_paper(archive_pk: int) -> int:
    """Build in a process of its own, which kills itself as the system would; say how it ended."""
    # No connection is shared between the two.
    connection.close()
    pid = os.fork()
    if pid == 0:
        printed = []

        def printing(certificate):
            # Not typst itself: its threads do not come along into a forked process.
            printed.append(certificate)
            if len(printed) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return b"%PDF-1.7"

        archives.paper_of = printing
        try:
            archives.build(archive_pk)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
