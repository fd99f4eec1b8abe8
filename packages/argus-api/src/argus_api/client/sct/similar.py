"""Events that look alike, and the runs that they are in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, Depends
from pydantic import BaseModel, BeforeValidator, JsonValue
from starlette.responses import Response

from argus_api.client.sct.routes import sct_routes
from argus_core.core import provide
from argus_core.errors import BadRequest
from argus_core.http.envelope import JsonResponse, ok
from argus_core.http.requests import parse_uuid
from argus_core.http.types import Payload, RunIdPath
from argus_core.plugins.sct.errors import SCTServiceException
from argus_core.plugins.sct.similarity.runs import SimilarRunService
from argus_core.plugins.sct.similarity.service import SimilarityService
from argus_core.plugins.sct.values import Whole

routes = sct_routes()

Similarities = Annotated[SimilarityService, Depends(provide(SimilarityService))]
MISSING = {
    (True, True): "Missing required parameters: severity and ts",
    (True, False): "Missing required parameter: severity",
    (False, True): "Missing required parameter: ts",
}


class SimilarEvents(BaseModel):
    """What the worker found for an event."""

    event_index: int
    severity: Literal["ERROR", "CRITICAL"]
    similars_set: list[str]
    duplicates_list: list[int]


class SimilarTo(Payload):
    """An event to find the like of."""

    severity: str | None = None
    """`ERROR` or `CRITICAL`."""
    ts: str | None = None
    """As the events endpoints return it."""
    limit: Annotated[Whole, BeforeValidator(lambda value: 100 if value is None else value)] = 100
    """At most so many."""

    def time(self) -> datetime:
        """Naive UTC; raises SCTServiceException for a text that is no time."""
        try:
            found = datetime.fromisoformat(self.ts or "")
        except ValueError as error:
            raise SCTServiceException(f"Failed to fetch similar events: {error}") from error
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


class SimilarEvent(BaseModel):
    """An event that looks like it."""

    run_id: str
    severity: str
    ts: datetime


@routes.get("/{run_id}/similar_events", summary="Similar events that were worked out")
async def sct_get_similar_events(run_id: RunIdPath, similarities: Similarities) -> list[SimilarEvents]:
    """What the first generation of the worker found."""
    return await similarities.worked_out(run_id)  # type: ignore[return-value]  # typed for the document


@routes.post("/{run_id}/event/similar", summary="Similar events by vector search")
async def sct_get_similar_events_realtime(
    run_id: RunIdPath, body: SimilarTo, similarities: Similarities
) -> list[SimilarEvent]:
    """The nearest events of other runs, one per run."""
    missing = MISSING.get((not body.severity, not body.ts))
    if missing is not None:
        raise SCTServiceException(missing)
    return await similarities.nearest(run_id, body.severity or "", body.time(), max(body.limit, 1))  # type: ignore[return-value]  # typed for the document


RUN_IDS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["run_ids"],
                    "properties": {"run_ids": {"type": "array", "items": {"type": "string", "format": "uuid"}}},
                }
            }
        },
    }
}


@routes.post(
    "/similar_runs_info",
    summary="Builds and issues of runs",
    model=dict[str, JsonValue],
    openapi_extra=RUN_IDS_BODY,
    responses={400: {"description": "`run_ids` is missing or no list."}},
)
async def sct_get_similar_runs_info(
    body: Annotated[dict[str, Any], Body()], runs: Annotated[SimilarRunService, Depends(provide(SimilarRunService))]
) -> Any:
    """Up to 20 of the runs: those with issues first. This endpoint has always answered faults with a flat 400."""
    given = body.get("run_ids")
    if given is None:
        return _flat("Missing run_ids parameter")
    if not isinstance(given, list):
        return _flat("run_ids must be a list")
    return ok(await runs.info(_ids(given)))


def _ids(given: list[Any]) -> list[UUID]:
    try:
        return list(dict.fromkeys(parse_uuid(item) for item in given))
    except ValueError as error:
        raise BadRequest(f"run_ids: {error}") from error


def _flat(text: str) -> Response:
    return JsonResponse({"status": "error", "response": text}, 400)
