"""Replay over HTTP."""

from __future__ import annotations

import tempfile
from typing import IO, Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator
from starlette.requests import Request

from argus_api.client.replay.errors import EmptyRequest, UnsupportedMediaType
from argus_api.client.replay.schemas import ReplayReport
from argus_api.client.replay.service import Options, ReplayService, Stage
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.identity.callers import CurrentCaller

routes = JsonRoutes("/api/v1/client/replay", name="api.client_api.replay_api", tags=["client: replay"])

IN_MEMORY = 8 * 1024**2
"""Bytes of an upload that are kept in memory; the rest goes to a temporary file without a name."""
KINDS = "x-tar-zstd zstd gzip x-gzip x-tar-gzip x-tgz x-tar tar zip x-zip-compressed x-zip octet-stream"
CONTENT_TYPES = frozenset(f"application/{kind}" for kind in KINDS.split())
Flag = Annotated[bool, BeforeValidator(lambda value: str(value).lower() in ("1", "true", "yes")), Query()]
ARCHIVE_BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(CONTENT_TYPES)},
    }
}


async def _upload(request: Request) -> IO[bytes]:
    """The archive, in a file that disappears when it is closed."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in CONTENT_TYPES:
        raise UnsupportedMediaType(f"expected one of {sorted(CONTENT_TYPES)}, got '{kind}'")
    upload = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed by the request's end)
    async for chunk in request.stream():
        upload.write(chunk)
    if upload.tell() == 0:
        raise EmptyRequest
    upload.seek(0)
    return upload


@routes.post("/ingest", summary="Make recorded calls again", openapi_extra=ARCHIVE_BODY)
async def replay_ingest(
    request: Request,
    caller: CurrentCaller,
    upload: Annotated[IO[bytes], Depends(_upload)],
    replays: Annotated[ReplayService, Depends(provide(ReplayService))],
    dry_run: Flag = False,
    create_missing_tests: Flag = False,
    backfill_logs: Flag = True,
) -> ReplayReport:
    """Replay an archive of journals as the caller; a failed record never stops the rest."""
    with upload:
        options = Options(dry_run, create_missing_tests, backfill_logs)
        return await replays.replay(upload, options, Stage(request.app, request.scope, caller))
