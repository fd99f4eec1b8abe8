"""Answers that need not travel when the caller has them already."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Header
from starlette.responses import Response

from argus_core.http.encoding import encode_json
from argus_core.http.envelope import JsonResponse, ok

Known = Annotated[str, Header(alias="If-None-Match", description="The ETag of the answer that the caller has.")]
"""An endpoint's parameter, with the default ""."""
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The caller has this answer already."}}
"""`responses=` of such an endpoint."""
_ALWAYS_ASK = "private, no-cache"


def conditional(value: Any, known: str) -> Response:
    """The envelope around a value with an ETag made of its content, or 304 when the caller has it."""
    body = encode_json(ok(value))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": _ALWAYS_ASK}
    # Compression makes it a weak one, `W/"..."`; here that means the same.
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    if etag in tags or "*" in tags:
        return Response(status_code=304, headers=headers)
    return JsonResponse(body, headers=headers)
