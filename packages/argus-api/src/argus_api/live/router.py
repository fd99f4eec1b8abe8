"""Live updates: one stream of server-sent events for each visible page."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from argus_api.live.events import EventStream
from argus_core.core import provide
from argus_core.errors import BadRequest
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid
from argus_core.live.service import LiveService
from argus_core.live.stream import messages
from argus_core.observability.request import record_of

routes = JsonRoutes("/api/v1/events", name="api.events", tags=["live"])

MOST_RUNS = 20
"""That one stream tells of."""
SUCCESS = {
    200: {
        "description": "Server-sent events: `ready`, `changed` and `trouble`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

Live = Annotated[LiveService, Depends(provide(LiveService))]
Runs = Annotated[list[AnyUuid], Query(alias="run", description=f"Ids of 1 to {MOST_RUNS} runs of any type.")]
LastId = Annotated[
    str | None, Header(alias="Last-Event-ID", description="Id of the last event that was read; browsers send it.")
]


@routes.get("/stream", summary="Live changes of runs", status_code=200, responses=SUCCESS)
async def stream(request: Request, live: Live, run: Runs, last_id: LastId = None) -> EventStream:
    """Tells within two seconds which section of which run changed, until the reader leaves.

    `ready` comes first, with all versions: `{"runs": {run id: {section: version}}}`. What was read before it may be
    older than what it says. `changed` names what to read again: `{"run_id", "section", "version"}`. `trouble` names the
    sections of a run that cannot be read at the moment, none when all can be again: `{"run_id", "sections"}`. Sections
    are `status`, `details` (packages, logs, screenshots, versions), `comments`, `activity`, `events`, `nemeses`,
    `results` and `pytest`, as far as the run's type has them. A reader that comes back is told first what changed while
    it was away. A comment comes after 15 seconds without events. After 15 minutes the stream ends; come back then.
    """
    run_ids = _without_repeats(run)
    located = await live.locate(run_ids)
    if record_of(request.scope).scope["method"] == "HEAD":
        return Response(media_type=EventStream.media_type)  # type: ignore[return-value]  # the same headers, and an end
    return EventStream(messages(live, located, last_id))


def _without_repeats(run_ids: list[UUID]) -> list[UUID]:
    distinct = list(dict.fromkeys(run_ids))
    if len(distinct) > MOST_RUNS:
        raise BadRequest(f"run: a stream tells of {MOST_RUNS} runs at most, {len(distinct)} were asked for")
    return distinct
