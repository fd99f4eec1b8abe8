"""Pytest results of a run."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from argus_core.core import core_of
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.pytest_results.repository import PytestRepository
from argus_core.pytest_results.rows import PytestResult

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs: pytest"])


async def _results(request: Request) -> PytestRepository:
    return PytestRepository(core_of(request).database)


Results = Annotated[PytestRepository, Depends(_results)]


@routes.get("/run/{run_id}/pytest/results", summary="Pytest results of a run")
async def get_testrun_pytest_results(run_id: RunIdPath, results: Results) -> list[PytestResult]:
    """The results that were submitted with this run, in no order."""
    return await results.of_run(run_id)
