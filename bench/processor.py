"""What one page costs: processor time and queries, beside a plain page, in one process.

Other programs on the machine slow a page down but add nothing to the time that this process spends:
the ratio to the plain page, asked for in turn with the others, is the same on a busy machine.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from django.core.wsgi import get_wsgi_application
from django.db import connection

from bench.demonstration import PLAIN, Ground
from bench.ground import ROOT

ROUNDS = 12
IN_A_ROUND = 16


def report(ground: Ground) -> None:
    """Measure in a process of its own, which only the environment turns into the platform."""
    asked = json.dumps({"pages": ground.pages, "cookies": ground.cookies})
    subprocess.run(
        [sys.executable, "-m", "bench.processor", asked],
        cwd=ROOT, env=ground.environment, check=True,
    )  # fmt: skip


def measure(pages: dict[str, str], cookies: list[str]) -> None:
    application = get_wsgi_application()
    asking = {name: _asker(application, path, cookies) for name, path in pages.items()}
    for ask in asking.values():
        _round(ask)  # compiles templates, opens connections, fills caches
    queries = {name: _queries(ask) for name, ask in asking.items()}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _turn in range(ROUNDS):
        for name, ask in asking.items():
            times[name].append(_round(ask))
    best = {name: min(spent) for name, spent in times.items()}
    # The plain page of the same round, which met the same clock speed and neighbours.
    beside = {
        name: median(mine / plain for mine, plain in zip(spent, times[PLAIN], strict=True))
        for name, spent in times.items()
    }
    print(f"\nOne process, {IN_A_ROUND} requests in each of {ROUNDS} rounds\n")
    print("| Page | processor ms | of the plain page | queries |")
    print("|---|---:|---:|---:|")
    for name in pages:
        print(f"| {name} | {best[name]:.1f} | {beside[name]:.2f} | {queries[name]} |")


def _asker(application: Callable, path: str, cookies: list[str]) -> Callable[[int], None]:
    def ask(turn: int) -> None:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "",
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost", "HTTP_COOKIE": cookies[turn % len(cookies)],
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr, "SCRIPT_NAME": "",
        }  # fmt: skip
        answered = []
        response = application(environ, lambda status, headers: answered.append(status))
        for _chunk in response:
            pass
        response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{path} answered {answered}")

    return ask


def _round(ask: Callable[[int], None]) -> float:
    """Return the milliseconds that one request took of the processor, in one round."""
    began = time.process_time()
    for turn in range(IN_A_ROUND):
        ask(turn)
    return (time.process_time() - began) / IN_A_ROUND * 1000


def _queries(ask: Callable[[int], None]) -> int:
    count = 0

    def counted(execute: Callable, *arguments: object) -> object:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        ask(0)
    return count


if __name__ == "__main__":
    measure(**json.loads(sys.argv[1]))
