"""Changes of the test hierarchy that everybody may make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.errors import BadRequest, DocumentNotFound
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.hierarchy.rows import Test
from argus_core.hierarchy.service import HierarchyService
from argus_core.runs.indexes import ReleaseIndexes
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


class PluginService:
    """Which run type the runs of a test have."""

    def __init__(self, core: Core) -> None:
        self._repository = HierarchyRepository(core.database)
        self._hierarchy = core.of(HierarchyService)
        self._types = core.of(RunService).types
        self._indexes = ReleaseIndexes(core.database)

    async def set_plugin(self, test_id: UUID, name: str) -> Test:
        """Give a test its run type; statistics of its release are computed afresh. Raises DocumentNotFound."""
        if name not in self._types:
            raise BadRequest(f"plugin_name: {name!r} is no run type; known are {', '.join(sorted(self._types))}")
        test = await self._repository.test(test_id)
        if test is None:
            raise DocumentNotFound("ArgusTest", test_id)
        await self._repository.set_plugin(test_id, name)
        self._hierarchy.forget()
        await self._indexes.drop_all_snapshots(test.release_id)
        return replace(test, plugin_name=name)
