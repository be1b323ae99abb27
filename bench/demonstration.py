"""What pages are measured on: the demonstration in a database of its own, with people signed in."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bench.ground import ground, run

SESSIONS = 8
PLAIN = "plain page, ten queries"

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
    session[BACKEND_SESSION_KEY] = "lms.accounts.adapter.Backend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    cookies.append(f"sessionid={session.session_key}")
activities = outline_of(cohort.course).activities
lesson = next(a for a in activities if a.kind == "lesson")
quiz = next(a for a in activities if a.kind == "quiz")
classroom = f"/promotions/{cohort.pk}/"
pages = {
    "empty view": "/bench/empty/",
    "%(plain)s": "/bench/ten-queries/",
    "home": "/",
    "catalogue": "/formations/",
    "course of the catalogue": f"/formations/{cohort.course.slug}/",
    "learner’s home": "/espace/",
    "classroom": classroom,
    "lesson": f"{classroom}activites/{lesson.id}/",
    "quiz": f"{classroom}activites/{quiz.id}/",
}
print(json.dumps({"cookies": cookies, "pages": pages}))
"""


@dataclass(frozen=True)
class Ground:
    """The environment to serve it with, the pages to ask for, and eight signed-in sessions."""

    environment: dict[str, str]
    pages: dict[str, str]
    cookies: list[str]


@contextlib.contextmanager
def prepared() -> Iterator[Ground]:
    """Make the database, load and build everything, and drop it in the end."""
    with ground("bench") as environment:
        told = run(
            [sys.executable, "manage.py", "shell", "-v0", "-c",
             PREPARE % {"sessions": SESSIONS, "plain": PLAIN}],
            environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        yield Ground(environment=environment, **json.loads(told.stdout.splitlines()[-1]))
