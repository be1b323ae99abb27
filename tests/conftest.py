"""What every test stands on: no outside world, nothing left over from the test before."""

import ipaddress
import socket
import uuid

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from pytest_django.plugin import blocking_manager_key

from tests.factories import UserFactory

FIRST_ROWS = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, request):
    """Remember the rows of migrations: a browser's event loop has a connection of its own."""
    request.config.stash[FIRST_ROWS] = getattr(connection, "_test_serialized_contents", "[]")


def pytest_collection_modifyitems(items):
    """Give PostgreSQL tests to PostgreSQL, and Wagtail's page tree back to tests that commit."""
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(
                pytest.mark.skipif(
                    connection.vendor != "postgresql", reason="needs PostgreSQL to show anything"
                )
            )
        if _commits(item):
            item.add_marker(
                pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Bring the rows of migrations back: tests that commit end with a flush, which takes them too.

    Django does so before the next such test only; a database that is kept would stay empty.
    After the last test there is no database any more, unless it is kept.
    """
    result = yield
    if _commits(item) and (nextitem is not None or item.config.getoption("reuse_db")):
        with item.config.stash[blocking_manager_key].unblock():
            # Django's flush may have made content types and permissions anew, with other ids.
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(item.config.stash[FIRST_ROWS])
            _count_on_from_these_rows()
            ContentType.objects.clear_cache()
            connection.close()
    return result


def _count_on_from_these_rows():
    """Let new ids follow those just brought back: the flush has set every sequence to 1."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)


def _commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or not {"live_server", "transactional_db"}.isdisjoint(item.fixturenames)


@pytest.fixture(autouse=True, scope="session")
def _no_outside_world():
    """Let tests speak to this machine only."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def _emptied_tables():
    """Let SQLite empty between tests the tables whose triggers refuse to lose a row."""
    empty = SQLite.ops_class.sql_flush

    def sql_flush(self, style, tables, **options):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
            )
            triggers = cursor.fetchall()
        dropped = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*dropped, *empty(self, style, tables, **options), *(sql for _name, sql in triggers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """A cache of its own for each test. Clearing a shared Redis would take others' rows too."""
    default = {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {**settings.CACHES, "default": default}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sign_in(client):
    """Sign the client in as this person, or as a new one, and return them."""

    def sign_in(person=None):
        person = person or UserFactory()
        client.force_login(person)
        return person

    return sign_in
