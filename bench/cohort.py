"""How a MOOC's cohort of 5,000 opens, enrols by list and gets its papers: `make bench-cohort`.

Each size has a process of its own, so that the memory of one says nothing of the other. Prints a
table for docs/performance.md.
"""

import json
import os
import platform
import subprocess
import sys

from bench.ground import ground, run

SIZES = (500, 5000)
Figures = dict[str, tuple[float, float]]


def main() -> None:
    with ground("bench_cohort") as environment:
        told = {size: _told(size, environment) for size in SIZES}
    _print(told)


def _told(size: int, environment: dict[str, str]) -> Figures:
    code = f"from bench.mooc import measure; measure({size})"
    done = run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def _print(told: dict[int, Figures]) -> None:
    few, many = SIZES
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load average {load}\n")
    print(f"| Step | {few:,}: s | peak MB | {many:,}: s | peak MB | time | memory |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, (seconds, memory) in told[few].items():
        more_seconds, more_memory = told[many][name]
        times = f"× {more_seconds / seconds:.1f}" if seconds > 0.05 else ""
        print(f"| {name} | {seconds:.1f} | {memory:.0f} | {more_seconds:.1f} "
              f"| {more_memory:.0f} | {times} | × {more_memory / memory:.2f} |")  # fmt: skip


if __name__ == "__main__":
    main()
