"""Runs and what happened to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Depends, Path

from argus_api.client.runs.dependencies import RunInfos, Runs
from argus_api.client.runs.schemas import Activity, RunObject
from argus_api.hierarchy.schemas import TestIdPath
from argus_api.testrun.runs.schemas import AdditionalRuns, AskedWindow, Full, Pairs, RunTypeOfRun, WantedRuns, complete
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.runs.builds import RunBuilds
from argus_core.runs.history import RunHistory

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs"])
Builds = Annotated[RunBuilds, Depends(provide(RunBuilds))]
History = Annotated[RunHistory, Depends(provide(RunHistory))]


@routes.get("/test/{test_id}/runs", summary="Newest runs of a test")
async def get_runs_for_test(
    test_id: TestIdPath, window: AskedWindow, history: History, full: Full = False, more: AdditionalRuns = None
) -> list[RunObject]:
    """By build number, highest first. All keys are there; without `full`, those that lists do not show are empty."""
    return await history.of_test(test_id, window, full=full, more=more or ())


@routes.get("/run/{run_id}/type", summary="Type of a run")
async def get_type_for_run(run_id: RunIdPath, runs: Runs) -> RunTypeOfRun:
    """The run type that has a run with this id."""
    location = await runs.locator.find_any(run_id)
    return RunTypeOfRun(run_type=(location and location.run_type) or "unknown-does-not-exist")


@routes.get("/run/{run_id}/activity", summary="Activity log of a run")
async def test_run_activity(run_id: RunIdPath, infos: RunInfos) -> Activity:
    """Everything that people did to a run, oldest first."""
    return await infos.activity(run_id)  # type: ignore[return-value]  # rows; typed for the document


@routes.get("/run/{run_type}/{run_id}", summary="A run")
async def get_testrun(
    run_type: Annotated[str, Path(description="Run type.")], run_id: RunIdPath, runs: Runs
) -> RunObject | None:
    """Everything a run holds, also what its type keeps apart; null when there is none."""
    return await runs.page_object(run_type, run_id)


@routes.post("/get_runs_by_test_id_run_id", summary="Builds of many runs")
async def get_runs_by_test_id_run_id(
    body: Annotated[Pairs, Body(description="Pairs of a test and a run.")], builds: Builds
) -> WantedRuns:
    """Runs by id; those whose test or run is unknown or null are left out."""
    return WantedRuns.model_construct(runs={str(k): v for k, v in (await builds.of_pairs(complete(body))).items()})
