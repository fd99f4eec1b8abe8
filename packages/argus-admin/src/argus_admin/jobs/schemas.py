"""Answers about periodic work."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from argus_core.jobs import JobState
from argus_core.jobs.rows import JobRun


class Run(BaseModel):
    """One run of a job."""

    started_at: datetime | None = Field(description="UTC.")
    finished_at: datetime | None = Field(description="UTC; null while it goes on.")
    worker: str | None = Field(description="Host, process and a random part: who ran it.")
    outcome: Literal["done", "failed", "interrupted"] | None = Field(
        description="Null while it goes on. Interrupted: its worker ended, another one runs the job again."
    )
    detail: str | None = Field(description="What was done, or what went wrong.")

    @classmethod
    def of(cls, run: JobRun) -> Self:
        """The answer for a stored run."""
        return cls.model_validate({name: getattr(run, name) for name in cls.model_fields})


class PeriodicJob(BaseModel):
    """A job of the server."""

    name: str
    description: str
    every_seconds: float = Field(description="Least time between the beginnings of two runs.")
    holder: str | None = Field(description="The worker that runs it now; null when nobody does.")
    held_since: datetime | None = Field(description="Since when, UTC; renewed every few seconds.")
    runs: list[Run] = Field(description="The last runs, newest first.")

    @classmethod
    def of(cls, state: JobState) -> Self:
        """The answer for a job."""
        return cls(
            name=state.job.name,
            description=state.job.description,
            every_seconds=state.job.every.total_seconds(),
            holder=state.lease.holder if state.lease else None,
            held_since=state.lease.acquired_at if state.lease else None,
            runs=[Run.of(run) for run in state.runs],
        )
