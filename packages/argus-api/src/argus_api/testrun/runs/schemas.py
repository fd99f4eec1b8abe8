"""Requests and responses about runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from argus_core.clock import EPOCH
from argus_core.http.requests import parse_uuid
from argus_core.http.types import AnyUuid
from argus_core.runs.builds import RunBuild
from argus_core.runs.errors import TestRunServiceException
from argus_core.runs.tables import Window

_INT32 = 2**31


class RunTypeOfRun(BaseModel):
    """Which run type has a run."""

    run_type: str = Field(description="Name of the run type; `unknown-does-not-exist` when none has it.")


def _none_when_empty(value: Any) -> Any:
    return None if value == "" else value


Limit = Annotated[
    Annotated[int, Field(ge=1, lt=_INT32)] | None,
    BeforeValidator(_none_when_empty),
    Query(description="How many runs at most; 10 unless given."),
]
Seconds = Annotated[str, Query(description="Seconds since 1970; may have a fraction.")]
Full = Annotated[bool, BeforeValidator(bool), Query(description="Any text: all columns are read.")]
AdditionalRuns = Annotated[
    list[AnyUuid] | None, Query(alias="additionalRuns[]", description="Runs that shall be there whatever their start.")
]


async def _window(limit: Limit = None, before: Seconds = "", after: Seconds = "") -> Window:
    given = {"before": _time(before), "after": _time(after), "limit": limit}
    return Window(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # by name


def _time(text: str) -> datetime | None:
    """A time from seconds since 1970; None from an empty text."""
    try:
        return EPOCH + timedelta(seconds=float(text)) if text else None
    except (ValueError, OverflowError):
        raise TestRunServiceException(f"Incorrect timestamp format, expected float-ms, got: {text}") from None


AskedWindow = Annotated[Window, Depends(_window)]
"""Which runs are asked for."""

MOST_PAIRS = 10_000


def _uuid_or_none(value: Any) -> UUID | None:
    return None if value is None else parse_uuid(value)


_UuidOrNull = Annotated[
    UUID | None, BeforeValidator(_uuid_or_none), WithJsonSchema({"type": ["string", "null"], "format": "uuid"})
]
Pairs = Annotated[list[tuple[_UuidOrNull, _UuidOrNull]], Field(max_length=MOST_PAIRS)]
"""Ids of tests and runs."""


class WantedRuns(BaseModel):
    """Builds of runs."""

    runs: dict[str, RunBuild] = Field(description="By id of the run.")


def complete(pairs: Iterable[tuple[UUID | None, UUID | None]]) -> list[tuple[UUID, UUID]]:
    """The pairs without a null."""
    return [(test_id, run_id) for test_id, run_id in pairs if test_id is not None and run_id is not None]
