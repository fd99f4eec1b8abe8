"""Servers as `deploy/` starts them, and a real nginx."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from argus_core.config import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 100.0
BEGUN_WITH = dict(os.environ)
"""The environment before other tests led their own clients elsewhere (HTTPS_PROXY)."""
NGINX_FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "argus" / "nginx"
Running = Callable[..., AbstractContextManager["subprocess.Popen[bytes]"]]


@pytest.fixture(scope="module")
def deploy() -> Path:
    """The folder under test."""
    return ROOT / "deploy"


@pytest.fixture(scope="session")
def begun_with() -> dict[str, str]:
    """The environment that the test run was started with."""
    return BEGUN_WITH


@pytest.fixture(scope="module")
def environment(settings: Settings) -> dict[str, str]:
    """What configures a server on the keyspace of the tests."""
    kept = {key: value for key, value in BEGUN_WITH.items() if not key.startswith(("ARGUS_", "PYTEST_", "VIRTUAL_ENV"))}
    return kept | {
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


@pytest.fixture(scope="module")
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a Unix socket, and open to every user."""
    folder = Path(tempfile.mkdtemp(prefix="argus-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def running() -> Running:
    """Runs a process for a block; `ready` is asked until it says so."""

    @contextmanager
    def run(
        command: Sequence[str], ready: Callable[[], bool], log: Path, environment: dict[str, str], folder: Path
    ) -> Iterator[subprocess.Popen[bytes]]:
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + PATIENCE
            while not ready():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    return run


@pytest.fixture(scope="module")
def port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def nginx() -> str:
    """The machine's nginx, or else that of its distribution, unpacked into the cache without installing it."""
    found = shutil.which("nginx")
    if found:
        return found
    program = NGINX_FOLDER / "usr/sbin/nginx"
    if not program.exists():
        _unpack_nginx()
    return str(program)


def _unpack_nginx() -> None:
    NGINX_FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=NGINX_FOLDER.parent) as folder:
        for command in (["apt-get", "download", "nginx"], ["sh", "-c", "dpkg -x nginx_*.deb unpacked"]):
            try:
                subprocess.run(
                    command, cwd=folder, check=True, env=BEGUN_WITH, capture_output=True, text=True, timeout=120
                )
            except (OSError, subprocess.SubprocessError) as error:
                told = getattr(error, "stderr", None) or error
                pytest.fail(f"This test needs nginx: install it. (It cannot be fetched by `{command[0]}` here: {told})")
        Path(folder, "unpacked").rename(NGINX_FOLDER)
