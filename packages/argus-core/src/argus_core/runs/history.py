"""The runs of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.hierarchy.service import HierarchyService
from argus_core.runs.build_number import build_number
from argus_core.runs.rows import RunRow
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService
from argus_core.runs.status import priority
from argus_core.runs.tables import Window

if TYPE_CHECKING:
    from argus_core.core import Core


class RunHistory:
    """What a test ran lately."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._hierarchy = core.of(HierarchyService)

    async def of_test(
        self, test_id: UUID, window: Window, *, full: bool = False, more: Iterable[UUID] = ()
    ) -> list[dict[str, Any]]:
        """Runs of a test by build number, highest first; of one build the worst status comes first.

        Without `full` only the columns of lists are read. `more`: runs of the same type that shall be there too,
        whatever their start or test; they are complete. A test without a known run type has no runs. Raises
        DocumentNotFound.
        """
        test = await self._hierarchy.test(test_id)
        run_type = self._runs.types.get(test.plugin_name or "")
        if run_type is None:
            return []
        wanted = list(dict.fromkeys(more))
        newest, *others = await asyncio.gather(
            self._newest(run_type, test.build_system_id, window, full=full),
            *(self._run(run_type, run_id) for run_id in wanted),
        )
        listed = {run.id for run in newest}
        runs = newest + [run for found in others for run in found if run.id not in listed]
        return [run_type.shown(run) for run in sorted(runs, key=_rank, reverse=True)]

    @staticmethod
    async def _newest(run_type: RunType, build_id: str | None, window: Window, *, full: bool) -> list[RunRow]:
        return await run_type.newest(build_id, window, full=full) if build_id else []

    async def _run(self, run_type: RunType, run_id: UUID) -> list[RunRow]:
        """The run, or nothing."""
        location = await self._runs.locator.find(run_type.name, run_id)
        row = await run_type.row_of(location) if location is not None else None
        return [row] if row is not None else []


def _rank(run: RunRow) -> tuple[int, int]:
    number = run.build_number or build_number(run.build_job_url)
    return (-1 if number is None else number, priority(run.status))
