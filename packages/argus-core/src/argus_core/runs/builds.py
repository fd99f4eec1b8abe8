"""Build data of many runs at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

COLUMNS = (
    "id",
    "test_id",
    "build_id",
    "build_number",
    "build_job_url",
    "start_time",
    "assignee",
    "group_id",
    "release_id",
)


@dataclass(frozen=True, slots=True)
class RunBuild:
    """Which build a run was, and what it belongs to."""

    id: UUID | None
    test_id: UUID | None
    build_id: str | None
    build_number: int | None
    build_job_url: str | None
    start_time: datetime | None
    assignee: UUID | None
    group_id: UUID | None
    release_id: UUID | None


class RunBuilds:
    """Looks runs up by the pairs that links hold."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._hierarchy = HierarchyRepository(core.database)

    async def of_pairs(self, pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, RunBuild]:
        """Runs by id from pairs of test and run. Tests say the run type; unknown tests and runs are left out."""
        wanted = dict.fromkeys(pairs)
        test_ids = list({test_id for test_id, _ in wanted})
        tests = await asyncio.gather(*(self._hierarchy.test(test_id) for test_id in test_ids))
        types = {test.id: self._runs.types.get(test.plugin_name or "") for test in tests if test is not None}
        found = await asyncio.gather(*(self._build(types.get(test_id), run_id) for test_id, run_id in wanted))
        return {build.id: build for build in found if build is not None and build.id is not None}

    async def _build(self, run_type: RunType | None, run_id: UUID) -> RunBuild | None:
        location = await self._runs.locator.find(run_type.name, run_id) if run_type is not None else None
        if run_type is None or location is None:
            return None
        row = await run_type.table.read(location, *COLUMNS)
        return RunBuild(*row) if row is not None else None
