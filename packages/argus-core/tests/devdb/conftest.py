"""One temporary node for all tests of this folder, beside the one that other tests use."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from argus_core.devdb import DevDatabase


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevDatabase]:
    """A database whose node may be running or not, in a folder whose name needs care everywhere."""
    database = DevDatabase(tmp_path_factory.mktemp("devdb") / "stäte <&> x", heap="256m")
    yield database
    kill_node(database)


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """State and cache folder of this test by the environment; gives the state folder."""
    monkeypatch.setenv("ARGUS_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "state"


def kill_node(database: DevDatabase) -> None:
    """End the node as a crash does."""
    pid = database.status().pid
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        while database.status().pid is not None:
            pass


@pytest.fixture
def foreign_process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with any node."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


@pytest.fixture
def crash(database: DevDatabase) -> Callable[[], None]:
    """A function that ends the node as a crash does."""
    return lambda: kill_node(database)
