"""The embedded platform's second half: tasks and their timetable, in threads of the same process.

Tasks go through Celery's own worker over its in-memory broker, so that a long one never holds a
page back. What is still waiting when the process stops is lost, as with any in-memory queue: the
outbox and the timetable pick their work up again at the next start.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import signals
from celery.beat import EmbeddedService
from celery.worker import WorkController
from celery.worker import state as worker_state

from lms.celery import app

# SQLite takes one writer at a time: more threads would only wait for each other.
CONCURRENCY = 1
PATIENCE = 5  # seconds that a task still running gets at the end


@contextmanager
def background_work() -> Iterator[None]:
    """Run tasks and timetable until the block ends."""
    app.conf.update(
        task_always_eager=False,
        # The in-memory broker looks for messages once a second unless told otherwise.
        broker_transport_options={"polling_interval": 0.1},
        worker_prefetch_multiplier=0,
    )
    worker = _worker()
    threading.Thread(target=worker.start, name="tasks", daemon=True).start()
    timetable = EmbeddedService(app, thread=True)
    timetable.start()
    try:
        yield
    finally:
        timetable.stop()
        worker_state.should_stop = 0
        _let_running_tasks_end()


def _let_running_tasks_end() -> None:
    deadline = time.monotonic() + PATIENCE
    while worker_state.active_requests and time.monotonic() < deadline:
        time.sleep(0.05)


def _worker() -> WorkController:
    worker = WorkController(
        app=app,
        pool="threads",
        concurrency=CONCURRENCY,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    # Celery's command line sends this; here it makes each task close its database connections.
    signals.worker_init.send(sender=worker, instance=worker, conf=app.conf)
    return worker
