"""Where runs lie.

A run is known by its id, but its row's key is (build_id, start_time). The table `run_by_id` tells one from the other in
a single read, makes ids unique per run type (it is written with IF NOT EXISTS), and is filled from the id indexes for
runs of before its time.

It also keeps two runs of a job apart that begin in the same millisecond: their rows would have the same key, and the
later one would replace the earlier one. Each start of a job is taken by a row of its own (see `free_start`), which goes
away after a day.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from argus_core.caching import AgingCache
from argus_core.database import Database, DatabaseTimeout, Statement
from argus_core.database.statements import insert, update
from argus_core.runs.rows import RunLocation
from argus_core.runs.tables import RunTable

FIND = Statement(RunLocation.select("WHERE run_id = ? AND run_type = ?"))
FIND_ALL = Statement(RunLocation.select("WHERE run_id = ?"))
CLAIM = insert("run_by_id", *RunLocation.columns(), if_not_exists=True)
MOVE = update("run_by_id", ("release_id", "group_id", "test_id"), ("run_id", "run_type"))
RECORD = insert("run_by_id", *RunLocation.columns())
TAKE = insert("run_by_id", "run_id", "run_type", "build_id", "start_time", ttl=True, if_not_exists=True)
STARTS = UUID("5d3c2ff5-1f4b-4b0a-9f0e-0c8a1f6f3a52")
"""Name space of the ids under which starts are taken."""
START_SECONDS = 86_400
"""Life of a taken start: nobody begins a run that long ago."""
ATTEMPTS = 50


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

    async def free_start(self, run_type: str, build_id: str, now: datetime) -> datetime:
        """Now or up to some milliseconds later: when no other run of the job begins, anywhere.

        Raises DatabaseTimeout when too many begin at once.
        """
        start = now
        for attempt in range(ATTEMPTS):
            taken = {"build_id": build_id, "start_time": start, "run_type": f"start of {run_type}"}
            place = uuid5(STARTS, f"{run_type} {build_id} {start.isoformat()}")
            applied, occupied = await asyncio.gather(
                self._database.execute_if(TAKE, {**taken, "run_id": place, "ttl": START_SECONDS}),
                self._tables[run_type].has(build_id, start),  # written by a system that takes no starts
            )
            if applied and not occupied:
                return start
            start += timedelta(milliseconds=random.randint(1, attempt + 1))  # noqa: S311  (spreads competitors)
        raise DatabaseTimeout(f"Too many runs of {build_id} begin at once, please try again.")

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
