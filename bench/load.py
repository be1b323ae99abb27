"""A small load generator: signed-in sessions over connections that stay open, on one processor.

It speaks just enough HTTP to be an order of magnitude cheaper than what it measures.
"""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    per_second: float
    p50: float
    p95: float
    size: int
    status: int


def measure(port: int, path: str, cookies: list[str], *, seconds: float) -> Figures:
    """Ask for the page from every session at once, again and again."""
    return asyncio.run(_measure(port, path, cookies, seconds))


async def _measure(port: int, path: str, cookies: list[str], seconds: float) -> Figures:
    times: list[float] = []
    ends = time.perf_counter() + seconds
    sessions = [_session(port, path, cookie, ends, times) for cookie in cookies]
    began = time.perf_counter()
    answers = await asyncio.gather(*sessions)
    took = time.perf_counter() - began
    times.sort()
    status, size = answers[0]
    return Figures(
        per_second=len(times) / took,
        p50=times[len(times) // 2] * 1000,
        p95=times[int(len(times) * 0.95)] * 1000,
        size=size,
        status=status,
    )


async def _session(
    port: int, path: str, cookie: str, ends: float, times: list[float]
) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: identity\r\n\r\n"
    ).encode()
    status = size = 0
    while time.perf_counter() < ends:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        size = _length(head)
        await reader.readexactly(size)
        times.append(time.perf_counter() - began)
    writer.close()
    return status, size


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"no length in {head[:200]!r}")
