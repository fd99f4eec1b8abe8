"""Pytest results of a run, and of one test over all runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from argus_api.client.pytest.router import FieldName, Function, PytestResults, Since, Status
from argus_api.client.pytest.schemas import FieldStatistics
from argus_api.testrun.pytest.schemas import Bound
from argus_core.clock import from_epoch
from argus_core.core import core_of
from argus_core.http.query import first
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.pytest_results.repository import PytestRepository
from argus_core.pytest_results.rows import PytestResult

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs: pytest"])
TestName = Annotated[str, Path(description="Id of the test; it may have slashes.")]


async def _results(request: Request) -> PytestRepository:
    return PytestRepository(core_of(request).database)


Results = Annotated[PytestRepository, Depends(_results)]


@routes.get("/run/{run_id}/pytest/results", summary="Pytest results of a run")
async def get_testrun_pytest_results(run_id: RunIdPath, results: Results) -> list[PytestResult]:
    """The results that were submitted with this run, in no order."""
    return await results.of_run(run_id)


@routes.get("/pytest/{test_name:path}/stats/{field_name}/{aggr_function}", summary="Statistics over one pytest test")
async def get_pytest_test_field_stats(
    test_name: TestName,
    field_name: FieldName,
    aggr_function: Function,
    results: PytestResults,
    status: Status = None,
    since: Since = None,
) -> FieldStatistics:
    """Without results the average and the count are 0, others null."""
    value = await results.statistics(test_name, field_name, aggr_function, status=first(status), since=first(since))
    return {test_name: {field_name: {aggr_function: value}}}


@routes.get("/pytest/{test_name:path}/results", summary="Results of one pytest test")
async def get_pytest_test_results(
    test_name: TestName, results: PytestResults, before: Bound = None, after: Bound = None
) -> list[PytestResult]:
    """By status and time. Bounds in seconds since 1970 are not included; with one, only known statuses are listed."""
    times = [None if bound is None else from_epoch(bound) for bound in (after, before)]
    return await results.of_test(test_name, after=times[0], before=times[1])
