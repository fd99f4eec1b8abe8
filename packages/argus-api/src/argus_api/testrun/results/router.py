"""Result tables of a run."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from argus_api.testrun.results.schemas import RunTables
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid, RunIdPath
from argus_core.results.tables import RunResults

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs: results"])
Results = Annotated[RunResults, Depends(provide(RunResults))]
TestIdPath = Annotated[AnyUuid, Path(alias="test_id", description="Id of the run's test.")]


@routes.get("/run/{test_id}/{run_id}/fetch_results", model=RunTables, summary="Result tables of a run")
async def fetch_results(test_id: TestIdPath, run_id: RunIdPath, results: Results) -> dict[str, object]:
    """The tables of which the run has cells; hidden columns are left out."""
    tables = await results.of_run(test_id, run_id)
    return {"status": "ok", "tables": [{name: table} for name, table in tables]}
