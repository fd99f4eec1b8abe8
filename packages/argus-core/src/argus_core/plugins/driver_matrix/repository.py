"""Reads across the driver matrix runs of a job."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from argus_core.database import Database, Statement
from argus_core.database.rows import Row, Timestamp, Uuid

AT_ONCE = 8
"""Runs whose collections are read at the same time: each may have several megabytes."""


@dataclass(slots=True, kw_only=True)
class DriverRunKey(Row, table="driver_test_run", projection=True):
    """Which run, and where it belongs."""

    start_time: Timestamp
    id: Uuid
    release_id: Uuid
    test_id: Uuid


RUNS = Statement(DriverRunKey.select("WHERE build_id = ?"))
COLLECTIONS = Statement("SELECT test_collection FROM driver_test_run WHERE build_id = ? AND start_time = ?")


class DriverRunRepository:
    """The table `driver_test_run`, by job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def runs_of(self, build_id: str) -> list[DriverRunKey]:
        """The runs of a job, newest first."""
        return await self._database.fetch(RUNS, (build_id,), into=DriverRunKey)

    async def collections_of(self, build_id: str, runs: list[DriverRunKey]) -> dict[str, set[str | None]]:
        """Names of the collections of these runs, each with its drivers.

        Run by run: whole reports are read to get at the names, and all of a job at once would not fit in memory.
        """
        found: dict[str, set[str | None]] = {}
        slots = asyncio.Semaphore(AT_ONCE)

        async def read(start_time: datetime | None) -> None:
            async with slots:
                for collection in await self._database.value(COLLECTIONS, (build_id, start_time)) or ():
                    if collection.name is not None:
                        found.setdefault(collection.name, set()).add(collection.driver)

        await asyncio.gather(*(read(run.start_time) for run in runs))
        return found
