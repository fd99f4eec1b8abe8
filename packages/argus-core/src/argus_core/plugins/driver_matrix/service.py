"""Results, failures and environment of driver matrix runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.plugins.driver_matrix.errors import NoBuildId, NothingToReport
from argus_core.plugins.driver_matrix.names import driver_of
from argus_core.plugins.driver_matrix.report import read_report
from argus_core.plugins.driver_matrix.repository import DriverRunRepository
from argus_core.plugins.driver_matrix.rows import EnvironmentInfo, TestCollection
from argus_core.plugins.driver_matrix.run_type import DriverMatrixRunType
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService
from argus_core.runs.status import TestStatus

if TYPE_CHECKING:
    from argus_core.core import Core

VERSION_KEY = "scylla-version"
UNKNOWN_DRIVER = "Unknown"


class DriverMatrixService:
    """What a driver matrix run is told while it lasts, and what can be asked about a job."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._type = core.of(DriverMatrixRunType)
        self._hierarchy = HierarchyRepository(core.database)
        self._repository = DriverRunRepository(core.database)

    async def add_report(self, run_id: UUID, name: str, driver_type: str, xml: bytes) -> None:
        """Store the report of a driver version, unless the run has one of that name. A created run is running now."""
        run = await self._runs.locate(self._type, run_id)
        # Reports of many megabytes take long to read: not on the event loop.
        await self._add(run, await asyncio.to_thread(read_report, xml, name, driver_type))

    async def add_failure(self, run_id: UUID, name: str, driver_type: str, reason: str) -> None:
        """Store that the tests of a driver version could not run, unless the run has something of that name."""
        run = await self._runs.locate(self._type, run_id)
        driver = driver_of(name, driver_type)
        await self._add(
            run, TestCollection(name=name, driver=driver, failures=1, tests_total=1, failure_message=reason)
        )

    async def _add(self, run: RunLocation, collection: TestCollection) -> None:
        def added(stored: Any) -> list[Any]:
            known = list(stored or [])
            return known if any(item.name == collection.name for item in known) else [*known, collection]

        def started(status: str | None) -> str | None:
            return TestStatus.RUNNING.value if status == TestStatus.CREATED else status

        await self._type.table.amend(run, "test_collection", added)
        before = await self._type.table.read(run, "status", "scylla_version")
        if before is not None and before[0] == TestStatus.CREATED:
            await self._type.table.amend(run, "status", started)
            await self._type.indexes.drop_snapshots(run.release_id, before[1])

    async def add_environment(self, run_id: UUID, text: str) -> None:
        """Store facts about the environment; a fact that the run has stays. `scylla-version` is the tested version."""
        run = await self._runs.locate(self._type, run_id)
        facts = read_environment(text)

        def added(stored: Any) -> list[Any]:
            known = list(stored or [])
            keys = {item.key for item in known}
            return [*known, *(EnvironmentInfo(key=k, value=v) for k, v in facts.items() if k not in keys)]

        await self._type.table.amend(run, "environment_info", added)
        version = facts.get(VERSION_KEY)
        if version is not None:
            before = await self._type.version_of(run)
            await self._type.table.set(run, {"scylla_version": version})
            await self._type.indexes.version_seen(run.release_id, version)
            await self._type.indexes.drop_snapshots(run.release_id, before, version)

    async def tested_versions(self, build_id: str | None) -> dict[str, Any]:
        """Which driver versions the runs of a job have tested, with the names of its newest run's release and test."""
        if not build_id:
            raise NoBuildId("No build id provided")
        runs = await self._repository.runs_of(build_id)
        if not runs:
            raise NothingToReport(f"No results for build_id {build_id}", build_id)
        newest = runs[0]
        found, collections = await asyncio.gather(
            self._release_and_test(newest.release_id, newest.test_id), self._repository.collections_of(build_id, runs)
        )
        if found is None:
            text = f"Unable to find release and test information for build_id {build_id} and run_id {newest.id}"
            raise NothingToReport(text, build_id, newest.id)
        release, test = found
        return {"release": release, "test": test, "build_id": build_id, "versions": _by_driver(collections)}

    async def _release_and_test(self, release_id: UUID | None, test_id: UUID | None) -> tuple[Any, Any] | None:
        if release_id is None or test_id is None:
            return None
        release, test = await asyncio.gather(self._hierarchy.release(release_id), self._hierarchy.test(test_id))
        return (release.name, test.name) if release is not None and test is not None else None


def read_environment(text: str) -> dict[str, str]:
    """Facts from lines `key: value`; of equal keys the last counts, lines of another form are left out."""
    facts = {}
    for line in text.splitlines():
        key, separator, value = line.partition(": ")
        if separator:
            facts[key.strip()] = value.strip()
    return facts


def _by_driver(collections: Mapping[str, set[str | None]]) -> dict[str, list[str]]:
    """Sorted names of collections by driver; `collections` maps each name to the drivers that it was stored with."""
    versions: dict[str, list[str]] = {}
    for name in sorted(collections):
        for driver in collections[name]:
            versions.setdefault(driver or UNKNOWN_DRIVER, []).append(name)
    return versions
