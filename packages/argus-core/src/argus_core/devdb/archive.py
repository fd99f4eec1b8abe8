"""A class data archive: classes of Cassandra read and checked in advance, which shortens every later start by a third.

The first start writes down which classes it loads; when the node is ready, the archive is made of that list in the
background, by a process of the lowest priority. It is only ever an acceleration: without it, or with one that does not
fit, Java loads the classes as always.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from argus_core.devdb.process import spawn
from argus_core.devdb.resources import available_memory
from argus_core.devdb.storage import NodeFolder

DUMP_HEAP = "256m"
NEEDED_MEMORY = 700 * 2**20
"""Bytes that making the archive takes for about ten seconds."""

_BUILD = 'part=$1; archive=$2; list=$3; shift 3; nice -n 19 "$@" && mv "$part" "$archive"; rm -f "$part" "$list"'


class ClassArchive:
    """The archive for one Java and one class path, shared by all nodes of a user."""

    def __init__(self, folder: Path, java: Path, jars: list[Path]) -> None:
        self._java = java
        self._class_path = os.pathsep.join(map(str, jars))
        self._folder = folder
        # a Java that was updated in place must not find the archive of its predecessor
        identity = f"{java.resolve()} {java.stat().st_mtime_ns} {self._class_path}"
        self.path = folder / f"classes-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.jsa"

    def options(self, node: NodeFolder) -> list[str]:
        """Options for the node: use the archive, or list the classes for one."""
        if self.path.exists():
            return [f"-XX:SharedArchiveFile={self.path}"]
        if not os.access(self._folder, os.W_OK):
            return []
        return [f"-XX:DumpLoadedClassList={node.class_list}"]

    def build(self, node: NodeFolder) -> None:
        """Start making the archive from the list of a node that is ready; nothing happens when it exists."""
        if self.path.exists() or not node.class_list.exists() or available_memory() < NEEDED_MEMORY:
            return
        listed = node.class_list.read_bytes()
        node.class_list.unlink()
        complete = node.class_list.with_name(f"{node.class_list.name}.complete")
        # the node goes on writing: the last line may be half there
        complete.write_bytes(listed[: listed.rfind(b"\n") + 1])
        for outdated in self._folder.glob("classes-*.jsa"):
            outdated.unlink(missing_ok=True)
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        dump = [
            str(self._java),
            "-Xshare:dump",
            "-XX:+UseSerialGC",
            f"-Xmx{DUMP_HEAP}",
            f"-XX:SharedClassListFile={complete}",
            f"-XX:SharedArchiveFile={part}",
            "-cp",
            self._class_path,
        ]
        shell = ["/bin/sh", "-c", _BUILD, "devdb", str(part), str(self.path), str(complete)]
        spawn([*shell, *dump], node.logs / "class-archive.log")
