"""Result cells that fail a run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from argus_core.database import Database
from argus_core.results.judgement import ERROR
from argus_core.results.repository import ResultRepository, StoredCell
from argus_core.results.rows import ResultTable


@dataclass(frozen=True, slots=True)
class FailedCell:
    """A cell of the status ERROR, with the unit of its column."""

    table: str
    column: str
    row: str
    value: float | str | None
    unit: str | None


class FailedCells:
    """Finds them."""

    def __init__(self, database: Database) -> None:
        self._repository = ResultRepository(database)

    async def of_run(self, test_id: UUID, run_id: UUID) -> list[FailedCell]:
        """Failed cells of visible columns, by table, column and row."""
        tables = await self._repository.tables(test_id)
        cells = await asyncio.gather(*(self._repository.cells(test_id, str(table.name), run_id) for table in tables))
        return [failed for table, own in zip(tables, cells, strict=True) for failed in failed_cells(table, own)]


def failed_cells(table: ResultTable, cells: Sequence[StoredCell]) -> Iterator[FailedCell]:
    """The failed ones among the cells of a table; hidden columns are nobody's business."""
    visible = {column.name: column.unit for column in table.columns_meta if column.visible is not False}
    for cell in cells:
        if cell.status == ERROR and cell.column in visible:
            value = cell.value if cell.value is not None else cell.value_text
            yield FailedCell(str(table.name), cell.column, cell.row, value, visible[cell.column])
