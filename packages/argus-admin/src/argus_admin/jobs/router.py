"""Periodic work, as administrators see it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from argus_admin.jobs.schemas import PeriodicJob
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.identity.policy import ADMIN
from argus_core.jobs import JobTable

routes = JsonRoutes("/admin/api/v1", name="admin.admin_api", tags=["administration"])


@routes.get("/jobs", policy=ADMIN, summary="Periodic work and its last runs")
async def jobs(table: Annotated[JobTable, Depends(provide(JobTable))]) -> list[PeriodicJob]:
    """Every job of the packages that are on: who runs it now, and how its last runs went."""
    return [PeriodicJob.of(state) for state in await table.states()]
