"""What ran lately."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.runs.latest import LatestRun, LatestRuns

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs"])


@routes.get("/runs/latest", summary="Newest run of each test")
async def latest_runs(
    latest: Annotated[LatestRuns, Depends(provide(LatestRuns))],
    limit: Annotated[int, Query(ge=1, le=500, description="How many runs.")] = 100,
    only: Annotated[Literal["all", "red"], Query(description="`red`: failed and not investigated.")] = "all",
) -> list[LatestRun]:
    """The newest run of each enabled test of the active releases, newest first."""
    return await latest.newest(limit, red=only == "red")
