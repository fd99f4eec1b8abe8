"""Reads and writes of machines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from argus_core.database import Database, DatabaseTimeout, Statement
from argus_core.database.statements import insert
from argus_core.plugins.sct.page import RESOURCES, Resource
from argus_core.plugins.sct.types import InstanceDetails

ONE = Statement(Resource.select("WHERE run_id = ? AND name = ?"))
CREATE = insert("sct_resource", *Resource.columns(), if_not_exists=True)
CHANGE = Statement(
    "UPDATE sct_resource SET state = ?, instance_info = ? WHERE run_id = ? AND name = ? "
    "IF state = ? AND instance_info = ?",
    idempotent=False,
)


class ResourceRepository:
    """The table `sct_resource`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[Resource]:
        """Machines of a run by name."""
        return await self._database.fetch(RESOURCES, (run_id,), into=Resource)

    async def one(self, run_id: UUID, name: str) -> Resource | None:
        """The machine with this name."""
        return await self._database.fetch_one(ONE, (run_id, name), into=Resource)

    async def create(self, columns: dict[str, Any]) -> None:
        """Add a machine, unless there is one of its name."""
        await self._database.execute_if(CREATE, columns)

    async def change(self, read: Resource, state: str | None, details: InstanceDetails) -> bool:
        """Change a machine, unless somebody else has done so since it was read."""
        stood = (read.run_id, read.name, read.state, read.instance_info)
        try:
            return bool(await self._database.execute_if(CHANGE, (state, details, *stood)))
        except DatabaseTimeout:  # stored or not: the next read tells
            return False
