"""Writing many rows: one batch per partition, many partitions at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from argus_core.database import Database, Statement
from argus_core.database.migration import load_schema
from argus_core.database.statements import insert
from argus_server.commands.progress import Report
from argus_server.seed.scope import TableRow

IN_FLIGHT = 96
BATCH_ROWS = 40
"""Rows of a batch: some 30 kB of events."""
Chunk = Sequence[TableRow]
"""Rows of one partition."""


@cache
def statement_for(table: str) -> Statement:
    """INSERT of all columns of a table but those that a database may lack; columns that are not bound stay unset."""
    columns = load_schema().tables[table].columns.values()
    return insert(f'"{table}"', *(column.name for column in columns if not column.only_when_created))


def chunks(rows: Iterable[TableRow]) -> Iterator[Chunk]:
    """The rows by partition, in the order of the first row of each, cut to the size of a batch."""
    partitions: dict[tuple[Any, ...], list[TableRow]] = {}
    for table, columns in rows:
        key = (table, *(columns[name] for name in load_schema().tables[table].partition_key))
        partitions.setdefault(key, []).append((table, columns))
    for partition in partitions.values():
        for start in range(0, len(partition), BATCH_ROWS):
            yield partition[start : start + BATCH_ROWS]


async def write_rows(database: Database, features: Mapping[str, Sequence[TableRow]], progress: Report) -> int:
    """Write the rows of all features, one feature after the other; returns how many there were."""
    total = sum(map(len, features.values()))
    written = 0
    for feature, rows in features.items():
        await database.prepare(*{statement_for(table) for table, _ in rows})
        waiting = chunks(rows)
        tally = Tally(feature, written, total, progress)
        # The workers share one iterator: chunks are started in its order.
        await asyncio.gather(*(_work(database, waiting, tally) for _ in range(IN_FLIGHT)))
        written += len(rows)
    return written


class Tally:
    """Counts written rows and reports their share."""

    def __init__(self, feature: str, written: int, total: int, progress: Report) -> None:
        self._feature, self._written, self._total, self._progress = feature, written, total, progress

    def add(self, rows: int) -> None:
        """So many more."""
        self._written += rows
        self._progress(self._feature, self._written / self._total)


async def _work(database: Database, waiting: Iterator[Chunk], tally: Tally) -> None:
    for chunk in waiting:
        writes = [(statement_for(table), _bound(columns)) for table, columns in chunk]
        if len(writes) == 1:
            await database.execute(*writes[0])
        else:
            await database.write_batch(writes)
        tally.add(len(writes))


def _bound(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if value is not None}
