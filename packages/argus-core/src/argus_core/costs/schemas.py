"""What clients submit about costs."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from argus_core.http.types import Payload
from argus_core.runs.errors import ClientException


def _amount(value: Any) -> float:
    """Texts are no amounts, though they may look like them; nor are truth values."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClientException(f"An amount in US dollars is a number, not {value!r}")
    if not math.isfinite(value) or value < 0:
        raise ClientException(f"An amount in US dollars is finite and not negative, unlike {value}")
    return float(value)


Amount = Annotated[float, BeforeValidator(_amount), WithJsonSchema({"type": "number", "minimum": 0})]
"""US dollars; 0 is a real figure."""


class EstimatedCost(Payload):
    """What a run is expected to cost."""

    value: Amount
    """US dollars; takes the place of an earlier estimate."""


class CostItem(Payload):
    """Part of what a run did cost."""

    name: Annotated[str, Field(min_length=1, max_length=16_000)]
    """Name, unique within the run; a later item of that name takes its place."""
    category: str
    """Kind of cost, e.g. `compute`."""
    cost: Amount
    """US dollars."""
    pricing_tier: str | None = None
    """E.g. `spot` or `on_demand`."""
    leaked: bool = False
    """Whether it is for something that nobody cleaned up."""


class CostItems(Payload):
    """Parts of what a run did cost."""

    items: list[CostItem]
    """No name twice."""
