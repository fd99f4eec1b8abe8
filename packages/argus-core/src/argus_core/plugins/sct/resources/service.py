"""Machines of a run, and the one that runs the test."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.clock import epoch_now
from argus_core.database import DatabaseTimeout
from argus_core.errors import DocumentNotFound
from argus_core.plugins.sct.page import Resource
from argus_core.plugins.sct.resources.errors import ResourceNotFound
from argus_core.plugins.sct.resources.repository import ResourceRepository
from argus_core.plugins.sct.runs import SctRuns
from argus_core.plugins.sct.types import InstanceDetails
from argus_core.runs.rows import RunLocation

if TYPE_CHECKING:
    from argus_core.core import Core

RUNNING, TERMINATED = "running", "terminated"
RUNNER = "sct-runner"
"""Type of the machine that runs the test, its usual name, and a part of its other names."""
ATTEMPTS = 50
"""Repetitions while others change the same machine."""


class ResourceService:
    """What a run tells about its machines."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)
        self._rows = ResourceRepository(core.database)

    async def all(self, run_id: UUID) -> list[Resource]:
        """Machines of a run by name; none for an unknown run."""
        return await self._rows.of_run(run_id)

    async def one(self, run_id: UUID, name: str) -> Resource:
        """The machine with this name; raises DocumentNotFound."""
        resource = await self._rows.one(run_id, name)
        if resource is None:
            raise DocumentNotFound("resource", name)
        return resource

    async def create(self, run_id: UUID, name: str, kind: str | None, state: str, details: InstanceDetails) -> None:
        """A machine came to be. One of this name which the run has already stays as it is."""
        await self._runs.find(run_id)
        await self._rows.create(
            {"run_id": run_id, "name": name, "resource_type": kind, "state": state, "instance_info": details}
        )

    async def set_runner(self, run_id: UUID, host: InstanceDetails, name: str | None) -> None:
        """Store where the test runs with the run, and among its machines unless one of that name is there."""
        run = await self._runs.find(run_id)
        await asyncio.gather(self._store_host(run, host), self.create(run_id, name or RUNNER, RUNNER, RUNNING, host))

    async def terminate(self, run_id: UUID, name: str, reason: str | None) -> None:
        """A machine is gone; told again, the time changes. A runner may go by another name than it was created with."""
        resource = await self._rows.one(run_id, name) or await self._runner(run_id, name)
        ended = {"termination_reason": reason, "termination_time": epoch_now()}
        await self._change(resource, name, TERMINATED, ended)

    async def set_shards(self, run_id: UUID, name: str, shards: int) -> None:
        """How many shards the database has on a machine."""
        await self._change(await self._rows.one(run_id, name), name, None, {"shards_amount": shards})

    async def update(self, run_id: UUID, name: str, state: str | None, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change these details of a machine and, when given, its state; gives the changed details."""
        await self._change(await self._rows.one(run_id, name), name, state, changes)
        return dict(changes)

    async def _store_host(self, run: RunLocation, host: InstanceDetails) -> None:
        found = await self._runs.table.read(run, "sct_runner_host")
        if found is None or not host.same_place(found[0]):  # told again, it keeps the time of its creation
            await self._runs.table.set(run, {"sct_runner_host": host})

    async def _runner(self, run_id: UUID, name: str) -> Resource | None:
        if RUNNER not in name:
            return None
        return next((found for found in await self.all(run_id) if RUNNER in (found.name or "")), None)

    async def _change(
        self, resource: Resource | None, name: str, state: str | None, changes: Mapping[str, Any]
    ) -> None:
        """The details are one value in the database, so parallel changes are made one after the other."""
        for _ in range(ATTEMPTS):
            if resource is None or resource.run_id is None or resource.name is None:
                raise ResourceNotFound(name)
            stored = InstanceDetails.from_value(resource.instance_info) or InstanceDetails()
            if await self._rows.change(resource, state or resource.state, dataclasses.replace(stored, **changes)):
                return
            resource = await self._rows.one(resource.run_id, resource.name)
        raise DatabaseTimeout(f"The resource {name} is changed by too many at once, please try again.")
