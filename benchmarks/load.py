"""Load on an HTTP server: kept-alive connections, each of which sends its next request when the last one is answered.

Written on the event loop's protocols, because a client library would measure itself: it costs more a request than the
server does. It runs in a process of its own; what it can do at most is measured, too (`benchmarks.serving.fixed`).
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import uvloop

CONNECTIONS = 32
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second, the 50th and 99th percentile of the times that they took, in milliseconds, and the processor
    time that each took of the measured process, in microseconds (0: not measured)."""

    rate: float
    p50: float
    p99: float
    cpu: float = 0.0

    @property
    def spread(self) -> float:
        """How much longer than usual the slow ones took."""
        return self.p99 / self.p50


def figures(times: Sequence[float], seconds: float, cpu: float = 0.0) -> Figures:
    """From the seconds that each call took, those that all took, and those of processor time."""
    cuts = statistics.quantiles(times, n=100)
    return Figures(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000, cpu / len(times) * 1e6)


def median(measured: Sequence[Figures]) -> Figures:
    """Of several measurements, each figure by itself."""
    return Figures(*(statistics.median(getattr(m, name) for m in measured) for name in ("rate", "p50", "p99", "cpu")))


def request(method: str, path: str, headers: Mapping[str, str], body: Any = None) -> bytes:
    """A request as it goes over the wire."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: argus", f"Content-Length: {len(content)}"]
    lines += ["Content-Type: application/json"] if content else []
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


class _Load:
    """What all connections share: the requests, when to stop, and the times taken."""

    def __init__(self, requests: Sequence[bytes], until: float, count: int | None) -> None:
        self.times: list[float] = []
        self.failure: Exception | None = None
        self.ended = asyncio.Event()
        self.open = 0
        self._requests = requests
        self._until = until
        self._left = count
        self._number = 0

    def next(self, now: float) -> bytes | None:
        """The next request; None when there shall be no more."""
        if now >= self._until or self._left == 0 or self.failure is not None:
            return None
        if self._left is not None:
            self._left -= 1
        self._number += 1
        return self._requests[self._number % len(self._requests)]


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._received = b""
        self._began = 0.0
        load.open += 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        request = self._load.next(self._began)
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        head = received.find(_HEAD_END)
        if head >= 0:
            start = received.index(_LENGTH) + len(_LENGTH)
            end = head + len(_HEAD_END) + int(received[start : received.index(b"\r", start)])
            if len(received) >= end:
                self._received = b""
                self._load.times.append(time.perf_counter() - self._began)
                self._check(received, head)
                self._send()
                return
        self._received = received

    def _check(self, received: bytes, head: int) -> None:
        if not received.startswith(b"HTTP/1.1 200") or b'"status":"ok"' not in received[head:]:
            self._load.failure = RuntimeError(f"unexpected answer: {received[:800]!r}")

    def connection_lost(self, error: Exception | None) -> None:
        self._load.failure = self._load.failure or error
        self._load.open -= 1
        if not self._load.open:
            self._load.ended.set()


async def _load(port: int, requests: Sequence[bytes], seconds: float, count: int | None, connections: int) -> Figures:
    started = time.perf_counter()
    load = _Load(requests, started + seconds, count)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Client(load), "127.0.0.1", port)
    await load.ended.wait()
    if load.failure is not None:
        raise load.failure
    return figures(load.times, time.perf_counter() - started)


def load(
    port: int,
    requests: Sequence[bytes],
    *,
    seconds: float = 600.0,
    count: int | None = None,
    connections: int = CONNECTIONS,
) -> Figures:
    """Keep connections busy for so many seconds, or for so many requests; raises when an answer is not a success."""
    return uvloop.run(_load(port, requests, seconds, count, connections))
