"""What ran lately."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.database import Consistency, Statement
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

MAX_TESTS = 2000
"""Tests that are looked at; each costs one read of one row."""

RELEASES = Statement("SELECT id, enabled, dormant FROM argus_release_v2", consistency=Consistency.ONE)
TESTS = Statement(
    "SELECT build_system_id, plugin_name, release_id, enabled FROM argus_test_v2", consistency=Consistency.ONE
)


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The newest run of a test."""

    id: UUID
    build_id: str
    start_time: datetime
    status: str | None
    build_number: int | None
    build_job_url: str | None
    scylla_version: str | None

    @property
    def link(self) -> str | None:
        """The job's URL when it is one that a page may link to."""
        url = self.build_job_url or ""
        return url if url.startswith(("http://", "https://")) else None


class LatestRuns:
    """The newest run of each enabled test of the active releases."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._types = core.of(RunService).types
        self._kept: AgingCache[str, list[LatestRun]] = AgingCache(core.settings.cache_seconds)

    async def newest(self, count: int) -> list[LatestRun]:
        """The newest `count` of them."""
        found = await self._kept.get_or("all", self._read)
        return (found or [])[:count]

    async def _read(self) -> list[LatestRun]:
        releases, tests = await asyncio.gather(self._database.tuples(RELEASES), self._database.tuples(TESTS))
        active = {release_id for release_id, enabled, dormant in releases if enabled and not dormant}
        wanted = [
            (build_id, plugin)
            for build_id, plugin, release_id, enabled in tests
            if enabled and release_id in active and plugin in self._types and build_id
        ]
        reads = [self._newest_of(build_id, plugin) for build_id, plugin in wanted[:MAX_TESTS]]
        runs = [run for run in await asyncio.gather(*reads) if run is not None]
        return sorted(runs, key=lambda run: run.start_time, reverse=True)

    async def _newest_of(self, build_id: str, plugin: str) -> LatestRun | None:
        table = self._types[plugin].table.name
        statement = Statement(
            f"SELECT id, build_id, start_time, status, build_number, build_job_url, scylla_version FROM {table} "
            "WHERE build_id = ? LIMIT 1",
            consistency=Consistency.ONE,
        )
        rows = await self._database.tuples(statement, (build_id,))
        return LatestRun(*rows[0]) if rows and rows[0][0] is not None else None
