"""Clients that keep their connections, never repeat a request, and do not look whether a connection is still open."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from argus_core.testing.world import World

CLIENTS = 20
LONGEST_THOUGHT = 0.3
PATIENCE = 500.0


@dataclass
class Load:
    """Requests of many clients, and what came of them."""

    port: int
    requests: list[bytes]
    failures: list[str] = field(default_factory=list)
    answers: int = 0
    refused: int = 0
    closes: int = 0
    """Answers that said `Connection: close`."""
    ending: bool = False
    """The server was told to end: new connections may be refused, those that were accepted not."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def client(self, number: int) -> None:
        """One client; ends when it is told to stop or a new connection is refused at the end."""
        chance = random.Random(number)
        connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        fresh = True
        while not self.stop.is_set():
            ending = self.ending
            try:
                if connection is None:
                    fresh = True
                    connection = await asyncio.open_connection("127.0.0.1", self.port)
                close = await self._ask(connection, chance)
            except (OSError, EOFError, AssertionError) as error:
                if not (fresh and self.ending):
                    self.failures.append(f"client {number}, ending {ending}, fresh {fresh}: {error!r}")
                self.refused += fresh and self.ending
                break
            fresh = False
            if close:
                connection[1].close()
                connection = None
            await asyncio.sleep(chance.uniform(0, LONGEST_THOUGHT))
        if connection is not None:
            connection[1].close()

    async def _ask(self, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], chance: random.Random) -> bool:
        """One request in two pieces; whether the answer says that it is the last on this connection."""
        reader, writer = connection
        request = chance.choice(self.requests)
        half = chance.randrange(1, len(request))
        writer.write(request[:half])
        await asyncio.sleep(chance.uniform(0, 0.01))
        writer.write(request[half:])
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            assert length is not None, head
            body = await reader.readexactly(int(length[1]))
        assert head.startswith(b"HTTP/1.1 200"), (head, body)
        assert json.loads(body)["status"] == "ok", body
        self.answers += 1
        close = b"connection: close" in head
        self.closes += close
        return close


def request_bytes(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: argus", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def under_load(world: World) -> Callable[[int], Any]:
    """`async with under_load(port) as load`: twenty clients that read and write until the end of the block."""

    @asynccontextmanager
    async def start(port: int) -> AsyncIterator[Load]:
        user, job, run_id = await world.account(), await world.job(), str(uuid4())
        run = {"run_id": run_id, "build_id": job.build_id, "build_url": None, "started_by": None}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=user.headers) as client:
            submitted = await client.post("/api/v1/client/testrun/generic/submit", json=run)
            assert submitted.json() == {"status": "ok", "response": "Created"}
        beat = f"/api/v1/client/testrun/generic/{run_id}/heartbeat"
        requests = [
            request_bytes("GET", "/api/v1/version", user.headers),
            request_bytes("POST", beat, user.headers, json.dumps({"schema_version": "v1"}).encode()),
        ]
        load = Load(port, requests)
        clients = [asyncio.create_task(load.client(number)) for number in range(CLIENTS)]
        try:
            yield load
        finally:
            load.stop.set()
            await asyncio.gather(*clients)

    return start


async def until(condition: Callable[[], bool], complaint: Callable[[], str]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, complaint()
        await asyncio.sleep(0.05)


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool], Callable[[], str]], Awaitable[None]]:
    """Wait until something holds; the second function tells what is known when it does not."""
    return until
