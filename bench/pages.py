"""How many pages a second: `make bench`.

Makes a PostgreSQL database of its own with the catalogue and the demonstration, serves it as
production does (WSGI, two workers), and asks for each page from eight signed-in sessions.
Prints a table for docs/performance.md and removes the database.
"""

import contextlib
import json
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.ground import ROOT, ground, run
from bench.load import Figures, measure

PORT = 8179
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
SESSIONS = 8
WORKERS = 2
AIM = 300

PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from cohorts.loading.demonstration import build
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User
from modules.outline import outline_of

build(password="bench")
cohort = Cohort.objects.get(course__slug="partenariats-qui-changent-le-monde")
learners = [e.learner for e in cohort.enrolments.seated().select_related("learner").order_by("pk")]
cookies = []
for person in learners[:%(sessions)d]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    cookies.append(f"sessionid={session.session_key}")
activities = outline_of(cohort.course).activities
lesson = next(a for a in activities if a.kind == "lesson")
quiz = next(a for a in activities if a.kind == "quiz")
print(json.dumps({"cookies": cookies, "cohort": cohort.pk, "lesson": lesson.id, "quiz": quiz.id}))
"""


def main() -> None:
    with ground("bench") as environment:
        told = run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", PREPARE % {"sessions": SESSIONS}],
            environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with _served(environment):
            _report(json.loads(told.stdout.splitlines()[-1]))


@contextlib.contextmanager
def _served(environment: dict[str, str]) -> Iterator[None]:
    granian = Path(sys.executable).with_name("granian")
    command = [
        granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", str(WORKERS), "--no-ws", "--log-level", "error", "lms.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _try in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz")
                break
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def _report(facts: dict) -> None:
    classroom = f"/promotions/{facts['cohort']}/"
    pages = {
        "empty view": "/bench/empty/",
        "plain page, ten queries": "/bench/ten-queries/",
        "home": "/",
        "catalogue": "/formations/",
        "learner’s home": "/espace/",
        "course (classroom)": classroom,
        "lesson": f"{classroom}activites/{facts['lesson']}/",
        "quiz": f"{classroom}activites/{facts['quiz']}/",
    }
    figures = {}
    for name, path in pages.items():
        measure(PORT, path, facts["cookies"], seconds=1)
        figures[name] = measure(PORT, path, facts["cookies"], seconds=SECONDS)
    _print(figures)


def _print(figures: dict[str, Figures]) -> None:
    plain = figures["plain page, ten queries"].per_second
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, "
          f"{WORKERS} workers, {SESSIONS} sessions, {SECONDS:g} s a page\n")  # fmt: skip
    print("| Page | requests/s | of the plain page | p50 ms | p95 ms | kB | status |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, it in figures.items():
        print(f"| {name} | {it.per_second:,.0f} | {it.per_second / plain:.0%} | {it.p50:.1f} "
              f"| {it.p95:.1f} | {it.size / 1000:.1f} | {it.status} |")  # fmt: skip
    print(f"\nAim: {AIM} requests/s on each learner page on two processors.")


if __name__ == "__main__":
    main()
