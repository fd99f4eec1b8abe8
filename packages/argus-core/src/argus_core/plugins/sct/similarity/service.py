"""Events that look alike."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.errors import ArgusError
from argus_core.plugins.sct.errors import SCTServiceException
from argus_core.plugins.sct.events.rows import Severity
from argus_core.plugins.sct.similarity.repository import SEVERITIES, SimilarityRepository

if TYPE_CHECKING:
    from argus_core.core import Core

MOST = 1000
"""Neighbours that are asked for; databases refuse more."""


class SimilarityService:
    """What the similarity worker found, and what a vector search finds now."""

    def __init__(self, core: Core) -> None:
        self._rows = SimilarityRepository(core.database)

    async def worked_out(self, run_id: UUID) -> list[dict[str, Any]]:
        """First-generation findings: errors first, each by the event's index."""
        parts = await asyncio.gather(*(self._rows.old(run_id, severity) for severity in SEVERITIES))
        return [
            {
                "event_index": row.event_index,
                "severity": severity.value,
                "similars_set": [str(similar) for similar in row.similars_map],
                "duplicates_list": row.duplicates_list,
            }
            for severity, rows in zip(SEVERITIES, parts, strict=True)
            for row in rows
        ]

    async def nearest(self, run_id: UUID, severity: str, ts: datetime, limit: int) -> list[dict[str, Any]]:
        """The nearest events of other runs, one per run. Raises SCTServiceException whatever went wrong."""
        try:
            return await self._nearest(run_id, severity, ts, limit)
        except (ArgusError, ValueError) as error:
            raise SCTServiceException(f"Failed to fetch similar events: {error}") from error

    async def _nearest(self, run_id: UUID, severity: str, ts: datetime, limit: int) -> list[dict[str, Any]]:
        if severity not in SEVERITIES:
            raise ValueError(f"Unsupported severity: {severity}")
        event = await self._rows.event(run_id, severity, ts)
        if event is None:
            raise ValueError(f"No SCTEvent found matching {severity} {ts}")
        place: tuple[UUID, str, datetime] | None = event[:3]
        if event[3] is not None:
            place = await self._rows.event_by_id(event[3]) or place
        if place is None:
            return []
        kind = Severity(place[1])
        vector = await self._rows.vector(kind, place[0], place[2])
        if vector is None:
            return []
        found = await self._rows.nearest(kind, vector, min(limit + 1, MOST))
        return one_per_run(found, run_id, kind, limit)


def one_per_run(found: list[tuple[UUID, datetime]], own: UUID, severity: Severity, limit: int) -> list[dict[str, Any]]:
    """The first event of each other run."""
    first: dict[UUID, datetime] = {}
    for run_id, ts in found:
        if run_id != own:
            first.setdefault(run_id, ts)
    return [{"run_id": str(r), "severity": severity.value, "ts": ts} for r, ts in list(first.items())[:limit]]
