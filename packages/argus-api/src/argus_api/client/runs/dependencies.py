"""What endpoints about runs ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from pydantic import ValidationError
from starlette.requests import Request

from argus_api.client.runs.schemas import FinishRun
from argus_core.core import core_of, provide
from argus_core.http.encoding import decode_json
from argus_core.http.requests import explain_payload, is_json
from argus_core.runs.info import RunInfoService
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService

Runs = Annotated[RunService, Depends(provide(RunService))]
RunInfos = Annotated[RunInfoService, Depends(provide(RunInfoService))]


async def _run_type(request: Request, run_type: Annotated[str, Path(description="Run type.")]) -> RunType:
    return core_of(request).of(RunService).type_named(run_type)


KnownRunType = Annotated[RunType, Depends(_run_type)]
"""The run type of the path; unknown ones are refused before the body is looked at."""


async def _finish(request: Request) -> FinishRun:
    """A body that is no JSON object counts as none: old clients send all kinds of empty ones."""
    try:
        given = decode_json(await request.body()) if is_json(request.headers.get("content-type")) else {}
    except ValueError:
        given = {}
    try:
        return FinishRun.model_validate(given if isinstance(given, dict) else {})
    except ValidationError as error:
        raise explain_payload(error) from error


LenientFinish = Annotated[FinishRun, Depends(_finish)]
