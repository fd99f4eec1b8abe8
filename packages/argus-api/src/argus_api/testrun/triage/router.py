"""What people decide about runs: status, investigation, assignee."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from argus_api.hierarchy.schemas import TestIdPath
from argus_api.testrun.triage.schemas import (
    AssigneeChanged,
    ChosenAssignee,
    ChosenInvestigation,
    ChosenStatus,
    InvestigationChanged,
    StatusChanged,
)
from argus_core.background import AfterAnswer
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.identity.callers import CurrentCaller
from argus_core.runs.triage import RunTriage

routes = JsonRoutes("/api/v1/test/{test_id}/run/{run_id}", name="api.testrun_api", tags=["runs: triage"])
Triage = Annotated[RunTriage, Depends(provide(RunTriage))]


@routes.post("/status/set", summary="The status of a run")
async def set_testrun_status(
    test_id: TestIdPath, run_id: RunIdPath, body: ChosenStatus, caller: CurrentCaller, triage: Triage
) -> StatusChanged:
    """Any status may follow any other. The activity log of the run tells of it, also when nothing changed."""
    await triage.set_status(caller.user, test_id, run_id, body.status)
    return StatusChanged(test_run_id=run_id, status=body.status)


@routes.post("/investigation_status/set", summary="The investigation status of a run")
async def set_testrun_investigation_status(
    test_id: TestIdPath, run_id: RunIdPath, body: ChosenInvestigation, caller: CurrentCaller, triage: Triage
) -> InvestigationChanged:
    """How far somebody has looked into a run. Its activity log tells of it."""
    await triage.set_investigation(caller.user, test_id, run_id, body.investigation_status)
    return InvestigationChanged(test_run_id=run_id, investigation_status=body.investigation_status)


@routes.post("/assignee/set", summary="The assignee of a run")
async def set_testrun_assignee(
    test_id: TestIdPath,
    run_id: RunIdPath,
    body: ChosenAssignee,
    caller: CurrentCaller,
    triage: Triage,
    later: AfterAnswer,
) -> AssigneeChanged:
    """Who takes care of a run. The activity log tells of it, and somebody else than the caller gets a notification."""
    await triage.set_assignee(caller.user, test_id, run_id, body.assignee, later)
    return AssigneeChanged(test_run_id=run_id, assignee=body.assignee)
