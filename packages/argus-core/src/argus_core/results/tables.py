"""Result tables of a run, as they are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.results.judgement import ERROR, PASS, UNSET
from argus_core.results.repository import ResultRepository, StoredCell
from argus_core.results.rows import ColumnMetadata, ResultTable

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A value (number or text) with its status and the type of its column."""

    value: float | str | None
    status: str | None
    type: str | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table: visible columns and rows of which the run has cells, and the cells by row and column.

    `table_status` is `PASS`, the last status that says otherwise, or `ERROR` once a cell has it.
    """

    description: str | None
    columns: list[ColumnMetadata]
    rows: list[str]
    table_data: dict[str, dict[str, ShownCell]]
    table_status: str


class RunResults:
    """The result tables of a run."""

    def __init__(self, core: Core) -> None:
        self._repository = ResultRepository(core.database)

    async def of_run(self, test_id: UUID, run_id: UUID) -> list[tuple[str, ShownTable]]:
        """Names and tables of which the run has cells, in the order in which they were written."""
        tables = await self._repository.tables(test_id)
        cells = await asyncio.gather(*(self._repository.cells(test_id, str(table.name), run_id) for table in tables))
        found = [(table, own) for table, own in zip(tables, cells, strict=True) if own]
        found.sort(key=lambda item: item[1][0].written or 0)
        return [(str(table.name), shown(table, own)) for table, own in found]


def shown(table: ResultTable, cells: Sequence[StoredCell]) -> ShownTable:
    """A table from its definition and the cells of a run."""
    used_columns, used_rows = {cell.column for cell in cells}, {cell.row for cell in cells}
    columns = [
        ColumnMetadata(**column._asdict())
        for column in table.columns_meta
        if column.name in used_columns and column.visible is not False
    ]
    rows = [row for row in table.rows_meta if row in used_rows]
    types = {column.name: column.type for column in columns}
    data: dict[str, dict[str, ShownCell]] = {row: {} for row in rows}
    for cell in cells:
        if cell.row in data and cell.column in types:
            value = cell.value if cell.value is not None else cell.value_text
            data[cell.row][cell.column] = ShownCell(value, cell.status, types[cell.column])
    return ShownTable(table.description, columns, rows, data, _status(cells))


def _status(cells: Sequence[StoredCell]) -> str:
    status = PASS
    for cell in cells:
        if status != ERROR and cell.status not in (UNSET, PASS, None):
            status = cell.status
    return status
