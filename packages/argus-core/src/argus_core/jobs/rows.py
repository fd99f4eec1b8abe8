"""Rows of the tables about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argus_core.database.rows import Row, Text, Timestamp


class Outcome(StrEnum):
    """How a run of a job ended."""

    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its worker ended, or lost the lease, before the work was done."""


@dataclass(slots=True, kw_only=True)
class JobLease(Row, table="job_lease"):
    """Who runs a job now; gone when it ended, or soon after its worker died."""

    name: Text = None
    holder: Text = None
    acquired_at: Timestamp = None


@dataclass(slots=True, kw_only=True)
class JobRun(Row, table="job_run"):
    """One run of a job; `outcome` is None while it goes on."""

    job: Text = None
    started_at: Timestamp = None
    finished_at: Timestamp = None
    worker: Text = None
    outcome: Text = None
    detail: Text = None
