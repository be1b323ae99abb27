"""`make run`: the whole platform in one process, made ready on the way."""

import hashlib
import logging
import os
import signal
import socket
import warnings
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lms.management.background import background_work

# People of the demonstration have a password that everybody can read: this machine only.
HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Make the embedded platform ready, then serve it."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        # Ctrl-C and a polite kill are one wish.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # A clone serves its static files where they are, so nothing has been collected; and they
        # are small, so it does not matter that ASGI reads them whole.
        warnings.filterwarnings("ignore", "No directory at")
        warnings.filterwarnings("ignore", "StreamingHttpResponse must consume")
        # News of queues and ticks is for people who run several servers; errors are for all.
        for name in ("celery", "kombu"):
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            door = _listen(port)
            self._make_ready()
            accounts = self._demonstration()
            with background_work():
                _Server(door, on_open=lambda: self._greet(accounts)).run(sockets=[door])
        except KeyboardInterrupt:
            self._say(_("Stopped."))

    def _make_ready(self) -> None:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if is_behind:
            self._say(_("Database…"))
            call_command("migrate", verbosity=0, interactive=False)
        seeds, loaded = _seeds_fingerprint(), settings.DATA_DIR / "catalogue-loaded"
        if is_behind or not loaded.exists() or loaded.read_text() != seeds:
            self._say(_("Catalogue…"))
            call_command("load_catalogue", stdout=StringIO())
            loaded.write_text(seeds)

    def _demonstration(self) -> str:
        if os.environ.get("DEMO") == "0":
            return ""
        self._say(_("Demonstration…"))
        is_first = not (settings.DATA_DIR / "demo-password").exists()
        accounts = StringIO()
        call_command("create_demo", stdout=accounts)
        if is_first:
            # The timetable would count it too, some minutes after the first look at a dashboard.
            call_command("rebuild_analytics", stdout=StringIO())
        return accounts.getvalue()

    def _greet(self, accounts: str) -> None:
        self._say(accounts.rstrip())
        self._say(_("Ready: %(address)s/ (Ctrl-C stops it)") % {"address": settings.BASE_URL})

    def _say(self, text: str) -> None:
        if text:
            self.stdout.write(text)
            self.stdout.flush()


class _Server(uvicorn.Server):
    """Pages and sockets on one port; says when the door is open."""

    def __init__(self, door: socket.socket, *, on_open: Any) -> None:
        super().__init__(
            uvicorn.Config(
                "lms.asgi:application",
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        self.on_open = on_open

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_open()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise CommandError(
            _("Port %(port)s is not free. Choose another one: PORT=8001 make run") % {"port": port}
        ) from error


def _seeds_fingerprint() -> str:
    """Return a text that changes when any file of the seed content does."""
    known = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/seeds/**/*")):
        if path.is_file():
            known.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return known.hexdigest()
