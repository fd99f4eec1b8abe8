"""Reads and writes of run configurations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.run_configuration.rows import RunConfigParameter, RunConfiguration

OF_RUN = Statement(RunConfiguration.select("WHERE run_id = ?"))
CONTENT = Statement("SELECT content FROM run_configuration WHERE run_id = ? AND name = ?")
STORE = insert("run_configuration", *RunConfiguration.columns())
ADD_SETTING = Statement(f"INSERT INTO {RunConfigParameter.tables[0]} (name, value, run_id) VALUES (?, ?, ?)")
DROP_SETTING = Statement(f"DELETE FROM {RunConfigParameter.tables[0]} WHERE name = ? AND value = ? AND run_id = ?")

Setting = tuple[str, str]
"""Name and value."""


class RunConfigurationRepository:
    """The tables `run_configuration` and `run_config_param`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[RunConfiguration]:
        """All configurations of a run, by name."""
        return await self._database.fetch(OF_RUN, (run_id,), into=RunConfiguration)

    async def content(self, run_id: UUID, name: str) -> str | None:
        """One configuration."""
        content: str | None = await self._database.value(CONTENT, (run_id, name))
        return content

    async def store(self, run_id: UUID, name: str, content: str) -> None:
        """Write a configuration."""
        await self._database.execute(STORE, {"run_id": run_id, "name": name, "content": content})

    async def change_settings(self, run_id: UUID, *, add: Iterable[Setting], drop: Iterable[Setting]) -> None:
        """Write and delete settings of a run, all at once: each lies in a partition of its own."""
        run = str(run_id)
        await self._database.gather_writes(
            [
                *((ADD_SETTING, (*setting, run)) for setting in add),
                *((DROP_SETTING, (*setting, run)) for setting in drop),
            ]
        )
