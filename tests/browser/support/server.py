"""Server processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argus_core.testing.browser import SECRET
from argus_core.testing.database import Node

PATIENCE = 90


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(node: Node, keyspace: str, base: str) -> dict[str, str]:
    """Environment of a server without outside services and without caches."""
    return {
        "ARGUS_SCYLLA_CONTACT_POINTS": node.host,
        "ARGUS_SCYLLA_PORT": str(node.port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": keyspace,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{keyspace}_tablets",
        "ARGUS_SECRET_KEY": SECRET,
        "ARGUS_BASE_URL": base,
        "ARGUS_LOGIN_METHODS": "password",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_JOBS_ENABLED": "false",
        "ARGUS_CACHE_SECONDS": "0",
        "ARGUS_APP_LOG_LEVEL": "ERROR",
    }


@contextmanager
def serving(node: Node, keyspace: str, folder: Path, *, workers: int) -> Iterator[str]:
    """A server that works in this folder; gives its base URL. What it logged is in `server.log`."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    figures = folder / "metrics"
    figures.mkdir(parents=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARGUS_", "PYTEST_"))}
    environment = kept | configuration(node, keyspace, base) | {"PROMETHEUS_MULTIPROC_DIR": str(figures)}
    command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port), "--workers", str(workers)]
    log_file = folder / "server.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        _wait_until_ready(base, process, log_file)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(base: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log_file.read_text()
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                return
        except OSError:
            assert time.monotonic() < deadline, log_file.read_text()
            time.sleep(0.1)
