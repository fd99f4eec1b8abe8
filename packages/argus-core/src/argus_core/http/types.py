"""Types of request fields that several endpoints share."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from argus_core.clock import from_epoch
from argus_core.http.requests import parse_uuid

AnyUuid = Annotated[UUID, BeforeValidator(parse_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
"""A UUID in any text form: upper or lower case, with or without dashes, in braces, with `urn:uuid:` in front."""


def _in_calendar(seconds: float) -> float:
    from_epoch(seconds)
    return seconds


EpochSeconds = Annotated[float, AfterValidator(_in_calendar)]
"""A time in seconds since 1970, inside the calendar."""

RunIdPath = Annotated[AnyUuid, Path(alias="run_id", description="Id of the run.")]


class Payload(BaseModel):
    """Base of request bodies: unknown keys are ignored (clients always add `schema_version`)."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)
