"""Requests about pytest results."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from argus_core.http.types import EpochSeconds

Bound = Annotated[
    EpochSeconds | None,
    BeforeValidator(lambda value: None if value == "" else value),
    Query(description="Seconds since 1970; may have a fraction."),
]
