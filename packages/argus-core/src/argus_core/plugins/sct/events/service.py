"""Events of a run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from argus_core.clock import EPOCH
from argus_core.database import DatabaseError
from argus_core.errors import ArgusError
from argus_core.plugins.sct.events.coredumps import coredump_of
from argus_core.plugins.sct.events.repository import EventRepository
from argus_core.plugins.sct.events.rows import QUEUED, SctEvent, Severity
from argus_core.plugins.sct.runs import SctRuns

if TYPE_CHECKING:
    from argus_core.core import Core

EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)
DEFAULT_LIMIT = 100

log = logging.getLogger("argus.sct")


class EventService:
    """Events are identified by run, severity and millisecond: a repeated one replaces itself."""

    def __init__(self, core: Core) -> None:
        self._rows = EventRepository(core.database)
        self._runs = core.of(SctRuns)

    async def add(self, run_id: UUID, events: Sequence[dict[str, Any]]) -> None:
        """Store events (columns of `sct_event` without the run). Whether the run exists is not asked."""
        rows = [{"run_id": run_id, "event_id": event_id(run_id, event)} | event for event in merged(events)]
        queued = [(run_id, row["severity"], row["ts"]) for row in rows if row["severity"] in QUEUED]
        if queued:
            await asyncio.gather(self._rows.add(rows), self._enqueue(run_id, queued))
        else:
            await self._rows.add(rows)
        await self._link_coredumps(run_id, rows)

    async def between(
        self,
        run_id: UUID,
        severities: Sequence[Severity],
        *,
        after: datetime | None = None,
        before: datetime | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> list[SctEvent]:
        """Per severity the oldest `limit` events between two times, both included; all of them by time."""
        start, end = after or EARLIEST, before or LATEST
        parts = await asyncio.gather(*(self._rows.between(run_id, s, start, end, limit) for s in severities))
        return sorted((event for part in parts for event in part), key=lambda event: event.ts or EPOCH)

    async def count(self, run_id: UUID, severity: Severity) -> int:
        """How many events of a severity there are."""
        return await self._rows.count(run_id, severity)

    async def _enqueue(self, run_id: UUID, keys: Sequence[tuple[UUID, str, datetime]]) -> None:
        """The worker's queue is a courtesy: a failure is logged."""
        try:
            await self._rows.enqueue(keys)
        except DatabaseError as error:
            log.warning("Events of run %s were not left to the similarity worker: %s", run_id, error)

    async def _link_coredumps(self, run_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
        """The events are stored; a log that cannot be added is only logged."""
        links = [link for link in map(coredump_of, rows) if link is not None]
        if not links:
            return
        try:
            await self._runs.type.add_logs(await self._runs.find(run_id), links)
        except ArgusError as error:
            log.warning("Core dumps of run %s were not added to its logs: %s", run_id, error)


def merged(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One event per severity and millisecond: what a later one tells replaces what an earlier one told.

    The writes of a batch carry the same time, so the database would not know which is the later one.
    """
    found: dict[tuple[str, datetime], dict[str, Any]] = {}
    for event in events:
        key = (event["severity"], event["ts"])
        found[key] = found.get(key, {}) | event
    return list(found.values())


def event_id(run_id: UUID, event: dict[str, Any]) -> UUID:
    """The same for each delivery of an event, so that links to it stay good (RFC 9562, version 5)."""
    return uuid5(run_id, f"{event['severity']}:{event['ts'].isoformat(timespec='milliseconds')}")
