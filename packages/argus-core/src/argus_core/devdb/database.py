"""The development database: one Cassandra node per state folder."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from argus_core.devdb.archive import ClassArchive
from argus_core.devdb.errors import NodeFailed
from argus_core.devdb.jars import CASSANDRA_VERSION, JarCache
from argus_core.devdb.java import bundled_java, find_java
from argus_core.devdb.logs import failure
from argus_core.devdb.process import (
    POLL_INTERVAL,
    NodeRecord,
    answers,
    choose_ports,
    find_node,
    load_record,
    spawn,
    terminate,
)
from argus_core.devdb.progress import Progress, StartProgress, silent
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

START_TIMEOUT = 180.0
LOCK_TIMEOUT = 600.0
NEEDED_SPACE = 200 * 2**20
"""Bytes that an empty node needs for its commit log and system tables."""


@dataclass(frozen=True)
class Status:
    """The node as it is now.

    `running` means that it answers on `host` and `port`; a node that is still starting has a `pid`, a `version` and a
    `heap` only, one that does not exist nothing.
    """

    running: bool
    host: str | None
    port: int | None
    pid: int | None
    version: str | None
    heap: str | None


STOPPED = Status(running=False, host=None, port=None, pid=None, version=None, heap=None)


class DevDatabase:
    """The node whose files are below `<state_dir>/devdb`.

    `state_dir` is by default `$ARGUS_STATE_DIR` or `.argus` of the checkout; `cache_dir`, for what is fetched once and
    shared by all nodes of a user, is `$XDG_CACHE_HOME/argus`. `heap` is the size of the Java heap, such as `512m`, of a
    node that is started here; one that runs already keeps its own. All methods block and raise DevDatabaseError.
    """

    def __init__(self, state_dir: Path | None = None, *, cache_dir: Path | None = None, heap: str = "512m") -> None:
        self.folder = NodeFolder((state_dir or default_state_dir()).resolve() / "devdb")
        self.cache = JarCache((cache_dir or default_cache_dir()).absolute())
        self.heap = heap
        self.bundled_java = bundled_java()

    def start(self, progress: Progress | None = None) -> Status:
        """Start the node unless it runs, and wait until it answers.

        `progress` is called with what is going on and how far it is (0 to 1, None when that is not known).
        """
        tell = progress or silent
        heap_bytes(self.heap)
        with self._lock(tell):
            status = self.status()
            if status.running:
                return status
            # a node that is alive but silent is the one whose starter was killed: it needs time, not a second node
            record = load_record(self.folder.record)
            if record is None or status.pid is None:
                return self._launch(tell)
            return self._wait_until_ready(replace(record, pid=status.pid), tell)

    def stop(self) -> None:
        """Let the node flush its data and exit; nothing happens when none runs."""
        with self._lock(silent):
            self._end_node()

    def status(self) -> Status:
        """What is known of the node now; takes no lock."""
        record = load_record(self.folder.record)
        if record is None:
            return STOPPED
        process = find_node(record, self.folder)
        if process is None:
            return STOPPED
        running = answers(record.port)
        return Status(
            running=running,
            host=HOST if running else None,
            port=record.port if running else None,
            pid=process.pid,
            version=record.version,
            heap=record.heap,
        )

    def wipe(self) -> None:
        """Stop the node and remove all its data, logs and configuration; the downloads stay."""
        with self._lock(silent):
            self._end_node()
            self.folder.clear()

    def _lock(self, progress: Progress) -> AbstractContextManager[None]:
        with readable_os_errors(self.folder.root):
            self.folder.root.mkdir(parents=True, exist_ok=True)
        return file_lock(
            self.folder.lock,
            timeout=LOCK_TIMEOUT,
            waiting=lambda: progress("Waiting for another process that starts or stops this database", None),
        )

    def _end_node(self) -> None:
        process = find_node(load_record(self.folder.record), self.folder)
        if process is not None:
            terminate(process, self.folder)

    def _launch(self, progress: Progress) -> Status:
        self._end_node()  # one that lost its record still has the data open
        check_memory(self.heap)
        self.folder.prepare()
        check_space(self.folder.root, NEEDED_SPACE)
        java = find_java(self.bundled_java)
        jars = self.cache.jars(progress)
        archive = ClassArchive(self.cache.folder, java, jars)
        native, storage = choose_ports(load_record(self.folder.record))
        record = NodeRecord(None, native, storage, CASSANDRA_VERSION, self.heap)
        command = command_line(java, jars, self.folder, self.heap, archive.options(self.folder))
        progress("Starting Cassandra", 0.0)
        with readable_os_errors(self.folder.root):
            write_configuration(self.folder, native, storage)
            record.save(self.folder.record)
            record = replace(record, pid=spawn(command, self.folder.jvm_log))
            record.save(self.folder.record)
            status = self._wait_until_ready(record, progress)
            archive.build(self.folder)
        return status

    def _wait_until_ready(self, record: NodeRecord, progress: Progress) -> Status:
        """Raises NodeFailed when the node exits or stays silent for too long; it is ended then."""
        milestones = StartProgress(self.folder.system_log, progress)
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            process = find_node(record, self.folder)
            if process is None:
                raise NodeFailed(failure(self.folder, "Cassandra exited while it was starting"))
            if answers(record.port):
                progress("Cassandra is ready", 1.0)
                return Status(True, HOST, record.port, process.pid, record.version, record.heap)
            milestones.look()
            time.sleep(POLL_INTERVAL)
        self._end_node()
        raise NodeFailed(failure(self.folder, f"Cassandra did not get ready in {START_TIMEOUT:.0f} seconds"))
