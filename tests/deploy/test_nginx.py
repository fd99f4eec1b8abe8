"""A real nginx with `deploy/nginx.conf` in front of a real server on a Unix socket."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest

from argus_core.testing.world import World

if TYPE_CHECKING:
    from .conftest import Running

SPOOFED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@dataclass(frozen=True, slots=True)
class Site:
    """Argus behind nginx."""

    base: str
    port: int
    server: subprocess.Popen[bytes]
    log: Path


@pytest.fixture(scope="module")
def site(
    deploy: Path, environment: dict[str, str], short_folder: Path, port: int, nginx: str, running: Running
) -> Iterator[Site]:
    argus_socket, log = short_folder / "argus.sock", short_folder / "server.log"
    configured = (deploy / "nginx.conf").read_text()
    for there, here in (("unix:/run/argus/argus.sock", f"unix:{argus_socket}"), ("listen 80", f"listen {port}")):
        assert there in configured
        configured = configured.replace(there, here)
    (short_folder / "site.conf").write_text(configured)
    temporary = "".join(
        f"    {name}_temp_path {short_folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (short_folder / "nginx.conf").write_text(
        f"daemon off;\npid {short_folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{temporary}    include {short_folder}/site.conf;\n}}\n"
    )
    serve = [sys.executable, "-m", "argus_server.cli", "serve", "--uds", str(argus_socket)]
    proxy = [nginx, "-p", str(short_folder), "-c", str(short_folder / "nginx.conf"), "-e", "stderr"]
    base = f"http://127.0.0.1:{port}"
    with (
        running(
            serve, lambda: _listens(str(argus_socket)), log, environment | {"ARGUS_TRUSTED_PROXIES": "*"}, short_folder
        ) as server,
        running(proxy, lambda: _ready(base), short_folder / "nginx.log", environment, short_folder),
    ):
        yield Site(base, port, server, log)


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


async def test_the_proxy_tells_who_asks_and_nobody_else_does(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.base, headers=SPOOFED) as client:
        slash = await client.get("/error")
        assert (slash.status_code, slash.headers["location"]) == (308, f"{site.base}/error/")
        await client.get("/api/v1/version")
        figures = (await client.get("/metrics?name[]=http_request_by_ip_total")).text
    assert set(re.findall(r'ip="([^"]*)"', figures)) == {"127.0.0.1"}


async def test_doubled_slashes_come_through(site: Site, world: World) -> None:
    user = await world.account()
    async with httpx.AsyncClient(base_url=site.base, headers=user.headers) as client:
        path = f"/api/v1/client/testrun/generic/{uuid4()}//heartbeat"
        answer = await client.post(path, json={"schema_version": "v1"})
    assert answer.status_code == 200
    assert answer.json()["response"]["exception"] != "NotFound"


async def test_bodies_as_large_as_the_server_takes(site: Site, world: World) -> None:
    user = await world.account()
    async with httpx.AsyncClient(base_url=site.base, headers=user.headers, timeout=60) as client:
        large = {"run_id": "x" * 30_000_000}
        answer = await client.post("/api/v1/client/testrun/generic/submit", json=large)
        assert (answer.status_code, answer.json()["status"]) == (200, "error")  # the server has read and refused it
        assert answer.headers["x-request-id"]
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as raw:
        raw.sendall(
            b"POST /api/v1/client/testrun/generic/submit HTTP/1.1\r\nHost: x\r\nContent-Length: 134217729\r\n\r\n"
        )
        assert raw.recv(1000).startswith(b"HTTP/1.1 413")


@pytest.mark.slow
async def test_events_come_at_once_and_end_when_the_server_ends(site: Site, world: World) -> None:
    user, job, run_id = await world.account(), await world.job(), str(uuid4())
    async with httpx.AsyncClient(base_url=site.base, headers=user.headers, timeout=30) as client:
        run = {"run_id": run_id, "build_id": job.build_id, "build_url": None, "started_by": None}
        submitted = await client.post("/api/v1/client/testrun/generic/submit", json=run)
        assert submitted.json() == {"status": "ok", "response": "Created"}
        async with client.stream("GET", f"/api/v1/events/stream?run={run_id}") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            async with asyncio.timeout(20):
                while not (await anext(lines)).startswith("event: ready"):
                    pass
            site.server.send_signal(signal.SIGTERM)
            told = time.monotonic()
            async for _ in lines:
                pass
            assert time.monotonic() - told < 15
    assert await asyncio.to_thread(site.server.wait, 30) == 0
    assert "[ERROR]" not in site.log.read_text()
