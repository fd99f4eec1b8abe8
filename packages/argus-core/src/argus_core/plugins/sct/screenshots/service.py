"""Screenshots that a run took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.plugins.sct.runs import SctRuns

if TYPE_CHECKING:
    from argus_core.core import Core


class ScreenshotService:
    """Links of screenshots."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)

    async def add(self, run_id: UUID, links: Sequence[str]) -> None:
        """Add the links that the run does not have."""
        run = await self._runs.find(run_id)
        await self._runs.table.amend(run, "screenshots", lambda stored: list(dict.fromkeys([*(stored or ()), *links])))
