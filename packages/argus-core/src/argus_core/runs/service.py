"""The life of a run: submission, heartbeat, status, logs, version, end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.clock import epoch_now, utc_now
from argus_core.database import DatabaseError
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.hierarchy.rows import Test
from argus_core.plans.assignees import assignee_of
from argus_core.runs.errors import RunNotFound, UnknownRunType
from argus_core.runs.indexes import ReleaseIndexes
from argus_core.runs.locator import RunLocator
from argus_core.runs.registry import run_type_classes
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus

if TYPE_CHECKING:
    from argus_core.core import Core

log = logging.getLogger("argus.runs")


class RunService:
    """What clients do with runs of any type."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._types: dict[str, RunType] = {name: core.of(kind) for name, kind in run_type_classes().items()}
        tables = {name: kind.table for name, kind in self._types.items()}
        self.locator = RunLocator(core.database, tables, seconds=core.settings.cache_seconds)
        self._hierarchy = HierarchyRepository(core.database)
        self._indexes = ReleaseIndexes(core.database)

    # ---- finding -------------------------------------------------------------------------------------------------
    @property
    def types(self) -> dict[str, RunType]:
        """All run types by name."""
        return self._types

    def type_named(self, name: str) -> RunType:
        """The run type; raises UnknownRunType."""
        known = self._types.get(name)
        if known is None:
            raise UnknownRunType(name)
        return known

    async def locate(self, run_type: RunType, run_id: UUID) -> RunLocation:
        """Where a run lies; raises RunNotFound."""
        location = await self.locator.find(run_type.name, run_id)
        if location is None:
            raise RunNotFound(run_id)
        return location

    async def object(self, run_type: RunType, run_id: UUID) -> dict[str, Any] | None:
        """All columns of a run; None when there is none."""
        location = await self.locator.find(run_type.name, run_id)
        return await run_type.object_of(location) if location is not None else None

    async def page_object(self, run_type_name: str, run_id: UUID) -> dict[str, Any] | None:
        """What the page of a run shows; None when there is no such run or run type."""
        run_type = self._types.get(run_type_name)
        location = await self.locator.find(run_type_name, run_id) if run_type is not None else None
        return await run_type.page_object(location) if run_type is not None and location is not None else None

    # ---- submission ----------------------------------------------------------------------------------------------
    async def submit(self, run_type: RunType, payload: Any) -> None:
        """Create a run, once: repeated and parallel submissions of an id leave one row.

        The id is claimed first, with the key of the row to be. A process that dies before the row is written leaves
        a claim whose row the next delivery writes.
        """
        run_id = run_type.run_id_of(payload)
        location = await self.locator.find(run_type.name, run_id)
        if location is None:
            build_id, _ = run_type.job_of(payload)
            test, start = await asyncio.gather(
                self._hierarchy.test_by_build_id(build_id),
                self.locator.free_start(run_type.name, build_id, utc_now()),
            )
            location = await self.locator.claim(new_location(run_type, run_id, build_id, test, start))
        else:
            test = await self._hierarchy.test_by_build_id(location.build_id or "")
        created = await run_type.table.read(location, "id") in (None, (None,))
        if created:
            assignee = await self._assignee(test)
            await run_type.table.insert(await run_type.columns_of_new_run(location, payload, assignee))
        await self._remember_plugin(test, run_type)
        await run_type.on_submitted(location, payload, created=created)

    async def _assignee(self, test: Test | None) -> UUID | None:
        try:
            return await assignee_of(self._database, test, None) if test is not None else None
        except DatabaseError as error:  # a run without an assignee is better than no run
            log.warning("The assignee could not be worked out: %s", error)
            return None

    async def _remember_plugin(self, test: Test | None, run_type: RunType) -> None:
        if test is None:
            log.warning("A run was submitted for a job that no test has; it is stored, but belongs to no release.")
        elif test.plugin_name != run_type.name and test.id is not None:
            await self._hierarchy.set_plugin(test.id, run_type.name)

    # ---- life ----------------------------------------------------------------------------------------------------
    async def heartbeat(self, run_type: RunType, run_id: UUID) -> int:
        """The run is alive: now, in seconds since 1970."""
        location = await self.locate(run_type, run_id)
        now = epoch_now()
        await run_type.table.set(location, {"heartbeat": now})
        return now

    async def status(self, run_type: RunType, run_id: UUID) -> str | None:
        """Its status; None for old rows without one."""
        found = await run_type.table.read(await self.locate(run_type, run_id), "status")
        if found is None:
            raise RunNotFound(run_id)
        return found[0]  # type: ignore[no-any-return]  # the selected column

    async def set_status(self, run_type: RunType, run_id: UUID, status: TestStatus) -> str:
        """Any status may follow any other."""
        location = await self.locate(run_type, run_id)
        version, _ = await asyncio.gather(
            run_type.version_of(location), run_type.table.set(location, {"status": status.value})
        )
        await self._indexes.drop_snapshots(location.release_id, version)
        return status.value

    async def set_version(self, run_type: RunType, run_id: UUID, version: str) -> None:
        """The client told which version is tested."""
        await run_type.set_version(await self.locate(run_type, run_id), version)

    async def add_logs(self, run_type: RunType, run_id: UUID, logs: Sequence[LogLink]) -> None:
        """The client told where logs are."""
        await run_type.add_logs(await self.locate(run_type, run_id), logs)

    async def finish(self, run_type: RunType, run_id: UUID, finish: Finish) -> None:
        """The client told that the run ended."""
        await run_type.finish(await self.locate(run_type, run_id), finish)


def new_location(
    run_type: RunType, run_id: UUID, build_id: str, test: Test | None, start_time: datetime
) -> RunLocation:
    """Where a run submitted now shall lie."""
    return RunLocation(
        run_id=run_id,
        run_type=run_type.name,
        build_id=build_id,
        start_time=start_time,
        release_id=test.release_id if test else None,
        group_id=test.group_id if test else None,
        test_id=test.id if test else None,
    )
