"""Packages under test."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.database import DatabaseTimeout
from argus_core.plugins.sct.packages.repository import VersionRepository
from argus_core.plugins.sct.packages.versions import known_version
from argus_core.plugins.sct.runs import SctRuns
from argus_core.plugins.sct.types import PackageVersion
from argus_core.runs.rows import RunLocation

if TYPE_CHECKING:
    from argus_core.core import Core

ATTEMPTS = 50
"""Repetitions while other submissions change the version of the same run."""


class PackageService:
    """What a run tests."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)
        self._versions = VersionRepository(core.database)

    async def add(self, run_id: UUID, packages: Sequence[PackageVersion]) -> None:
        """Add the packages that the run does not have. A target among them decides about its version, known or not."""
        run = await self._runs.find(run_id)
        _, (before, after) = await asyncio.gather(
            self._runs.table.amend(run, "packages", lambda stored: with_packages(stored, packages)),
            self._learn(run, packages),
        )
        indexes = self._runs.indexes
        await indexes.version_seen(run.release_id, after)
        if before != after:
            await indexes.drop_snapshots(run.release_id, before, after)

    async def _learn(self, run: RunLocation, packages: Sequence[PackageVersion]) -> tuple[str | None, str | None]:
        """The versions of the run before and after."""
        known = first = await self._versions.read(run)
        for _ in range(ATTEMPTS):
            wanted = known_version(known, packages)
            if wanted == known or await self._versions.learn(run, known, wanted):
                return first.version, wanted.version
            known = await self._versions.read(run)
        raise DatabaseTimeout(f"The version of run {run.run_id} is changed by too many at once, please try again.")


def with_packages(stored: Any, packages: Sequence[PackageVersion]) -> list[Any]:
    """The stored packages, and those of the others that equal none of them in all fields."""
    known = {tuple(package) for package in stored or ()}
    result = list(stored or ())
    for package in packages:
        values = tuple(package.as_dict().values())
        if values not in known:
            known.add(values)
            result.append(package)
    return result
