"""The life of a run, as clients report it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body
from pydantic import ValidationError

from argus_api.client.runs.dependencies import KnownRunType, LenientFinish, RunInfos, Runs
from argus_api.client.runs.documents import FINISH_BODY, SUBMISSION_BODY
from argus_api.client.runs.schemas import Logs, NewStatus, ProductVersion, RunInfo, RunObject
from argus_core.http.requests import explain_payload
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: runs"])


@routes.get("/testrun/{run_id}/info", summary="Run, test, comments and activity")
async def get_run_info(run_id: RunIdPath, infos: RunInfos) -> RunInfo:
    """A run of any type with what surrounds it."""
    return await infos.info(run_id)  # type: ignore[return-value]  # rows; typed for the document


@routes.post("/testrun/{run_type}/submit", summary="Create a run", openapi_extra=SUBMISSION_BODY)
async def submit_run(run_type: KnownRunType, body: Annotated[dict[str, Any], Body()], runs: Runs) -> str:
    """Create a run with an id that the client chose. A repetition changes nothing."""
    try:
        payload = run_type.submission.model_validate(body)
    except ValidationError as error:
        raise explain_payload(error) from error
    await runs.submit(run_type, payload)
    return "Created"


@routes.get("/testrun/{run_type}/{run_id}/get", summary="A run")
async def get_run(run_type: KnownRunType, run_id: RunIdPath, runs: Runs) -> RunObject | None:
    """All columns of a run; null when there is none."""
    return await runs.object(run_type, run_id)


@routes.post("/testrun/{run_type}/{run_id}/heartbeat", summary="The run is alive")
async def run_heartbeat(run_type: KnownRunType, run_id: RunIdPath, runs: Runs) -> int:
    """Answers the time that was stored, in seconds since 1970. A body is ignored."""
    return await runs.heartbeat(run_type, run_id)


@routes.get("/testrun/{run_type}/{run_id}/get_status", summary="Status of a run")
async def run_get_status(run_type: KnownRunType, run_id: RunIdPath, runs: Runs) -> str | None:
    """The status; null for old runs without one."""
    return await runs.status(run_type, run_id)


@routes.post("/testrun/{run_type}/{run_id}/set_status", summary="Change the status of a run")
async def run_set_status(run_type: KnownRunType, run_id: RunIdPath, body: NewStatus, runs: Runs) -> str:
    """Any status may follow any other. Answers the stored one."""
    return await runs.set_status(run_type, run_id, body.new_status)


@routes.post("/testrun/{run_type}/{run_id}/update_product_version", summary="The tested version")
async def run_update_product_version(
    run_type: KnownRunType, run_id: RunIdPath, body: ProductVersion, runs: Runs
) -> str:
    """Store which version is tested, as the run type sees it."""
    await runs.set_version(run_type, run_id, body.product_version)
    return "Submitted"


@routes.post("/testrun/{run_type}/{run_id}/logs/submit", summary="Add logs to a run")
async def run_submit_logs(run_type: KnownRunType, run_id: RunIdPath, body: Logs, runs: Runs) -> str:
    """Add links of logs; names that the run has already keep their link."""
    await runs.add_logs(run_type, run_id, body.links())
    return "Submitted"


@routes.post("/testrun/{run_type}/{run_id}/finalize", summary="The run ended", openapi_extra=FINISH_BODY)
async def run_finalize(run_type: KnownRunType, run_id: RunIdPath, body: LenientFinish, runs: Runs) -> str:
    """Store the end of a run."""
    await runs.finish(run_type, run_id, body.finish())
    return "Finalized"
