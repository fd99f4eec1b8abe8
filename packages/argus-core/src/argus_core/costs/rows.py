"""Rows of costs; amounts are in US dollars."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Boolean, Double, Row, Text, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class RunCost(Row, table="run_cost"):
    """What a run was expected to cost."""

    run_id: Uuid
    estimated: Double
    estimated_at: Timestamp


@dataclass(slots=True, kw_only=True)
class RunCostItem(Row, table="run_cost_item"):
    """Part of what a run did cost; the run's cost is the sum of them. `leaked`: something that nobody cleaned up."""

    run_id: Uuid
    name: Text
    category: Text
    cost: Double
    pricing_tier: Text
    leaked: Boolean
    submitted_at: Timestamp
