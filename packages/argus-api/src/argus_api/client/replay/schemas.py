"""What a replay tells."""

from __future__ import annotations

from pydantic import BaseModel, Field

MOST_ERRORS = 5000


class ReplayError(BaseModel):
    """A record that failed."""

    ts: int = Field(description="When it was recorded, in milliseconds since 1970.")
    endpoint: str
    error: str


class ReplayReport(BaseModel):
    """What became of the records."""

    total: int = Field(0, description="Records, superseded heartbeats left out, logs found in the storage included.")
    processed: int = 0
    succeeded: int = 0
    failed: int = 0
    skipped_no_replay: int = Field(0, description="Calls that would send mail or start jobs.")
    backfilled_logs: int = Field(0, description="Logs found in the storage.")
    errors: list[ReplayError] = Field([], description="The first 5,000 failures.")

    def count(self, ts: int, endpoint: str, error: str | None) -> None:
        """Count one record."""
        self.processed += 1
        if error is None:
            self.succeeded += 1
            return
        self.failed += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(ReplayError(ts=ts, endpoint=endpoint, error=error))
