"""Requests and responses about the life of a run."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, JsonValue

from argus_core.activity.rows import Event
from argus_core.comments.rows import Comment
from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.http.types import EpochSeconds, Payload
from argus_core.runs.run_type import Finish, LogLink, finish_of
from argus_core.runs.status import TestStatus

RunObject = Annotated[dict[str, JsonValue], Field(description="All columns of the run's table.")]


class NewStatus(Payload):
    """A change of status."""

    new_status: TestStatus
    """The status from now on."""


class ProductVersion(Payload):
    """The version under test."""

    product_version: str
    """As the run type expects it; generic runs want the long form."""


class Log(Payload):
    """One log."""

    log_name: str
    """Name, unique within the run."""
    log_link: str
    """Where it can be fetched."""


class Logs(Payload):
    """Logs of a run."""

    logs: list[Log]
    """Names that the run has already keep their link."""

    def links(self) -> list[LogLink]:
        """As the run types take them."""
        return [LogLink(log.log_name, log.log_link) for log in self.logs]


class FinishRun(Payload):
    """The end of a run; everything is optional."""

    end_time: EpochSeconds | None = None
    """Seconds since 1970; default now."""
    status: Annotated[TestStatus | None, BeforeValidator(lambda value: value or None)] = None
    """Final status (generic and driver-matrix runs); an empty text is none."""
    scylla_version: str | None = None
    """Tested version in its long form (generic runs)."""

    def finish(self) -> Finish:
        """As the run types take it."""
        return finish_of(self.end_time, self.status, self.scylla_version)


class TestInfo(BaseModel):
    """What a run belongs to; empty when the job is unknown."""

    __test__ = False

    test: Test | None = None
    group: Group | None = None
    release: Release | None = None


class Activity(BaseModel):
    """The activity log of a run."""

    run_id: UUID
    raw_events: list[Event] = Field(description="Entries, oldest first; `body` is JSON text.")
    events: dict[str, str] = Field(description="Id of the entry to what it says.")


class RunInfo(BaseModel):
    """Everything about a run."""

    plugin_name: str = Field(description="Run type.")
    test_run: RunObject | None
    test_info: TestInfo
    comments: list[Comment] = Field(description="Oldest first.")
    activity: Activity


AnySubmission = dict[str, Any]
