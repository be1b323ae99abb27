"""Let 300 learners hand in a quiz of 20 questions within 10 seconds: nothing lost or doubled.

    make services; python -m bench.quiz      (BENCH_LEARNERS=300, BENCH_SECONDS=10, BENCH_SAVES=4)

Makes a PostgreSQL database of its own with one course and its learners, each with an open attempt,
serves it as production does (WSGI, two workers), and lets every learner save their answers page by
page and hand in, at an instant of their own within the ten seconds. Then counts what the database
holds, and prints answers a second and times for docs/performance.md.
"""

import asyncio
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode

from bench.ground import ROOT, database_of
from bench.pages import PORT, WORKERS, served
from bin import services

LEARNERS = int(os.environ.get("BENCH_LEARNERS", "300"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "10"))
QUESTIONS = 20
# Before handing in, each of as many questions; 0: everything is sent with the handing in.
SAVES = int(os.environ.get("BENCH_SAVES", "4"))

PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from cohorts.services.classroom import start_attempt
from cohorts.services.cohorts import permanent_cohort
from cohorts.services.enrolments import enrol
from tests.cohorts.classes import activities_of, module_of
from tests.factories import CourseFactory, QuizFactory, QuizQuestionFactory, UserFactory

course = CourseFactory(is_open=True)
quiz = QuizFactory(parent=module_of(course))
QuizQuestionFactory.create_batch(%(questions)d, quiz=quiz)
cohort = permanent_cohort(course=course)
people = []
for number in range(%(learners)d):
    person = UserFactory(email=f"bench{number}@example.org")
    enrolment = enrol(cohort=cohort, learner=person)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "lms.accounts.adapter.Backend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    path = f"/promotions/{cohort.pk}/tentatives/{attempt.pk}/"
    people.append({"path": path, "session": session.session_key})
print(json.dumps(people))
"""

COUNT = """
import json
from django.db.models import Count
from lms.events.models import Event
from modules.models import Attempt, Completion, Response

print(json.dumps({
    "attempts handed in": Attempt.objects.filter(submitted_at__isnull=False).count(),
    "with every answer right": Attempt.objects.filter(score=1).count(),
    "answers kept": Response.objects.filter(answer=["Juste"]).count(),
    "events of handing in": Event.objects.filter(verb="attempt_submitted").count(),
    "quizzes completed": Completion.objects.count(),
}))
"""


def main() -> None:
    found = services.find()
    if len(found) < 2:
        sys.exit("PostgreSQL and Redis are needed: make services starts them.")
    server, _slash, name = found["DATABASE_URL"].rpartition("/")
    database = f"{name}_bench_quiz"
    with database_of(server, database), tempfile.TemporaryDirectory() as data:
        environment = os.environ | {
            "DATABASE_URL": f"{server}/{database}",
            "REDIS_URL": found["REDIS_URL"].rpartition("/")[0] + "/9",
            "DATA_DIR": data,
            "SECRET_KEY": "for-measuring-only",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(ROOT),
            # As many connections to the database as the server has threads (Dockerfile).
            "GRANIAN_BLOCKING_THREADS": "16",
            "GRANIAN_BACKPRESSURE": "64",
        }
        manage(environment, "migrate", "-v0")
        prepared = PREPARE % {"questions": QUESTIONS, "learners": LEARNERS}
        people = json.loads(manage(environment, "shell", "-v0", "-c", prepared))
        with served(environment):
            took, times, refused = asyncio.run(all_of(people))
        counted = json.loads(manage(environment, "shell", "-v0", "-c", COUNT))
    report(took, times, refused, counted)


def manage(environment: dict[str, str], *command: str) -> str:
    told = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return (told.stdout.splitlines() or [""])[-1]


async def all_of(people: list[dict]) -> tuple[float, list[float], int]:
    """Return how long it took in all, the time of each request, and how many were refused."""
    times: list[float] = []
    luck = random.Random(1)
    waits = [luck.uniform(0, SECONDS * 0.6) for _person in people]
    began = time.perf_counter()
    refused = await asyncio.gather(
        *(learner(person, wait, times) for person, wait in zip(people, waits, strict=True))
    )
    return time.perf_counter() - began, times, sum(refused)


async def learner(person: dict, wait: float, times: list[float]) -> int:
    """Save a few questions at a time, then hand in twice, as somebody who clicks twice."""
    await asyncio.sleep(wait)
    step = QUESTIONS // SAVES if SAVES else QUESTIONS
    refused = 0
    for start in range(1, QUESTIONS + 1, step):
        answers = {f"question-{place}": "Juste" for place in range(start, start + step)}
        button = {"do": "save" if SAVES else "hand_in"}
        refused += await post(person, answers | button, times) != 302
    for _click in range(2 if SAVES else 1):
        refused += await post(person, {"do": "hand_in"}, times) != 302
    return refused


async def post(person: dict, data: dict[str, str], times: list[float]) -> int:
    token = "b" * 32
    body = urlencode(data | {"csrfmiddlewaretoken": token}).encode()
    head = (
        f"POST {person['path']} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Cookie: sessionid={person['session']}; csrftoken={token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(head + body)
    answer = await reader.readuntil(b"\r\n")
    times.append(time.perf_counter() - began)
    writer.close()
    return int(answer[9:12])


def report(took: float, times: list[float], refused: int, counted: dict[str, int]) -> None:
    times.sort()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {WORKERS} workers, "
          f"load average {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    print(f"{LEARNERS} learners, {QUESTIONS} questions: {took:.1f} s in all, "
          f"{LEARNERS * QUESTIONS / took:,.0f} answers/s, {len(times) / took:,.0f} requests/s, "
          f"p50 {times[len(times) // 2] * 1000:.0f} ms, "
          f"p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms, {refused} refused\n")  # fmt: skip
    expected = dict.fromkeys(counted, LEARNERS) | {"answers kept": LEARNERS * QUESTIONS}
    for name, count in counted.items():
        print(f"{name}: {count} of {expected[name]}")
    if counted != expected or refused:
        sys.exit("Something was lost or doubled.")


if __name__ == "__main__":
    main()
