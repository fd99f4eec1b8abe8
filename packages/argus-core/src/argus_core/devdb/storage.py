"""Folders of the development database, and what stands in the way of writing there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from argus_core.devdb.errors import Busy, StorageFull, StorageUnwritable

STATE_FOLDER = ".argus"
PROJECT_MARKS = ("uv.lock", STATE_FOLDER, ".git")
FULL_DISK = {errno.ENOSPC, errno.EDQUOT}
LOCK_INTERVAL = 0.1
"""Seconds between two attempts to take a lock."""


def default_state_dir() -> Path:
    """`$ARGUS_STATE_DIR`, else `.argus` in the nearest folder upwards that looks like a checkout, else here."""
    configured = os.environ.get("ARGUS_STATE_DIR")
    if configured:
        return Path(configured).absolute()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in PROJECT_MARKS):
            return folder / STATE_FOLDER
    return here / STATE_FOLDER


def default_cache_dir() -> Path:
    """`$XDG_CACHE_HOME/argus`, by default `~/.cache/argus`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "argus"


@dataclass(frozen=True)
class NodeFolder:
    """Where one node keeps its files."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held while somebody starts, stops or wipes the node."""
        return self.root / "lock"

    @property
    def record(self) -> Path:
        """The running node: pid, ports, version, heap (JSON)."""
        return self.root / "node.json"

    @property
    def data(self) -> Path:
        """Everything the database stores."""
        return self.root / "data"

    @property
    def conf(self) -> Path:
        """Configuration, written anew at each start."""
        return self.root / "conf"

    @property
    def tmp(self) -> Path:
        """Libraries that the node unpacks; emptied at each start."""
        return self.root / "tmp"

    @property
    def class_list(self) -> Path:
        """The classes that a first start loads, for the class data archive."""
        return self.tmp / "classes.lst"

    @property
    def logs(self) -> Path:
        """Logs of the node."""
        return self.root / "logs"

    @property
    def system_log(self) -> Path:
        """What Cassandra logs."""
        return self.logs / "system.log"

    @property
    def jvm_log(self) -> Path:
        """What the Java runtime prints: little, unless it cannot start."""
        return self.logs / "jvm.log"

    def prepare(self) -> None:
        """Create the folders and remove what the last run left. Raises StorageUnwritable, StorageFull."""
        with readable_os_errors(self.root):
            shutil.rmtree(self.tmp, ignore_errors=True)
            for folder in (self.data, self.conf, self.conf / "triggers", self.logs, self.tmp):
                folder.mkdir(parents=True, exist_ok=True)
            for log in (self.system_log, self.jvm_log):
                if log.exists():
                    log.replace(log.with_name(f"{log.name}.previous"))

    def clear(self) -> None:
        """Remove everything but the lock. Raises StorageUnwritable."""
        with readable_os_errors(self.root):
            for path in self.root.iterdir():
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path != self.lock:
                    path.unlink()


@contextlib.contextmanager
def readable_os_errors(folder: Path) -> Iterator[None]:
    """Turn failures of the file system below `folder` into sentences. Raises StorageFull, StorageUnwritable."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise StorageFull(f"No space is left for {folder}: free some, or choose another folder.") from error
        raise StorageUnwritable(
            f"Cannot write in {folder} ({error.strerror or error}): make it writable, or choose another folder "
            "with ARGUS_STATE_DIR (state) or XDG_CACHE_HOME (downloads)."
        ) from error


def write_whole(target: Path, content: bytes) -> None:
    """Write under another name and rename: nobody ever sees half a file. Raises OSError."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def check_space(folder: Path, needed: int) -> None:
    """Raise StorageFull unless the disk of the existing `folder` has `needed` bytes free."""
    with readable_os_errors(folder):
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageFull(
            f"Only {free // 2**20} MiB are free for {folder}, {needed // 2**20} MiB are needed: "
            "free some space, or choose another folder."
        )


@contextlib.contextmanager
def file_lock(path: Path, *, timeout: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of `path` (created, never removed); `waiting` is called once when another process has it.

    Raises Busy after `timeout` seconds. The system frees the lock when its process ends, however it ends.
    """
    with readable_os_errors(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, path, time.monotonic() + timeout, waiting)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, deadline: float, waiting: Callable[[], None]) -> None:
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(
                    f"Another process has been starting or stopping this database for a long time (it holds {path}): "
                    "end that process and try again."
                ) from None
        else:
            return
        if not told:
            waiting()
            told = True
        time.sleep(LOCK_INTERVAL)
