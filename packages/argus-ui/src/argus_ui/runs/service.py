"""Finding the run that an address means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService
from argus_core.runs.tables import Window
from argus_ui.runs.addresses import Address

if TYPE_CHECKING:
    from argus_core.core import Core

BUILDS_LOOKED_AT = 2000
"""Newest runs of a job among which a build number is looked for."""


class FoundRun(NamedTuple):
    """A run that has a page."""

    id: UUID
    test_id: UUID | None
    run_type: str


class RunPages:
    """Finds runs for their pages."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._hierarchy = HierarchyRepository(core.database)

    async def by_type(self, run_type: str, run_id: UUID) -> RunLocation | None:
        """The run of this type with this id."""
        if run_type not in self._runs.types:
            return None
        return await self._runs.locator.find(run_type, run_id)

    async def by_id(self, run_id: UUID) -> RunLocation | None:
        """The run with this id, whatever its type."""
        return await self._runs.locator.find_any(run_id)

    async def by_build(self, address: Address) -> FoundRun | None:
        """The newest run of a job with this build number."""
        test = await self._hierarchy.test_by_build_id(address.build_id)
        run_type = self._runs.types.get(test.plugin_name or "") if test is not None else None
        if run_type is None:
            return None
        window = Window(limit=BUILDS_LOOKED_AT)
        for run in await run_type.table.newest(address.build_id, window, ("id", "test_id", "build_number")):
            if run.build_number == address.number and run.id is not None:
                return FoundRun(run.id, run.test_id, run_type.name)
        return None
