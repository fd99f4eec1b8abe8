"""What all features of SCT runs need: the run itself, and its status."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.activity.repository import ActivityRepository
from argus_core.activity.rows import EventKind
from argus_core.plugins.sct.errors import SctRunNotFound
from argus_core.plugins.sct.run_type import SctRunType
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService
from argus_core.runs.status import TestStatus

if TYPE_CHECKING:
    from argus_core.core import Core


class SctRuns:
    """SCT runs by id."""

    def __init__(self, core: Core) -> None:
        self._locator = core.of(RunService).locator
        self.type = core.of(SctRunType)
        self.table = self.type.table
        self.indexes = self.type.indexes
        self._activity = ActivityRepository(core.database)

    async def find(self, run_id: UUID) -> RunLocation:
        """Where the run lies; raises SctRunNotFound."""
        run = await self._locator.find(self.type.name, run_id)
        if run is None:
            raise SctRunNotFound(run_id)
        return run

    async def change_status(self, run: RunLocation, choose: Callable[[str | None], str | None]) -> bool:
        """Give the run the status that `choose` makes of its present one; True when it is another one."""
        before: str | None = None

        def changed(stored: str | None) -> str | None:
            nonlocal before
            before = stored
            return choose(stored)

        after = await self.table.amend(run, "status", changed)
        if after == before:
            return False
        await self.indexes.drop_snapshots(run.release_id, await self.type.version_of(run))
        return True

    async def fail(self, run: RunLocation, user_id: UUID, reason: dict[str, Any]) -> None:
        """The run failed; why goes to its activity log. Nothing happens when it had failed before."""
        if await self.change_status(run, lambda status: TestStatus.FAILED.value):
            await self._activity.add(
                EventKind.STATUS_CHANGED,
                reason,
                user_id=user_id,
                run_id=run.run_id,
                release_id=run.release_id,
                test_id=run.test_id,
            )
