"""What is killed and stopped: a database node and a server of our own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from argus_core.config import Settings, load_settings
from argus_core.database.migration import migrate
from argus_core.devdb import DevDatabase
from argus_core.testing.database import Node, connect
from argus_core.testing.plugin import settings_overrides

KEYSPACE = "argus_chaos"
HEAP = "512m"
WORKERS = 2
READY_SECONDS = 90.0


class DrillNode:
    """A database node in a folder of its own; its schema and data stay for the next drill."""

    def __init__(self, folder: Path) -> None:
        self._database = DevDatabase(folder, heap=HEAP)

    def start(self) -> Node:
        """Start it and wait until it answers."""
        status = self._database.start()
        assert status.host is not None  # a started node has one
        assert status.port is not None
        return Node(status.host, status.port)

    def stop(self) -> None:
        """Let it write down what it holds, and end: SIGTERM drains."""
        self._database.stop()


def prepare(node: Node, folder: Path) -> Settings:
    """The schema, and settings that lead to it."""
    cluster, session = connect(node)
    try:
        migrate(session, keyspace=KEYSPACE, tablets_keyspace=f"{KEYSPACE}_tablets", create_keyspaces=True)
    finally:
        cluster.shutdown()
    pictures = folder / "pictures"
    pictures.mkdir(exist_ok=True)
    return load_settings(settings_overrides(node, KEYSPACE, pictures), environ={})


class DrillServer:
    """`argus-server serve` with several workers, always on the same port."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.base = f"http://127.0.0.1:{self._port}"
        self._folder = folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "server.log").unlink(missing_ok=True)

    def start(self) -> float:
        """Start it and wait until it is ready; gives the seconds that it took."""
        started = time.monotonic()
        arguments = ["serve", "--port", str(self._port), "--workers", str(WORKERS)]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "argus_server.cli", *arguments],
                env=self._environment(),
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that the workers can be killed with their supervisor
            )
        while time.monotonic() - started < READY_SECONDS and self._process.poll() is None:
            try:
                if httpx.get(f"{self.base}/readyz", timeout=2).status_code == 200:
                    return time.monotonic() - started
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"The server did not get ready; see {self._folder / 'server.log'}.")

    def kill(self) -> None:
        """SIGKILL to the supervisor and all workers at once: nothing of what they do is finished."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: what was accepted is finished."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ARGUS_")}
        return kept | {
            "ARGUS_BASE_URL": self.base,
            "ARGUS_SECRET_KEY": "MUSTBEUNIQUE",
            "ARGUS_SCYLLA_CONTACT_POINTS": ",".join(settings.scylla_contact_points),
            "ARGUS_SCYLLA_PORT": str(settings.scylla_port),
            "ARGUS_SCYLLA_USERNAME": settings.scylla_username,
            "ARGUS_SCYLLA_PASSWORD": settings.scylla_password.get_secret_value(),
            "ARGUS_SCYLLA_KEYSPACE_NAME": settings.scylla_keyspace_name,
            "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": settings.scylla_tablets_keyspace_name,
            "ARGUS_BLUEPRINTS_REQUIRED": "api",
            "ARGUS_EMAIL_ENABLED": "false",
            "ARGUS_APP_LOG_LEVEL": "WARNING",
            "ARGUS_LOGIN_METHODS": "password",
        }
