"""Release plans over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends

from argus_api.planning.schemas import Triggered, TriggerJobs
from argus_api.planning.service import TriggerService
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.identity.callers import CurrentCaller

routes = JsonRoutes("/api/v1/planning", name="api.planning_api", tags=["planning"])
client_routes = JsonRoutes("/api/v1/client/planning", name="api.client_api", tags=["planning"])

Triggers = Annotated[TriggerService, Depends(provide(TriggerService))]


@client_routes.post("/plan/trigger", summary="Start the jobs of plans (address of older clients)")
@routes.post("/plan/trigger", summary="Start the jobs of plans")
async def trigger_jobs_for_plans(body: TriggerJobs, caller: CurrentCaller, triggers: Triggers) -> Triggered | list[Any]:
    """Build the jobs of the selected plans' tests; `[false, "No plans to trigger"]` when no plan matches."""
    return await triggers.trigger(body, caller.user.username or "")  # type: ignore[return-value]  # typed for the document
