"""How many pages a second: the platform served as production does, by two WSGI workers.

Asks for each page from eight signed-in sessions, as fast as answers come.
"""

import contextlib
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.demonstration import PLAIN, SESSIONS, Ground
from bench.ground import ROOT
from bench.load import Figures, measure

PORT = 8179
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
WORKERS = 2
AIM = 300


def report(ground: Ground) -> None:
    with served(ground.environment):
        figures = {}
        for name, path in ground.pages.items():
            measure(PORT, path, ground.cookies, seconds=1)
            figures[name] = measure(PORT, path, ground.cookies, seconds=SECONDS)
    _print(figures)


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[None]:
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


def _print(figures: dict[str, Figures]) -> None:
    plain = figures[PLAIN].per_second
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, "
          f"{WORKERS} workers, {SESSIONS} sessions, {SECONDS:g} s a page\n")  # fmt: skip
    print("| Page | requests/s | of the plain page | p50 ms | p95 ms | kB | status |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, it in figures.items():
        print(f"| {name} | {it.per_second:,.0f} | {it.per_second / plain:.0%} | {it.p50:.1f} "
              f"| {it.p95:.1f} | {it.size / 1000:.1f} | {it.status} |")  # fmt: skip
    print(f"\nAim: {AIM} requests/s on each learner page on two processors.")
