"""Reports of driver versions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from argus_api.client.driver_matrix.schemas import DriverFailure, DriverReport, Environment, TestedVersions
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.plugins.driver_matrix.service import DriverMatrixService

routes = JsonRoutes(
    "/api/v1/client/driver_matrix", name="api.client_api.driver_matrix_api", tags=["client: driver matrix"]
)
Drivers = Annotated[DriverMatrixService, Depends(provide(DriverMatrixService))]
BuildId = Annotated[str | None, Query(alias="buildId", description="Path of the CI job; required.")]


@routes.get("/test_report", summary="Driver versions that a job has tested")
async def driver_matrix_test_report(drivers: Drivers, build_id: BuildId = None) -> TestedVersions:
    """Names of all collections of the job's runs, by driver."""
    return await drivers.tested_versions(build_id)  # type: ignore[return-value]  # a dict; typed for the document


@routes.post("/result/submit", summary="Store the test report of a driver version")
async def submit_result(body: DriverReport, drivers: Drivers) -> Literal[True]:
    """A collection of that name which the run has already stays as it is."""
    await drivers.add_report(body.run_id, body.driver_name, body.driver_type, body.raw_xml)
    return True


@routes.post("/result/fail", summary="The tests of a driver version could not run")
async def submit_failure(body: DriverFailure, drivers: Drivers) -> Literal[True]:
    """Stored as a collection without suites; one of that name which the run has already stays as it is."""
    await drivers.add_failure(body.run_id, body.driver_name, body.driver_type, body.failure_reason)
    return True


@routes.post("/env/submit", summary="Store facts about the environment of a run")
async def submit_env(body: Environment, drivers: Drivers) -> Literal[True]:
    """A fact that the run has already stays; the tested version follows."""
    await drivers.add_environment(body.run_id, body.raw_env)
    return True
