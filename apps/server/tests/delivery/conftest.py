"""A server of several worker processes, and clients that do not share connections."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from argus_core.config import Settings


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running server."""

    base: str
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_server(settings: Settings, folder: Path, *, workers: int) -> Iterator[LiveServer]:
    """`argus-server serve` on the test keyspace."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARGUS_")}
    environment = kept | {
        "ARGUS_BASE_URL": base,
        "ARGUS_SECRET_KEY": "MUSTBEUNIQUE",
        "ARGUS_SCYLLA_CONTACT_POINTS": ",".join(settings.scylla_contact_points),
        "ARGUS_SCYLLA_PORT": str(settings.scylla_port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": settings.scylla_keyspace_name,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": settings.scylla_tablets_keyspace_name,
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_APP_LOG_LEVEL": "WARNING",
        "ARGUS_LOGIN_METHODS": "password",
    }
    command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port), "--workers", str(workers)]
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=output)
    try:
        _wait(base, process, log)
        yield LiveServer(base, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{base}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"The server did not get ready:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def eight_workers(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server with eight worker processes."""
    with live_server(settings, tmp_path_factory.mktemp("server"), workers=8) as server:
        yield server
