"""The servers that are measured, each in a process of its own, with the same settings of uvicorn.

`python -m benchmarks.serving argus|empty|fixed PORT`
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import uvicorn
import uvloop
from pydantic import BaseModel

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PROBE = "/benchmark-probe"
TICK = 0.005
"""Seconds between two looks of the probe."""
_PAGE = os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True, slots=True)
class Health:
    """How a server is.

    stall: the longest of its event loop since it was asked last, in milliseconds; work: the part of it in which the
    loop's thread was itself at work (the rest it waited for a processor, or for another thread). memory: resident, in
    MiB. cpu: seconds of processor time since the process began.
    """

    stall: float
    work: float
    memory: float
    cpu: float


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 2**20


class Probed:
    """An application, and a task that looks how late the event loop wakes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._probe: asyncio.Task[None] | None = None
        self._stall = self._work = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PROBE:
            await self._app(scope, receive, send)
            return
        self._probe = self._probe or asyncio.ensure_future(self._watch())
        found = Health(self._stall * 1000, self._work * 1000, _resident(), time.process_time())
        body = json.dumps(asdict(found)).encode()
        self._stall = self._work = 0.0
        head = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    async def _watch(self) -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            late, work = time.perf_counter() - began - TICK, time.thread_time() - worked
            if late > self._stall:
                self._stall, self._work = late, work


def argus() -> ASGIApp:
    """The server."""
    from argus_server.asgi import create

    return Probed(create())


class Answer(BaseModel):
    """As small as that of `version`."""

    status: str
    response: dict[str, str]


async def _nothing() -> Answer:
    return Answer(status="ok", response={"commit_id": "none"})


def empty() -> ASGIApp:
    """A FastAPI application with one typed route that does nothing."""
    from fastapi import FastAPI

    app = FastAPI()
    app.get("/empty")(_nothing)
    return Probed(app)


class _Fixed(asyncio.Protocol):
    """Answers whatever comes with the same bytes: what remains is the load itself."""

    ANSWER = b'HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{"status":"ok"}'

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(self.ANSWER)


async def _fixed(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Fixed, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    name, port = sys.argv[1], int(sys.argv[2])
    if name == "fixed":
        uvloop.run(_fixed(port))
        return
    uvicorn.run(
        f"benchmarks.serving:{name}",
        factory=True,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=True,
        backlog=1024,
        timeout_keep_alive=75,
    )


@contextmanager
def running(name: str, port: int, path: str, environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """A server in a process, until it answers on `path` and then until the block ends; gives its port."""
    command = [sys.executable, "-m", "benchmarks.serving", name, str(port)]
    here = str(Path(__file__).parents[1])
    process = subprocess.Popen(command, env={**os.environ, **environment, "PYTHONPATH": here}, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}{path}", process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server for {url} ended")
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def health(port: int) -> Health:
    """How a server is."""
    return Health(**httpx.get(f"http://127.0.0.1:{port}{PROBE}", timeout=30).json())


if __name__ == "__main__":
    main()
