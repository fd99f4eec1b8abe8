"""Where runs lie.

A run is known by its id, but its row's key is (build_id, start_time). The table `run_by_id` tells one from the other in
a single read, makes ids unique per run type (it is written with IF NOT EXISTS), and is filled from the id indexes for
runs of before its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.database import Database, Statement
from argus_core.database.statements import insert, update
from argus_core.runs.rows import RunLocation
from argus_core.runs.tables import RunTable

FIND = Statement(RunLocation.select("WHERE run_id = ? AND run_type = ?"))
FIND_ALL = Statement(RunLocation.select("WHERE run_id = ?"))
CLAIM = insert("run_by_id", *RunLocation.columns(), if_not_exists=True)
MOVE = update("run_by_id", ("release_id", "group_id", "test_id"), ("run_id", "run_type"))
RECORD = insert("run_by_id", *RunLocation.columns())


class RunLocator:
    """Finds runs of the given types by id. What was found is kept for `seconds` (keys of runs never change)."""

    def __init__(self, database: Database, tables: Mapping[str, RunTable], *, seconds: float) -> None:
        self._database = database
        self._tables = tables
        self._found: AgingCache[tuple[UUID, str], RunLocation] = AgingCache(seconds)

    async def find(self, run_type: str, run_id: UUID) -> RunLocation | None:
        """The location of a run of this type."""
        return await self._found.get_or((run_id, run_type), lambda: self._read(run_type, run_id))

    async def find_any(self, run_id: UUID) -> RunLocation | None:
        """The location of a run whatever its type; of several the first type by name."""
        located = await self._database.fetch(FIND_ALL, (run_id,), into=RunLocation)
        if not located:
            by_index = await asyncio.gather(*(self._by_index(name, run_id) for name in sorted(self._tables)))
            located = [location for location in by_index if location is not None]
        known = [location for location in located if location.run_type in self._tables]
        return min(known, key=lambda location: str(location.run_type)) if known else None

    async def claim(self, wanted: RunLocation) -> RunLocation:
        """Make a run id taken: the wanted location, or the one that somebody else's submission won with."""
        outcome = await self._database.execute_if(CLAIM, wanted.as_dict())
        if outcome:
            return wanted
        return RunLocation(**{name: outcome.current[name] for name in RunLocation.columns()})

    async def move(self, location: RunLocation, ids: Mapping[str, UUID | None]) -> None:
        """Remember that a run belongs to another test now; `ids`: test_id, group_id, release_id."""
        await self._database.execute(MOVE, {**ids, "run_id": location.run_id, "run_type": location.run_type})
        self._found.clear()

    async def _read(self, run_type: str, run_id: UUID) -> RunLocation | None:
        located = await self._database.fetch_one(FIND, (run_id, run_type), into=RunLocation)
        return located or await self._by_index(run_type, run_id)

    async def _by_index(self, run_type: str, run_id: UUID) -> RunLocation | None:
        found = await self._tables[run_type].by_index(run_id)
        if found is None:
            return None
        build_id, start_time, release_id, group_id, test_id = found
        location = RunLocation(
            run_id=run_id,
            run_type=run_type,
            build_id=build_id,
            start_time=start_time,
            release_id=release_id,
            group_id=group_id,
            test_id=test_id,
        )
        await self._database.execute(RECORD, {k: v for k, v in location.as_dict().items() if v is not None})
        return location
