"""Writes of costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from argus_core.costs.rows import RunCost, RunCostItem
from argus_core.database import Database
from argus_core.database.statements import insert

ESTIMATE = insert("run_cost", *RunCost.columns())
ITEM = insert("run_cost_item", *RunCostItem.columns())


class CostRepository:
    """The tables `run_cost` and `run_cost_item`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def estimate(self, run_id: UUID, amount: float, now: datetime) -> None:
        """Write an estimate."""
        await self._database.execute(ESTIMATE, {"run_id": run_id, "estimated": amount, "estimated_at": now})

    async def add_items(self, run_id: UUID, items: Iterable[Mapping[str, Any]], now: datetime) -> None:
        """Write items with all their columns, in one batch: they share a partition."""
        place = {"run_id": run_id, "submitted_at": now}
        await self._database.write_batch((ITEM, {**item, **place}) for item in items)
