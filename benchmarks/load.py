"""Load on an HTTP server: a number of kept-alive connections, each sending its next request when the last is answered.

Written on sockets because a client library would measure itself: it costs more a request than the server does.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second, and the 50th and 99th percentile of their times in milliseconds."""

    rate: float
    p50: float
    p99: float

    def row(self, name: str, yardstick: float | None = None, of: str = "") -> str:
        """A line of the table."""
        share = f"{100 * self.rate / yardstick:.0f} % of {of}" if yardstick else "-"
        return f"| {name} | {self.rate:,.0f} | {self.p50:.1f} | {self.p99:.1f} | {self.p99 / self.p50:.1f} | {share} |"


def figures(times: Sequence[float], seconds: float) -> Figures:
    """From the seconds that each call took."""
    cuts = statistics.quantiles(times, n=100)
    return Figures(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)


def request(method: str, path: str, headers: Mapping[str, str], body: Any = None) -> bytes:
    """A request as it goes over the wire."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: argus", f"Content-Length: {len(content)}"]
    lines += ["Content-Type: application/json"] if content else []
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 200") or body.startswith(b'{"response":{"arguments"'):
        raise RuntimeError(f"unexpected answer: {head[:100]!r} {body[:300]!r}")
    return body


async def _connection(
    port: int, requests: Sequence[bytes], first: int, step: int, until: float, times: list[float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = first
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(requests[number % len(requests)])
        await _answer(reader)
        times.append(time.perf_counter() - started)
        number += step
    writer.close()


async def _load(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Figures:
    times: list[float] = []
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(_connection(port, requests, n, connections, until, times) for n in range(connections)))
    return figures(times, time.perf_counter() - started)


def load(port: int, requests: Sequence[bytes], *, connections: int = 32, seconds: float = 5.0) -> Figures:
    """Keep so many connections busy for so many seconds; raises when an answer is not a success."""
    import uvloop

    asyncio.run(_load(port, requests, 4, 0.5))  # warm: prepared statements, caches
    return uvloop.run(_load(port, requests, connections, seconds))
