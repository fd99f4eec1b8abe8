"""Reads for reports."""

from __future__ import annotations

from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.reports.rows import ReportedEvent, ReportedNemesis, ReportedResource, ReportedRun
from argus_core.runs.rows import RunLocation

RUN = Statement(ReportedRun.select("WHERE build_id = ? AND start_time = ?"))
EVENTS = Statement(ReportedEvent.select("WHERE run_id = ? AND severity = ? LIMIT ?"))
NEMESES = Statement(ReportedNemesis.select("WHERE run_id = ?"))
RESOURCES = Statement(ReportedResource.select("WHERE run_id = ?"))


class ReportRepository:
    """What SCT runs tell about themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, location: RunLocation) -> ReportedRun | None:
        """The run."""
        return await self._database.fetch_one(RUN, (location.build_id, location.start_time), into=ReportedRun)

    async def events(self, run_id: UUID, severity: str, count: int) -> list[ReportedEvent]:
        """The oldest events of a severity."""
        return await self._database.fetch(EVENTS, (run_id, severity, count), into=ReportedEvent)

    async def nemeses(self, run_id: UUID) -> list[ReportedNemesis]:
        """All disruptions, oldest first."""
        return await self._database.fetch(NEMESES, (run_id,), into=ReportedNemesis)

    async def resources(self, run_id: UUID) -> list[ReportedResource]:
        """All machines, by name."""
        return await self._database.fetch(RESOURCES, (run_id,), into=ReportedResource)
