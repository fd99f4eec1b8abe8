"""What can go wrong with the development database: one class and one exit code per cause."""

from __future__ import annotations

from typing import ClassVar


class DevDatabaseError(Exception):
    """Base of all of them; the text is for people: what happened and the way out."""

    exit_code: ClassVar[int] = 1


class StorageUnwritable(DevDatabaseError):
    """A folder that cannot be made or written."""

    exit_code = 10


class StorageFull(DevDatabaseError):
    """Not enough room on the disk."""

    exit_code = 11


class DownloadFailed(DevDatabaseError):
    """The jars are not in the cache and cannot be fetched."""

    exit_code = 12


class NotEnoughMemory(DevDatabaseError):
    """The machine has less free memory than the node needs."""

    exit_code = 13


class NoUsableJava(DevDatabaseError):
    """No Java of a version that Cassandra supports."""

    exit_code = 14


class NodeFailed(DevDatabaseError):
    """The node exited while it was starting, or did not get ready in time."""

    exit_code = 15


class NodeNotRunning(DevDatabaseError):
    """Something that needs a running node found none."""

    exit_code = 16


class Busy(DevDatabaseError):
    """Another process holds the lock of this database for too long."""

    exit_code = 17


class StatementFailed(DevDatabaseError):
    """The database refused a statement."""

    exit_code = 18


class BadHeap(DevDatabaseError):
    """A heap size that is none."""

    exit_code = 19


class DependencyMissing(DevDatabaseError):
    """A package of the `devdb` extra is not installed."""

    exit_code = 20
