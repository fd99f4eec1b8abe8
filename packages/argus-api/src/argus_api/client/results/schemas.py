"""Answers to submitted results: they have no `response`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Submitted(BaseModel):
    """All cells are stored and none is bad."""

    status: Literal["ok"] = "ok"
    message: str = "Results submitted"


class UnknownRun(BaseModel):
    """What a client is told about a run that does not exist."""

    exception: Literal["DoesNotExist"] = "DoesNotExist"
    arguments: list[str] = Field(description="Id of the run.")


class NotSubmitted(BaseModel):
    """Nothing is stored: there is no such run."""

    status: Literal["error"] = "error"
    response: UnknownRun
