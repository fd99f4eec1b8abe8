"""Requests and responses about what people decide about runs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from argus_core.http.requests import parse_uuid
from argus_core.http.types import Payload
from argus_core.runs.status import InvestigationStatus, TestStatus

NOBODY = "none-none-none"
"""Stands for no assignee."""


def _assignee(value: Any) -> UUID | None:
    return None if value == NOBODY else parse_uuid(value)


class ChosenStatus(Payload):
    """A status for a run."""

    status: TestStatus
    """The status from now on."""


class StatusChanged(BaseModel):
    """What was stored."""

    test_run_id: UUID = Field(description="Id of the run.")
    status: TestStatus = Field(description="Its status.")


class ChosenInvestigation(Payload):
    """An investigation status for a run."""

    investigation_status: InvestigationStatus
    """How far somebody has looked into the run."""


class InvestigationChanged(BaseModel):
    """What was stored."""

    test_run_id: UUID = Field(description="Id of the run.")
    investigation_status: InvestigationStatus = Field(description="Its investigation status.")


class ChosenAssignee(Payload):
    """Who takes care of a run."""

    assignee: Annotated[UUID | None, BeforeValidator(_assignee), WithJsonSchema({"type": "string"})]
    """Id of an account; `none-none-none` for nobody."""


class AssigneeChanged(BaseModel):
    """What was stored."""

    test_run_id: UUID = Field(description="Id of the run.")
    assignee: UUID | None = Field(description="Id of the account; null for nobody.")
