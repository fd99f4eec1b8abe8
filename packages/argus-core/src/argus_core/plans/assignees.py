"""Who is responsible for the runs of a test, according to the plans of its release."""

from __future__ import annotations

from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.hierarchy.rows import Test
from argus_core.plans.rows import PlanAssignments

BY_RELEASE = Statement(PlanAssignments.select("WHERE release_id = ?"))


async def assignee_of(database: Database, test: Test, version: str | None) -> UUID | None:
    """The user that the newest matching plan names for a test; None when no plan does.

    With a version only plans for exactly that version count. Completed plans count too.
    """
    if test.release_id is None:
        return None
    plans = await database.fetch(BY_RELEASE, (test.release_id,), into=PlanAssignments)
    # Plan ids are time UUIDs: the newest plan decides, always the same one.
    newest_first = sorted(plans, key=lambda plan: plan.id.time if plan.id else 0, reverse=True)
    return choose_assignee([p for p in newest_first if version is None or p.target_version == version], test)


def choose_assignee(plans: list[PlanAssignments], test: Test) -> UUID | None:
    """The assignee in the first of these plans that covers the test, by its group or by itself."""
    for plan in plans:
        if test.group_id in plan.groups and test.group_id is not None:
            return plan.assignee_mapping.get(test.group_id) or plan.owner
        if test.id in plan.tests and test.id is not None:
            return plan.assignee_mapping.get(test.id) or plan.owner
    return None
