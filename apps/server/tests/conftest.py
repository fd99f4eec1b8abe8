"""Real server processes on the keyspace of the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from argus_core.config import Settings

PATIENCE = 60


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running `argus-server serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self.log_file.read_text()

    def wait_until_ready(self, path: str) -> None:
        """Wait until this path is answered."""
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, self.log
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < deadline, self.log
                time.sleep(0.1)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


Serving = Callable[..., AbstractContextManager[ServerProcess]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(settings: Settings, tmp_path: Path) -> Serving:
    """Starts `argus-server serve`, or another command, with more options and environment variables."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARGUS_", "PYTEST_"))}
    environment = kept | {
        "ARGUS_SCYLLA_CONTACT_POINTS": settings.scylla_contact_points[0],
        "ARGUS_SCYLLA_PORT": str(settings.scylla_port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": settings.scylla_keyspace_name,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": settings.scylla_tablets_keyspace_name,
        "ARGUS_SECRET_KEY": "MUSTBEUNIQUE",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
        "ARGUS_JOBS_ENABLED": "false",
    }

    @contextmanager
    def start(*options: str, command: str = "", ready: str = "/healthz", **more: str) -> Iterator[ServerProcess]:
        port = _free_port()
        line = [sys.executable, command, str(port)] if command else _serve(port, *options)
        log_file = tmp_path / f"server-{port}.log"
        with log_file.open("w") as log:
            process = subprocess.Popen(line, env=environment | more, cwd=tmp_path, stdout=log, stderr=log)
        try:
            server = ServerProcess(process, port, log_file)
            server.wait_until_ready(ready)
            yield server
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    return start


def _serve(port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port), *options]
