"""Statements on run tables, the same for every run type."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from argus_core.database import Database, DatabaseTimeout, Statement
from argus_core.database.json_rows import JsonRow
from argus_core.database.statements import insert, update
from argus_core.runs.rows import RunLocation, RunRow

V = TypeVar("V")
R = TypeVar("R", bound=RunRow)
KEY = ("build_id", "start_time")
MOST_TIMEOUTS = 10


@cache
def _select(table: str, columns: tuple[str, ...]) -> Statement:
    names = ", ".join(f'"{column}"' for column in columns)
    return Statement(f"SELECT {names} FROM {table} WHERE build_id = ? AND start_time = ?")


@cache
def _select_json(table: str, columns: tuple[str, ...]) -> Statement:
    names = ", ".join(f'"{column}"' for column in columns)
    return Statement(f"SELECT JSON {names} FROM {table} WHERE build_id = ? AND start_time = ?")


@cache
def _update(table: str, columns: tuple[str, ...]) -> Statement:
    return update(table, columns, KEY)


@cache
def _update_if_same(table: str, column: str) -> Statement:
    text = f'UPDATE {table} SET "{column}" = ? WHERE build_id = ? AND start_time = ? IF "{column}" = ?'
    return Statement(text, idempotent=False)


@cache
def _by_id(table: str) -> Statement:
    return Statement(f"SELECT build_id, start_time, release_id, group_id, test_id FROM {table} WHERE id = ?")


@cache
def _insert(table: str, columns: tuple[str, ...]) -> Statement:
    return insert(table, *columns)


@cache
def _newest(table: str, columns: tuple[str, ...]) -> Statement:
    names = ", ".join(f'"{column}"' for column in columns)
    return Statement(f"SELECT {names} FROM {table} WHERE build_id = ? AND start_time > ? AND start_time < ? LIMIT ?")


@cache
def _of_release(table: str, column: str) -> Statement:
    return Statement(f'SELECT "{column}" FROM {table} WHERE release_id = ?')


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` runs that started after one time and before another (both are left out)."""

    after: datetime = datetime.min
    before: datetime = datetime.max
    limit: int = 10


class RunTable:
    """One run table."""

    def __init__(self, database: Database, row: type[RunRow]) -> None:
        self._database = database
        self.row = row
        self.name = row.tables[0]
        self._json = JsonRow(self.name)
        self._amending: dict[tuple[UUID, str], tuple[asyncio.Lock, int]] = {}

    async def by_index(self, run_id: UUID) -> tuple[str, datetime, UUID | None, UUID | None, UUID | None] | None:
        """(build_id, start_time, release, group, test) by the id index; of duplicates the one that started first."""
        rows = await self._database.tuples(_by_id(self.name), (run_id,))
        return min(rows, key=lambda row: row[1]) if rows else None

    async def read(self, run: RunLocation, *columns: str) -> tuple[Any, ...] | None:
        """Values of some columns; None when the row is missing."""
        rows = await self._database.tuples(_select(self.name, columns), (run.build_id, run.start_time))
        return rows[0] if rows else None

    async def has(self, build_id: str, start_time: datetime) -> bool:
        """Whether there is a row with this key."""
        return bool(await self._database.tuples(_select(self.name, ("id",)), (build_id, start_time)))

    async def row_of(self, run: RunLocation, *more: str) -> RunRow | None:
        """The whole row, with `more` fields of the row class that are no columns in every keyspace."""
        statement = _select(self.name, (*self.row.columns(), *more))
        return await self._database.fetch_one(statement, (run.build_id, run.start_time), into=self.row)

    async def object_of(self, run: RunLocation, *more: str) -> dict[str, Any] | None:
        """The same as an object to pass on: much cheaper than a row, whose columns can be worked with."""
        statement = _select_json(self.name, (*self.row.columns(), *more))
        text = await self._database.value(statement, (run.build_id, run.start_time))
        return self._json.read(text) if text is not None else None

    async def newest(self, build_id: str, window: Window, columns: Sequence[str]) -> list[RunRow]:
        """Runs of a job, newest first. Columns that are not named are not read: they are None, or empty collections."""
        statement = _newest(self.name, tuple(columns))
        rows = await self._database.tuples(statement, (build_id, window.after, window.before, window.limit))
        unread = [name for name in self.row.columns() if name not in columns]
        blank = (None,) * len(unread)
        return self.row.from_answer((*columns, *unread), [(*row, *blank) for row in rows])

    async def values_in(self, release_id: UUID, column: str) -> list[Any]:
        """A column of all runs of a release, without nulls. It costs a read of each of them."""
        rows = await self._database.tuples(_of_release(self.name, column), (release_id,))
        return [value for (value,) in rows if value is not None]

    async def insert(self, columns: Mapping[str, Any]) -> None:
        """A new row; columns left out stay unset."""
        await self._database.execute(_insert(self.name, tuple(self.row.columns())), columns)

    async def set(self, run: RunLocation, columns: Mapping[str, Any]) -> None:
        """Change these columns and no others."""
        if columns:
            key = {"build_id": run.build_id, "start_time": run.start_time}
            await self._database.execute(_update(self.name, tuple(sorted(columns))), {**columns, **key})

    async def amend(self, run: RunLocation, column: str, change: Callable[[Any], V]) -> V:
        """Change a collection column so that no concurrent change is lost; returns what is stored afterwards.

        `change` gets the stored value (None for an empty collection) and gives the wanted one; it may be called several
        times. The write is conditional on what was read; callers of one process take turns, so only other processes
        compete.
        """

        async def changed(stored: Any) -> V:
            return change(stored)

        return await self.derive(run, column, changed)

    async def derive(self, run: RunLocation, column: str, derive: Callable[[Any], Awaitable[V]]) -> V:
        """The same for a value that has to be read from elsewhere: what is stored last was read last."""
        assert run.run_id is not None  # noqa: S101  (part of the primary key)
        place = (run.run_id, column)
        lock, users = self._amending.get(place, (asyncio.Lock(), 0))
        self._amending[place] = (lock, users + 1)
        try:
            async with lock:
                return await self._derive(run, column, derive)
        finally:
            lock, users = self._amending.pop(place)
            if users > 1:
                self._amending[place] = (lock, users - 1)

    async def _derive(self, run: RunLocation, column: str, derive: Callable[[Any], Awaitable[V]]) -> V:
        statement = _update_if_same(self.name, column)
        timeouts = 0
        for attempt in range(200):
            found = await self.read(run, column)
            before = found[0] if found else None
            wanted = await derive(before)
            if wanted == before or (not wanted and not before):
                return wanted
            try:
                if await self._database.execute_if(statement, (wanted, run.build_id, run.start_time, before)):
                    return wanted
            except DatabaseTimeout:  # stored or not: the next read tells
                timeouts += 1
                if timeouts == MOST_TIMEOUTS:  # also the only answer to a value that is too large
                    raise
            await asyncio.sleep(random.uniform(0, 0.005 * min(attempt + 1, 20)))  # noqa: S311  (spreads competitors)
        raise DatabaseTimeout(
            f"The column {column} of run {run.run_id} is changed by too many at once, please try again."
        )
