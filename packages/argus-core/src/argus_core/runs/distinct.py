"""What the runs of a release were about: versions and machine images, to filter by."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.hierarchy.service import HierarchyService
from argus_core.runs.indexes import ReleaseIndexes
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

ReadRuns = Callable[[RunType], Awaitable[set[str]]]


class DistinctValues:
    """Versions and images of a release.

    The indexes say all about run types that are `indexed`, as soon as they hold anything; the runs of other types are
    read, which is costly, so what was found is kept for the configured seconds.
    """

    def __init__(self, core: Core) -> None:
        self._types = core.of(RunService).types.values()
        self._hierarchy = core.of(HierarchyService)
        self._indexes = ReleaseIndexes(core.database)
        self._versions: AgingCache[UUID, list[str]] = AgingCache(core.settings.cache_seconds)
        self._images: AgingCache[UUID, list[str]] = AgingCache(core.settings.cache_seconds)

    async def versions(self, release_id: UUID) -> list[str]:
        """Versions in the order of texts, last first; raises DocumentNotFound."""

        async def read() -> list[str]:
            return await self._read(release_id, self._indexes.versions, lambda kind: kind.versions_in(release_id))

        return await self._versions.get_or(release_id, read) or []

    async def images(self, release_id: UUID) -> list[str]:
        """Images of database nodes in the order of texts, last first; raises DocumentNotFound."""

        async def read() -> list[str]:
            return await self._read(release_id, self._indexes.images, lambda kind: kind.images_in(release_id))

        return await self._images.get_or(release_id, read) or []

    async def _read(
        self, release_id: UUID, read_index: Callable[[UUID], Awaitable[set[str]]], read_runs: ReadRuns
    ) -> list[str]:
        _, found, runs = await asyncio.gather(
            self._hierarchy.release(release_id), read_index(release_id), self._of_runs(read_runs, indexed=False)
        )
        if not found:
            found = await self._of_runs(read_runs, indexed=True)
        return sorted(found | runs, reverse=True)

    async def _of_runs(self, read_runs: ReadRuns, *, indexed: bool) -> set[str]:
        found = await asyncio.gather(*(read_runs(kind) for kind in self._types if kind.indexed == indexed))
        return set[str]().union(*found)
