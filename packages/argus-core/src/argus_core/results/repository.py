"""Reads and writes of result tables."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from argus_core.database import Database, DatabaseTimeout, Statement
from argus_core.database.statements import insert, update
from argus_core.results.rows import BestResult, ResultCell, ResultTable

BATCH = 100
"""Cells of one batch: one mutation of some kilobytes."""
ATTEMPTS = 100
MOST_TIMEOUTS = 10

Definition = Callable[[ResultTable | None], Mapping[str, Any]]
"""From the stored definition (None: there is none) to the columns that shall change."""

TABLE = Statement(ResultTable.select("WHERE test_id = ? AND name = ?"))
TABLES = Statement(ResultTable.select("WHERE test_id = ?"))
NEW_TABLE = insert("generic_result_metadata_v1", *ResultTable.columns(), if_not_exists=True)
PLACES = Statement('SELECT "column", "row" FROM generic_result_data_v1 WHERE test_id = ? AND name = ? AND run_id = ?')
CELLS = Statement(
    'SELECT "column", "row", value, value_text, status, WRITETIME(status) FROM generic_result_data_v1 '
    "WHERE test_id = ? AND name = ? AND run_id = ?"
)
CELL = insert("generic_result_data_v1", *ResultCell.columns())
BEST = Statement(BestResult.select("WHERE test_id = ? AND name = ?"))
NEW_BEST = insert("generic_result_best_v2", *BestResult.columns())


class StoredCell(NamedTuple):
    """A cell of a run; `written` is when its status was written, in microseconds since 1970 (None without a status)."""

    column: str
    row: str
    value: float | None
    value_text: str | None
    status: str | None
    written: int | None


@cache
def _change(columns: tuple[str, ...]) -> Statement:
    condition = " AND ".join(f'"{column}" = :"old_{column}"' for column in columns)
    return update("generic_result_metadata_v1", columns, ("test_id", "name"), condition=condition)


class ResultRepository:
    """The tables `generic_result_metadata_v1`, `generic_result_data_v1` and `generic_result_best_v2`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- definitions ---------------------------------------------------------------------------------------------
    async def table(self, test_id: UUID, name: str) -> ResultTable | None:
        """The definition of one table."""
        return await self._database.fetch_one(TABLE, (test_id, name), into=ResultTable)

    async def tables(self, test_id: UUID) -> list[ResultTable]:
        """The definitions of all tables of a test, by name."""
        return await self._database.fetch(TABLES, (test_id,), into=ResultTable)

    async def define(self, test_id: UUID, name: str, definition: Definition, stored: ResultTable | None) -> ResultTable:
        """Change a definition so that no concurrent change is lost; only columns that differ are written.

        `stored` is what was read before; `definition` is asked again when somebody else was faster.
        """
        timeouts = 0
        for attempt in range(ATTEMPTS):
            columns = definition(stored)
            if stored is not None and not columns:
                return stored
            try:
                if await self._write(test_id, name, columns, stored):
                    return replace(stored or ResultTable.empty(test_id, name), **columns)
            except DatabaseTimeout:  # stored or not: the next read tells
                timeouts += 1
                if timeouts == MOST_TIMEOUTS:
                    raise
            await asyncio.sleep(random.uniform(0, 0.005 * min(attempt + 1, 20)))  # noqa: S311  (spreads competitors)
            stored = await self.table(test_id, name)
        raise DatabaseTimeout(f"The table {name!r} is changed by too many at once, please try again.")

    async def _write(self, test_id: UUID, name: str, columns: Mapping[str, Any], stored: ResultTable | None) -> bool:
        key = {"test_id": test_id, "name": name}
        if stored is None:
            return bool(await self._database.execute_if(NEW_TABLE, {**columns, **key}))
        names = tuple(sorted(columns))
        old = {f"old_{column}": _as_stored(getattr(stored, column)) for column in names}
        return bool(await self._database.execute_if(_change(names), {**columns, **old, **key}))

    # ---- cells ---------------------------------------------------------------------------------------------------
    async def places(self, test_id: UUID, name: str, run_id: UUID) -> set[tuple[str, str]]:
        """(column, row) of the cells that a run has in a table."""
        return {(column, row) for column, row in await self._database.tuples(PLACES, (test_id, name, run_id))}

    async def cells(self, test_id: UUID, name: str, run_id: UUID) -> list[StoredCell]:
        """The cells of a run in a table, by column and row."""
        return [StoredCell(*row) for row in await self._database.tuples(CELLS, (test_id, name, run_id))]

    async def add_cells(self, cells: Sequence[Mapping[str, Any]]) -> None:
        """Write cells of one table, in batches: they share a partition. Columns left out stay unset."""
        await self._write_batches((CELL, cell) for cell in cells)

    # ---- best values ---------------------------------------------------------------------------------------------
    async def best(self, test_id: UUID, name: str) -> list[BestResult]:
        """The history of best values of a table, newest first."""
        return await self._database.fetch(BEST, (test_id, name), into=BestResult)

    async def add_best(
        self, test_id: UUID, name: str, run_id: UUID, values: Mapping[str, float], now: datetime
    ) -> None:
        """Append best values by key."""
        place = {"test_id": test_id, "name": name, "run_id": run_id, "result_date": now}
        await self._write_batches((NEW_BEST, {**place, "key": key, "value": value}) for key, value in values.items())

    async def _write_batches(self, writes: Iterable[tuple[Statement, Mapping[str, Any]]]) -> None:
        items = list(writes)
        batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
        await asyncio.gather(*(self._database.write_batch(batch) for batch in batches))


def _as_stored(value: Any) -> Any:
    """The database keeps no empty collections."""
    return value if isinstance(value, str) else value or None
