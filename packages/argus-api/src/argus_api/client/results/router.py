"""Result tables that clients submit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_api.client.results.schemas import NotSubmitted, Submitted, UnknownRun
from argus_api.client.runs.dependencies import KnownRunType
from argus_core.core import core_of, provide
from argus_core.http.envelope import ErrorEnvelope, JsonResponse
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.results.errors import DoesNotExist
from argus_core.results.schemas import SubmittedResults
from argus_core.results.service import ResultService

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: results"])
Results = Annotated[ResultService, Depends(provide(ResultService))]


@routes.post(
    "/testrun/{run_type}/{run_id}/submit_results",
    model=Submitted | NotSubmitted,
    summary="Store cells of a result table",
    responses={404: {"model": NotSubmitted | ErrorEnvelope, "description": "The run is unknown."}},
)
async def submit_results(
    run_type: KnownRunType, run_id: RunIdPath, body: SubmittedResults, results: Results, request: Request
) -> Submitted | Response:
    """Bad cells are stored too; the answer then is the error `DataValidationError` without arguments."""
    try:
        await results.submit(run_type, run_id, body)
    except DoesNotExist as error:
        return _unknown_run(error, compat=core_of(request).settings.api_error_status == "compat")
    return Submitted()


def _unknown_run(error: DoesNotExist, *, compat: bool) -> Response:
    """Clients of all ages know this answer, which is no usual envelope."""
    body = NotSubmitted(response=UnknownRun(arguments=list(error.args)))
    headers = {"X-Argus-Error": error.wire_name}
    return JsonResponse(body, status_code=error.kind.status(compat=compat), headers=headers)
