"""Reads and writes of events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.plugins.sct.events.rows import SctEvent, Severity

BETWEEN = Statement(SctEvent.select("WHERE run_id = ? AND severity = ? AND ts >= ? AND ts <= ? LIMIT ?"))
FIRST = Statement(SctEvent.select("WHERE run_id = ? AND severity = ? LIMIT ?"))
ONE = Statement(SctEvent.select("WHERE run_id = ? AND severity = ? AND ts = ?"))
TYPES = Statement("SELECT ts, event_type FROM sct_event WHERE run_id = ? AND severity = ?")
COUNT = Statement("SELECT COUNT(*) FROM sct_event WHERE run_id = ? AND severity = ?")
ADD = insert("sct_event", *SctEvent.columns())
ENQUEUE = insert("sct_unprocessed_events", "run_id", "severity", "ts")
BATCH_BYTES = 40_000
"""Size of one batch; databases warn of larger ones and refuse much larger ones."""
BATCH_ROWS = 200


class EventRepository:
    """The tables `sct_event` and `sct_unprocessed_events`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(
        self, run_id: UUID, severity: Severity, after: datetime, before: datetime, limit: int
    ) -> list[SctEvent]:
        """The oldest events of a severity between two times, both included."""
        return await self._database.fetch(BETWEEN, (run_id, severity.value, after, before, limit), into=SctEvent)

    async def first(self, run_id: UUID, severity: Severity, limit: int) -> list[SctEvent]:
        """The oldest events of a severity."""
        return await self._database.fetch(FIRST, (run_id, severity.value, limit), into=SctEvent)

    async def one(self, run_id: UUID, severity: Severity, ts: datetime) -> SctEvent | None:
        """The event with this key."""
        return await self._database.fetch_one(ONE, (run_id, severity.value, ts), into=SctEvent)

    async def types(self, run_id: UUID, severity: Severity) -> list[tuple[datetime, str | None]]:
        """Times and types of all events of a severity, oldest first: a fraction of what the events weigh."""
        return [(ts, kind) for ts, kind in await self._database.tuples(TYPES, (run_id, severity.value))]

    async def count(self, run_id: UUID, severity: Severity) -> int:
        """How many events of a severity there are."""
        return int(await self._database.value(COUNT, (run_id, severity.value)) or 0)

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store events: batches of one partition each, all at once. A single one, the usual case, is one write."""
        if len(rows) == 1:
            await self._database.execute(ADD, rows[0])
            return
        by_severity = sorted(rows, key=lambda row: str(row["severity"]))
        batches = [
            batch
            for _, partition in groupby(by_severity, key=lambda row: row["severity"])
            for batch in chunks(list(partition))
        ]
        await asyncio.gather(*(self._database.write_batch((ADD, row) for row in batch) for batch in batches))

    async def enqueue(self, keys: Sequence[tuple[UUID, str, datetime]]) -> None:
        """Leave events to the similarity worker; the keys are of one run, so of one partition."""
        for start in range(0, len(keys), BATCH_ROWS):
            await self._database.write_batch((ENQUEUE, key) for key in keys[start : start + BATCH_ROWS])


def chunks(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in portions that fit in a batch."""
    portion: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        weight = 200 + sum(len(value.encode()) for value in row.values() if isinstance(value, str))
        if portion and (size + weight > BATCH_BYTES or len(portion) == BATCH_ROWS):
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += weight
    if portion:
        yield portion
