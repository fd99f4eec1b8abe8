"""Everything about a run at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.activity.repository import ActivityRepository
from argus_core.activity.text import event_text
from argus_core.comments.repository import CommentRepository
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.runs.errors import ClientException
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


class RunInfoService:
    """Run, test, comments and activity in one answer."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._hierarchy = HierarchyRepository(core.database)
        self._comments = CommentRepository(core.database)
        self._activity = ActivityRepository(core.database)

    async def info(self, run_id: UUID) -> dict[str, Any]:
        """The run whatever its type. Raises ClientException when there is none."""
        location = await self._runs.locator.find_any(run_id)
        if location is None or location.run_type is None:
            raise ClientException(f"Test run {run_id} not found in any plugin model")
        row, test_info, comments, activity = await asyncio.gather(
            self._runs.types[location.run_type].row_of(location),
            self._test_info(location),
            self._comments.of_run(run_id),
            self.activity(run_id),
        )
        return {
            "plugin_name": location.run_type,
            "test_run": row,
            "test_info": test_info,
            "comments": comments,
            "activity": activity,
        }

    async def activity(self, run_id: UUID) -> dict[str, Any]:
        """The activity log of a run: the rows and the texts that they say."""
        events = await self._activity.of_run(run_id)
        return {
            "run_id": run_id,
            "raw_events": events,
            "events": {str(event.id): event_text(event) for event in events},
        }

    async def _test_info(self, location: RunLocation) -> dict[str, Any]:
        found = await self._hierarchy.info(location.test_id) if location.test_id is not None else None
        if found is None:
            return {}
        test, group, release = found
        return {"test": test, "group": group, "release": release}
