"""Reads of what the similarity worker found."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from argus_core.database import Consistency, Database, Statement
from argus_core.plugins.sct.events.rows import Severity
from argus_core.plugins.sct.similarity.rows import OldEmbedding

SEVERITIES = (Severity.ERROR, Severity.CRITICAL)
OLD = {
    Severity.ERROR: Statement(OldEmbedding.select("WHERE run_id = ?", table="error_event_embeddings")),
    Severity.CRITICAL: Statement(OldEmbedding.select("WHERE run_id = ?", table="critical_event_embeddings")),
}
TABLES = {severity: f"${{tablets}}.sct_{severity.lower()}_event_embedding" for severity in SEVERITIES}
VECTOR = {s: Statement(f"SELECT embedding FROM {table} WHERE run_id = ? AND ts = ?") for s, table in TABLES.items()}
# A vector search is answered by one replica: more would mean to merge their nearest neighbours.
NEAREST = {
    s: Statement(f"SELECT run_id, ts FROM {table} ORDER BY embedding ANN OF ? LIMIT ?", consistency=Consistency.ONE)
    for s, table in TABLES.items()
}
EVENT = Statement(
    "SELECT run_id, severity, ts, duplicate_id FROM sct_event WHERE run_id = ? AND severity = ? AND ts = ?"
)
EVENT_BY_ID = Statement("SELECT run_id, severity, ts FROM sct_event WHERE event_id = ?")


class SimilarityRepository:
    """The embedding tables of both generations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def old(self, run_id: UUID, severity: Severity) -> list[OldEmbedding]:
        """First-generation rows of a run."""
        return await self._database.fetch(OLD[severity], (run_id,), into=OldEmbedding)

    async def event(self, run_id: UUID, severity: str, ts: datetime) -> tuple[UUID, str, datetime, UUID | None] | None:
        """(run, severity, time, id of the event that it repeats)."""
        rows = await self._database.tuples(EVENT, (run_id, severity, ts))
        return rows[0] if rows else None

    async def event_by_id(self, event_id: UUID) -> tuple[UUID, str, datetime] | None:
        """(run, severity, time)."""
        rows = await self._database.tuples(EVENT_BY_ID, (event_id,))
        return rows[0] if rows else None

    async def vector(self, severity: Severity, run_id: UUID, ts: datetime) -> Any:
        """The vector of an event; None when it has none."""
        return await self._database.value(VECTOR[severity], (run_id, ts))

    async def nearest(self, severity: Severity, vector: Any, limit: int) -> list[tuple[UUID, datetime]]:
        """(run, time) of the events whose vectors are nearest, nearest first."""
        return await self._database.tuples(NEAREST[severity], (list(vector), limit))
