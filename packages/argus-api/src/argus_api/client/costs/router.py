"""What runs cost."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from argus_core.core import provide
from argus_core.costs.schemas import CostItems, EstimatedCost
from argus_core.costs.service import CostService
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: costs"])
Costs = Annotated[CostService, Depends(provide(CostService))]


@routes.post("/testrun/{run_id}/cost/estimated", summary="What a run is expected to cost")
async def set_estimated_cost(run_id: RunIdPath, body: EstimatedCost, costs: Costs) -> str:
    """Takes the place of an earlier estimate."""
    await costs.estimate(run_id, body.value)
    return "Submitted"


@routes.post("/testrun/{run_id}/cost/items", summary="Parts of what a run did cost")
async def submit_cost_items(run_id: RunIdPath, body: CostItems, costs: Costs) -> str:
    """An item of a name that the run has takes its place. All are stored, or none."""
    await costs.add_items(run_id, body.items)
    return "Submitted"
