"""A run in few calls and few bytes, for its page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from argus_api.client.runs.schemas import RunObject
from argus_api.testrun.overview.schemas import Fields
from argus_core.core import provide
from argus_core.http.conditional import NOT_MODIFIED, Known, conditional
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.plugins.sct.events.summary import EventSummaries, EventSummary
from argus_core.runs.overview import Overview, RunOverview
from argus_core.runs.parts import RunParts

routes = JsonRoutes("/api/v1/run", name="api.testrun_api", tags=["runs"])
Overviews = Annotated[RunOverview, Depends(provide(RunOverview))]
Summaries = Annotated[EventSummaries, Depends(provide(EventSummaries))]
Parts = Annotated[RunParts, Depends(provide(RunParts))]


@routes.get("/{run_id}/overview", summary="What a run is and why it failed")
async def get_run_overview(run_id: RunIdPath, overviews: Overviews) -> Overview:
    """Header, causes of failure and the last builds of a run of any type."""
    return await overviews.of_run(run_id)


@routes.get("/{run_id}/events/summary", summary="Events of an SCT run in figures")
async def get_event_summary(run_id: RunIdPath, summaries: Summaries) -> EventSummary:
    """How many events there are by severity and by type, and the first fatal ones."""
    return await summaries.of_run(run_id)


@routes.get("/{run_type}/{run_id}/parts", summary="Some columns of a run", responses=NOT_MODIFIED)
async def get_run_parts(
    run_type: Annotated[str, Path(description="Run type.")],
    run_id: RunIdPath,
    fields: Fields,
    parts: Parts,
    known: Known = "",
) -> RunObject:
    """Only the named columns are read. Whoever sends the ETag of an answer gets 304 while nothing has changed."""
    return conditional(await parts.read(run_type, run_id, fields), known)  # type: ignore[return-value]  # typed for the document
