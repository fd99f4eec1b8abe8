"""A class data archive: classes of Cassandra read and checked in advance, which shortens every later start by a third.

The first start writes down which classes it loads; when the node is ready, the archive is made of that list in the
background, by a process of the lowest priority. It is only ever an acceleration: without it, or with one that does not
fit, Java loads the classes as always.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

from argus_core.devdb.process import spawn
from argus_core.devdb.resources import available_memory
from argus_core.devdb.storage import NodeFolder

DUMP_HEAP = "256m"
NEEDED_MEMORY = 700 * 2**20
"""Bytes that making the archive takes, for about ten seconds of processor time."""
BUILD_TIMEOUT = 900.0
"""Seconds after which an archive that is being made is taken for abandoned."""
UNUSED = 30 * 86400.0
"""Seconds after which an archive that no node used is removed."""

_BUILD = 'part=$1; archive=$2; list=$3; shift 3; nice -n 19 "$@" && mv -f "$part" "$archive"; rm -f "$part" "$list"'


class ClassArchive:
    """The archive for one Java and one class path, shared by all nodes of a user."""

    def __init__(self, folder: Path, java: Path, jars: list[Path]) -> None:
        self._java = java
        self._class_path = os.pathsep.join(map(str, jars))
        self._folder = folder
        # a Java that was updated in place must not find the archive of its predecessor
        identity = f"{java.resolve()} {java.stat().st_mtime_ns} {self._class_path}"
        self.path = folder / f"classes-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.jsa"
        self._list = self.path.with_suffix(".lst")

    def options(self, node: NodeFolder) -> list[str]:
        """Options for the node: use the archive, or list the classes for one."""
        with contextlib.suppress(OSError):
            os.utime(self.path)
        if self.path.exists():
            return [f"-XX:SharedArchiveFile={self.path}"]
        return [f"-XX:DumpLoadedClassList={node.class_list}"]

    def build(self, node: NodeFolder) -> None:
        """Start making the archive from the list of a node that is ready, unless it exists or is being made.

        Whatever prevents it is no error: the node runs.
        """
        if self.path.exists() or available_memory() < NEEDED_MEMORY:
            return
        with contextlib.suppress(OSError):
            self._remove_abandoned()
            listed = node.class_list.read_bytes()
            with self._list.open("xb") as stream:
                # the node goes on writing: the last line may be half there
                stream.write(listed[: listed.rfind(b"\n") + 1])
            spawn(self._build_command(), node.logs / "class-archive.log")

    def _build_command(self) -> list[str]:
        part = self.path.with_suffix(".part")
        return [
            "/bin/sh",
            "-c",
            _BUILD,
            "devdb",
            str(part),
            str(self.path),
            str(self._list),
            str(self._java),
            "-Xshare:dump",
            "-XX:+UseSerialGC",
            f"-Xmx{DUMP_HEAP}",
            f"-XX:SharedClassListFile={self._list}",
            f"-XX:SharedArchiveFile={part}",
            "-cp",
            self._class_path,
        ]

    def _remove_abandoned(self) -> None:
        """Remove lists of builds that died, and archives of Javas that are gone."""
        now = time.time()
        for path in self._folder.glob("classes-*"):
            age = now - path.stat().st_mtime
            if age > (UNUSED if path.suffix == ".jsa" else BUILD_TIMEOUT):
                path.unlink(missing_ok=True)
