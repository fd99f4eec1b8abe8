"""What ran lately."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.database import Consistency, Statement
from argus_core.runs.service import RunService
from argus_core.runs.status import ANSWERED, RED
from argus_core.runs.tables import Window

if TYPE_CHECKING:
    from argus_core.core import Core

MAX_TESTS = 2000
"""Tests that are looked at; each costs one read of one row."""

RELEASES = Statement("SELECT id, name, enabled, dormant FROM argus_release_v2", consistency=Consistency.ONE)
TESTS = Statement(
    "SELECT id, name, build_system_id, plugin_name, release_id, enabled FROM argus_test_v2",
    consistency=Consistency.ONE,
)


class _Job(NamedTuple):
    """A test with a job, and what is shown of it."""

    build_id: str
    run_type: str
    test_id: UUID
    test_name: str | None
    release_name: str | None


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The newest run of a test."""

    id: UUID
    """Id of the run."""
    run_type: str
    """Its run type, as in addresses."""
    test_id: UUID
    """Its test."""
    test_name: str | None
    """Name of the test."""
    release_name: str | None
    """Name of the release that the test belongs to."""
    start_time: datetime
    """When it was submitted."""
    status: str | None
    """Its status."""
    investigation_status: str | None
    """How far somebody looked into it."""
    assignee: UUID | None
    """Whose it is."""
    build_number: int | None
    """Number of the build."""
    version: str | None
    """The version that was tested."""


class LatestRuns:
    """The newest run of each enabled test of the active releases."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._types = core.of(RunService).types
        self._kept: AgingCache[str, list[LatestRun]] = AgingCache(core.settings.cache_seconds)

    async def newest(self, count: int, *, red: bool = False) -> list[LatestRun]:
        """The newest `count` of them; with `red` of those that failed and nobody has answered."""
        found = await self._kept.get_or("all", self._read) or []
        return [run for run in found if not red or is_red(run)][:count]

    def forget(self) -> None:
        """Read anew next time."""
        self._kept.clear()

    async def _read(self) -> list[LatestRun]:
        releases, tests = await asyncio.gather(self._database.tuples(RELEASES), self._database.tuples(TESTS))
        active = {release_id: name for release_id, name, enabled, dormant in releases if enabled and not dormant}
        wanted = [
            _Job(build_id, plugin, test_id, test_name, active[release_id])
            for test_id, test_name, build_id, plugin, release_id, enabled in tests
            if enabled and release_id in active and plugin in self._types and build_id
        ]
        runs = [run for run in await asyncio.gather(*map(self._newest_of, wanted[:MAX_TESTS])) if run is not None]
        return sorted(runs, key=lambda run: run.start_time, reverse=True)

    async def _newest_of(self, job: _Job) -> LatestRun | None:
        columns = ("id", "start_time", "status", "investigation_status", "assignee", "build_number", "scylla_version")
        rows = await self._types[job.run_type].table.newest(job.build_id, Window(limit=1), columns)
        run = rows[0] if rows else None
        if run is None or run.id is None or run.start_time is None:
            return None
        return LatestRun(
            id=run.id,
            run_type=job.run_type,
            test_id=job.test_id,
            test_name=job.test_name,
            release_name=job.release_name,
            start_time=run.start_time,
            status=run.status,
            investigation_status=run.investigation_status,
            assignee=run.assignee,
            build_number=run.build_number,
            version=run.scylla_version,
        )


def is_red(run: LatestRun) -> bool:
    """Whether somebody must look into it: it failed, and was neither investigated nor ignored."""
    return run.status in RED and run.investigation_status not in ANSWERED
