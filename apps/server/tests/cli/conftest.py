"""Real processes of `argus-server` on a keyspace of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cassandra.cluster import Session

from argus_core.database.migration import migrate
from argus_core.testing.database import Node, connect

COMMAND = (sys.executable, "-m", "argus_server.cli")
SECRETS = ("secret-of-the-sessions", "password-of-the-database")
"""Configured in every test; no command may ever show them."""
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line that a failed command says."""
        assert self.code != 0
        assert "Traceback" not in self.err
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


class Cli:
    """Runs commands in an empty folder, configured by environment variables only."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder

    def run(self, *arguments: str, typed: str = "", without: str = "", **changes: str) -> Outcome:
        """Run a command to its end. `typed` comes through a pipe; variables that begin with `without` are not set."""
        kept = {key: value for key, value in self.environment.items() if not (without and key.startswith(without))}
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=kept | changes,
            timeout=PATIENCE,
            check=False,
        )
        for secret in SECRETS:
            assert secret not in done.stdout + done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def serving(self, command: str = "serve", *options: str, **changes: str) -> Iterator[Server]:
        """A server process that answers on a port of its own; ended at the end."""
        port = free_port()
        with self.started(command, "--port", str(port), *options, **changes) as process:
            server = Server(process, port, self.folder)
            server.wait_until_ready()
            yield server

    @contextmanager
    def started(self, *arguments: str, **changes: str) -> Iterator[subprocess.Popen[bytes]]:
        """A process, ended at the end; it prints to `server.out` and logs to `server.log`."""
        with (self.folder / "server.log").open("w") as stderr, (self.folder / "server.out").open("w") as stdout:
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                cwd=self.folder,
                env=self.environment | changes,
                stdout=stdout,
                stderr=stderr,
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return (self.folder / "server.out").read_text()

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return (self.folder / "server.log").read_text()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_until_ready(self) -> None:
        """Wait for /healthz."""
        self.wait_for(self._answers, "the server does not answer")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log
        try:
            return self.get("/healthz") == (200, "ok")
        except OSError:
            return False

    def wait_for(self, condition: Any, complaint: str) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{complaint}\n{self.log}"
            time.sleep(0.05)

    def terminate(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def session(database_node: Node) -> Iterator[Session]:
    """The driver, to look at what commands did."""
    cluster, session = connect(database_node)
    yield session
    cluster.shutdown()


@pytest.fixture(scope="session")
def cli_keyspace(session: Session) -> str:
    """A migrated keyspace for these tests alone, made once and kept between runs."""
    name = f"argus_cli_{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"
    migrate(session, keyspace=name, tablets_keyspace=f"{name}_tablets", create_keyspaces=True)
    return name


@pytest.fixture
def unconnected(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """Commands whose database is on a port where nobody listens."""
    left_out = ("ARGUS_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    configured = {
        "PYTHONPYCACHEPREFIX": str(tmp_path_factory.getbasetemp() / "compiled"),  # once, not in every process
        "ARGUS_SCYLLA_CONTACT_POINTS": "127.0.0.1",
        "ARGUS_SCYLLA_PORT": "9",
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": SECRETS[1],
        "ARGUS_SCYLLA_KEYSPACE_NAME": "argus_cli_none",
        "ARGUS_SECRET_KEY": SECRETS[0],
        "ARGUS_LOGIN_METHODS": "password",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
        "COLUMNS": "80",
    }
    return Cli(kept | configured, tmp_path)


@pytest.fixture
def cli(unconnected: Cli, cli_keyspace: str, database_node: Node) -> Cli:
    """Commands on the keyspace of these tests."""
    connected = {
        "ARGUS_SCYLLA_CONTACT_POINTS": database_node.host,
        "ARGUS_SCYLLA_PORT": str(database_node.port),
        "ARGUS_SCYLLA_KEYSPACE_NAME": cli_keyspace,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{cli_keyspace}_tablets",
    }
    return Cli(unconnected.environment | connected, unconnected.folder)
