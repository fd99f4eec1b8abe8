"""Requests and responses about plans."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from argus_core.http.types import AnyUuid, Payload

_NONE_IF_EMPTY = BeforeValidator(lambda value: value or None)
_Name = Annotated[str | None, Field(max_length=16_000), _NONE_IF_EMPTY]
"""Looked up in an index, which takes 64 KiB."""


class TriggerJobs(Payload):
    """Which plans' jobs to start, and with what: exactly one of release, plan_id, version, or release and version."""

    release: _Name = None
    """Name of a release: all its plans."""
    plan_id: Annotated[AnyUuid | None, _NONE_IF_EMPTY] = None
    """One plan."""
    version: _Name = None
    """Target version of plans."""
    common_params: Annotated[dict[str, Any], BeforeValidator(lambda value: value or {})] = Field({})
    """Job parameters for all jobs."""
    params: Annotated[list[dict[str, Any]], BeforeValidator(lambda value: value or [])] = Field([])
    """Job parameters by `test` and `backend`, with `region` and optionally `type`."""


class Triggered(BaseModel):
    """What was started."""

    jobs: list[str] = Field(description="Address of each build that was asked for.")
    failed_to_execute: list[str] = Field(description="Paths of the jobs that could not be started.")
