"""The development database: one Cassandra node per state folder."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from argus_core.devdb.errors import NodeFailed
from argus_core.devdb.jars import CASSANDRA_VERSION, JarCache
from argus_core.devdb.java import bundled_java, find_java
from argus_core.devdb.logs import failure_line
from argus_core.devdb.process import (
    NodeRecord,
    answers,
    choose_ports,
    find_node,
    load_record,
    spawn,
    terminate,
)
from argus_core.devdb.resources import check_memory, heap_bytes
from argus_core.devdb.settings import HOST, command_line, write_configuration
from argus_core.devdb.storage import (
    NodeFolder,
    check_space,
    default_cache_dir,
    default_state_dir,
    file_lock,
    readable_os_errors,
)

Progress = Callable[[str, float | None], None]

START_TIMEOUT = 180.0
LOCK_TIMEOUT = 600.0
POLL_INTERVAL = 0.1
NEEDED_SPACE = 200 * 2**20
"""Bytes that an empty node needs for its commit log and system tables."""


@dataclass(frozen=True)
class Status:
    """The node as it is now. `running` means that it answers on `host` and `port`; a node that is still starting has
    a `pid` only, one that was stopped nothing."""

    running: bool
    host: str | None
    port: int | None
    pid: int | None
    version: str | None
    heap: str | None


STOPPED = Status(running=False, host=None, port=None, pid=None, version=None, heap=None)


def _silent(message: str, fraction: float | None) -> None:
    """Progress for nobody."""


class DevDatabase:
    """The node whose files are below `<state_dir>/devdb`.

    `state_dir` is by default `$ARGUS_STATE_DIR` or `.argus` of the checkout, `cache_dir` (downloads, shared by all nodes
    of a user) `$XDG_CACHE_HOME/argus`. `heap` is the size of the Java heap, such as `512m`, of a node that is started
    here; one that runs already keeps its own. All methods block and raise DevDatabaseError.
    """

    def __init__(
        self,
        state_dir: Path | None = None,
        *,
        cache_dir: Path | None = None,
        heap: str = "512m",
        bundled_java: Path | None = bundled_java(),
    ) -> None:
        self.folder = NodeFolder((state_dir or default_state_dir()).absolute() / "devdb")
        self.cache = JarCache((cache_dir or default_cache_dir()).absolute())
        self.heap = heap
        self.bundled_java = bundled_java

    def start(self, progress: Progress | None = None) -> Status:
        """Start the node unless it runs, and wait until it answers.

        `progress` is called with what is going on and how far it is (0 to 1, None when that is not known).
        """
        tell = progress or _silent
        heap_bytes(self.heap)
        with self._lock(tell):
            status = self.status()
            if status.running:
                return status
            record = load_record(self.folder.record)
            process = find_node(record.pid, self.folder) if record else None
            if record is None or process is None:
                record = self._launch(tell)
            return self._wait_until_ready(record, tell)

    def stop(self) -> None:
        """Let the node flush its data and exit; nothing happens when none runs."""
        with self._lock(_silent):
            self._stop()

    def status(self) -> Status:
        """What is known of the node now; takes no lock."""
        record = load_record(self.folder.record)
        process = find_node(record.pid, self.folder) if record else None
        if record is None or process is None:
            return STOPPED
        if not answers(record.port):
            return Status(False, None, None, record.pid, record.version, record.heap)
        return Status(True, HOST, record.port, record.pid, record.version, record.heap)

    def wipe(self) -> None:
        """Stop the node and remove all its data, logs and configuration; the downloads stay."""
        with self._lock(_silent):
            self._stop()
            with readable_os_errors(self.folder.root):
                for path in self.folder.root.iterdir():
                    if path == self.folder.lock:
                        continue
                    if path.is_dir() and not path.is_symlink():
                        shutil.rmtree(path)
                    else:
                        path.unlink()

    @contextmanager
    def _lock(self, progress: Progress) -> Iterator[None]:
        with readable_os_errors(self.folder.root):
            self.folder.root.mkdir(parents=True, exist_ok=True)
        with file_lock(
            self.folder.lock,
            timeout=LOCK_TIMEOUT,
            waiting=lambda: progress("Waiting for another process that starts this database", None),
        ):
            yield

    def _stop(self) -> None:
        record = load_record(self.folder.record)
        process = find_node(record.pid, self.folder) if record else None
        if process is not None:
            terminate(process)

    def _launch(self, progress: Progress) -> NodeRecord:
        check_memory(self.heap)
        self.folder.make()
        check_space(self.folder.root, NEEDED_SPACE)
        java = find_java(self.bundled_java)
        jars = self.cache.jars(progress)
        native, storage = choose_ports(load_record(self.folder.record))
        progress("Starting Cassandra", 0.0)
        with readable_os_errors(self.folder.root):
            write_configuration(self.folder, native, storage)
            self.folder.system_log.unlink(missing_ok=True)
            pid = spawn(command_line(java, jars, self.folder, self.heap), self.folder)
            record = NodeRecord(pid, native, storage, CASSANDRA_VERSION, self.heap)
            record.save(self.folder.record)
        return record

    def _wait_until_ready(self, record: NodeRecord, progress: Progress) -> Status:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if answers(record.port):
                progress("Cassandra is ready", 1.0)
                return Status(True, HOST, record.port, record.pid, record.version, record.heap)
            if find_node(record.pid, self.folder) is None:
                raise NodeFailed(failure_line(self.folder, "Cassandra exited while it was starting"))
            time.sleep(POLL_INTERVAL)
        process = find_node(record.pid, self.folder)
        if process is not None:
            self._give_up(process)
        raise NodeFailed(failure_line(self.folder, f"Cassandra did not get ready in {START_TIMEOUT:.0f} s"))

    def _give_up(self, process: psutil.Process) -> None:
        terminate(process)
