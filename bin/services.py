"""PostgreSQL and Redis for tests and measures: those that answer, or private ones under var/.

services.py run COMMAND…   run the command beside them; stop what was started for it
services.py start          start private ones and print how to use them
services.py stop           stop the private ones
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "services"
# Two checkouts on one machine must not share test databases.
DATABASE = f"lerameau_{crc32(bytes(ROOT)):08x}"
USUAL = {
    "DATABASE_URL": f"postgres://postgres@127.0.0.1:5432/{DATABASE}",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


class Unavailable(Exception):
    """Neither a service answers nor can one be started here."""


def postgresql_answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        # The database itself may not exist yet: the suite creates its own.
        psycopg.connect(parts._replace(path="/postgres").geturl(), connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=3).ping())
    except (redis.RedisError, OSError):
        return False


ANSWERS = {"DATABASE_URL": postgresql_answers, "REDIS_URL": redis_answers}


def find() -> dict[str, str]:
    """Return the addresses of the services that answer: those asked for, else the usual ones."""
    found = {}
    for name, answers in ANSWERS.items():
        url = os.environ.get(name) or USUAL[name]
        if answers(url):
            found[name] = url
    return found


def start_postgresql() -> str:
    """Start a private cluster on a free port and return its address. Quick, not durable."""
    initdb = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    if initdb is None:
        raise Unavailable("PostgreSQL")
    cluster = HOME / "postgresql"
    if not (cluster / "PG_VERSION").exists():
        cluster.mkdir(parents=True, exist_ok=True)
        _hand_over(cluster)
        _as_nobody_special(
            initdb, "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
    port = _free_port()
    # Sockets have short paths only: not below the checkout.
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
        f"-c full_page_writes=off -c unix_socket_directories={tempfile.gettempdir()}"
    )
    _as_nobody_special(
        initdb.with_name("pg_ctl"),
        "-D", cluster, "-o", options, "-l", cluster / "log", "-w", "start",
    )  # fmt: skip
    return f"postgres://postgres@127.0.0.1:{port}/{DATABASE}"


def start_redis() -> str:
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("Redis")
    home = HOME / "redis"
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    _run(
        program, "--bind", "127.0.0.1", "--port", port, "--dir", home, "--save", "",
        "--daemonize", "yes", "--pidfile", home / "pid", "--logfile", home / "log",
    )  # fmt: skip
    url = f"redis://127.0.0.1:{port}/0"
    for _try in range(50):
        if redis_answers(url):
            (home / "url").write_text(url)
            return url
        time.sleep(0.1)
    raise Unavailable("Redis")


STARTS = {"DATABASE_URL": start_postgresql, "REDIS_URL": start_redis}


def stop() -> None:
    """Stop the private services, whichever run."""
    cluster = HOME / "postgresql"
    if (cluster / "postmaster.pid").exists():
        pg_ctl = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        _as_nobody_special(pg_ctl, "-D", cluster, "-m", "immediate", "-w", "stop")
    url = HOME / "redis" / "url"
    if url.exists():
        if redis_answers(url.read_text()):
            redis.Redis.from_url(url.read_text()).shutdown(nosave=True)
        url.unlink()


def run(command: list[str]) -> int:
    """Run the command beside services; say which, and leave nothing running that was not."""
    found = find()
    missing = [name for name in ANSWERS if name not in found]
    if missing:
        stop()
    try:
        started = {name: STARTS[name]() for name in missing}
        for name, url in (found | started).items():
            origin = "lancé pour l’occasion" if name in started else "trouvé"
            _say(f"Avec {_without_password(url)} ({origin})")
        return subprocess.run(command, env=os.environ | found | started, check=False).returncode
    finally:
        if missing:
            stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _as_nobody_special(*command: object) -> None:
    """PostgreSQL refuses to run as root; its Debian package has made a user for it."""
    if os.geteuid() != 0:
        return _run(*command)
    person = pwd.getpwnam("postgres")
    return _run(*command, user=person.pw_uid, group=person.pw_gid, extra_groups=[], cwd="/")


def _run(*command: object, **options: object) -> None:
    # Files, not pipes: a server that stays would hold a pipe open.
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "log").open("w") as log:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, **options,
        )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"{command[0]} ({(HOME / 'log').read_text().strip()})")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", *command] if command:
            return run(command)
        case ["start"]:
            stop()
            for name, start in STARTS.items():
                _say(f"export {name}={start()}")
            return 0
        case ["stop"]:
            stop()
            return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Unavailable as missing:
        sys.stderr.write(f"Impossible de lancer {missing} : installez les paquets Debian.\n")
        sys.exit(1)
