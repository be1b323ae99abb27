"""The ground of a measure: a PostgreSQL database of its own with the catalogue, then removed."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bin import services

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def ground(name: str) -> Iterator[dict[str, str]]:
    """Make the database, yield the environment in which programs use it, and remove it."""
    found = services.find()
    if len(found) < 2:
        sys.exit("PostgreSQL and Redis are needed: make bench starts them.")
    server, _slash, own = found["DATABASE_URL"].rpartition("/")
    database = f"{own}_{name}"
    with database_of(server, database), tempfile.TemporaryDirectory() as data:
        environment = os.environ | {
            "DATABASE_URL": f"{server}/{database}",
            "REDIS_URL": found["REDIS_URL"].rpartition("/")[0] + "/9",
            "DATA_DIR": data,
            "SECRET_KEY": "for-measuring-only",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(ROOT),
        }
        for command in (["migrate", "-v0"], ["load_catalogue"]):
            run([sys.executable, "manage.py", *command], environment, stdout=sys.stderr)
        yield environment


def run(command: list[str], environment: dict[str, str], **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, **options)


@contextlib.contextmanager
def database_of(server: str, name: str) -> Iterator[None]:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
