"""Telling how far a start is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Progress = Callable[[str, float | None], None]
"""Called with what is going on and how far it is: 0 to 1, None when that is not known."""

MILESTONES = (
    ("Configuration location", 0.2),
    ("JVM Arguments", 0.35),
    ("Initializing system.IndexInfo", 0.5),
    ("Initializing system_schema.keyspaces", 0.65),
    ("Populating token metadata", 0.75),
    ("Starting up server gossip", 0.85),
    ("Starting listening for CQL clients", 0.95),
)
"""Lines of the log and the share of the start, in time, that is over when they come."""


def silent(message: str, fraction: float | None) -> None:
    """Progress for nobody."""


class StartProgress:
    """Follows the log of a starting node and tells about each milestone once."""

    def __init__(self, log: Path, progress: Progress) -> None:
        self._log = log
        self._progress = progress
        self._offset = 0
        self._fraction = 0.0

    def look(self) -> None:
        """Read what was logged since the last look."""
        try:
            with self._log.open("rb") as stream:
                stream.seek(self._offset)
                news = stream.read()
        except FileNotFoundError:
            return
        self._offset += len(news)
        text = news.decode(errors="replace")
        fraction = max((share for line, share in MILESTONES if line in text), default=0.0)
        if fraction > self._fraction:
            self._fraction = fraction
            self._progress("Starting Cassandra", fraction)
