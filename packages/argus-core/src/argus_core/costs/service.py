"""Submitting costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.clock import utc_now
from argus_core.costs.repository import CostRepository
from argus_core.costs.schemas import CostItem
from argus_core.runs.errors import ClientException
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


class CostService:
    """What runs of any type cost."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._repository = CostRepository(core.database)

    async def estimate(self, run_id: UUID, amount: float) -> None:
        """Store what a run is expected to cost. Raises ClientException for an unknown run."""
        await self._check_run(run_id)
        await self._repository.estimate(run_id, amount, utc_now())

    async def add_items(self, run_id: UUID, items: Sequence[CostItem]) -> None:
        """Store parts of what a run did cost; a name that is known is replaced.

        Raises ClientException for an unknown run and for a name that comes twice; nothing is stored then.
        """
        await self._check_run(run_id)
        twice = [name for name, times in Counter(item.name for item in items).items() if times > 1]
        if twice:
            raise ClientException(f"items: the name {twice[0]!r} comes more than once")
        await self._repository.add_items(run_id, [dict(item) for item in items], utc_now())

    async def _check_run(self, run_id: UUID) -> None:
        if await self._runs.locator.find_any(run_id) is None:
            raise ClientException(f"Test run {run_id} not found in any plugin model")
