"""Columns of the run table that operators drop once their content has moved to tables of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from argus_core.database import Database, Statement, StatementRefused

T = TypeVar("T")

NAMES = ("allocated_resources", "events", "nemesis_data")
COLUMNS = Statement("SELECT column_name FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?")


def without_gaps(run: dict[str, Any]) -> dict[str, Any]:
    """A run with these lists, whether the keyspace has them or not. Old writers left empty lists out of their types."""
    events = [{**summary, "last_events": summary["last_events"] or []} for summary in run.get("events", ())]
    return {**{name: [] for name in NAMES}, **run, "events": events}


class LegacyColumns:
    """Which of them the keyspace has. Statements may name a column only after asking here."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table
        self._present: tuple[str, ...] | None = None

    async def present(self) -> tuple[str, ...]:
        """Those that exist, as far as known; asked once."""
        if self._present is None:
            found = {name for (name,) in await self._database.tuples(COLUMNS, (self._database.keyspace, self._table))}
            self._present = tuple(name for name in NAMES if name in found)
        return self._present

    async def reading(self, read: Callable[[tuple[str, ...]], Awaitable[T]]) -> T:
        """What `read` gives for those that exist; it is asked again when an operator dropped them a moment ago."""
        try:
            return await read(await self.present())
        except StatementRefused:
            self._present = None
            return await read(await self.present())
