"""Answers about pytest results."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field, JsonValue

FieldStatistics = dict[str, dict[str, dict[str, JsonValue]]]
"""Name of the test to column to function to value."""


class StoredPytestResult(BaseModel):
    """How a stored result is known."""

    name: str = Field(description="Id of the test.")
    id: datetime = Field(description="When it ended, to the millisecond.")
