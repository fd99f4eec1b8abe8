"""Requests about parts of runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from argus_core.errors import BadRequest


async def _fields(
    fields: Annotated[str, Query(description="Names of columns of the run type, separated by commas.")] = "",
) -> list[str]:
    if not fields:
        raise BadRequest("fields: this field is required")
    return fields.split(",")


Fields = Annotated[list[str], Depends(_fields)]
"""Names of columns."""
