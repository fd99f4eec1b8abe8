"""Submitting results."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.clock import EPOCH, from_epoch, utc_now
from argus_core.results.errors import DataValidationError, DoesNotExist, UnknownColumn, UnlinkedRun
from argus_core.results.judgement import ERROR, improvements, judge, key_of
from argus_core.results.metadata import changed_columns
from argus_core.results.repository import ResultRepository
from argus_core.results.rows import BestResult, ResultTable
from argus_core.results.schemas import Cell, Column, SubmittedResults, TableMeta
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService
from argus_core.runs.status import InvestigationStatus

if TYPE_CHECKING:
    from argus_core.core import Core


class ResultService:
    """Result tables of the runs of a test."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._repository = ResultRepository(core.database)

    async def submit(self, run_type: RunType, run_id: UUID, submitted: SubmittedResults) -> None:
        """Store the cells of a run, judged by the rules of their columns and the best values so far.

        Raises DoesNotExist for an unknown run, UnlinkedRun, UnknownColumn (nothing is stored then), and
        DataValidationError when a cell is bad (all are stored then).
        """
        run, test_id = await self._run(run_type, run_id)
        meta, cells = submitted.meta, _last_of_each_place(submitted.results)
        stored, history, known, sut = await asyncio.gather(
            self._repository.table(test_id, meta.name),
            self._repository.best(test_id, meta.name),
            self._repository.places(test_id, meta.name, run_id),
            self._sut_timestamp(run_type, run, submitted),
        )
        _check_columns(submitted.results, stored, meta)
        best = await self._best_values(run_type, history)
        now = utc_now()
        table = await self._repository.define(
            test_id, meta.name, lambda before: changed_columns(before, meta, now), stored
        )
        directions = {column.name: column.higher_is_better for column in table.columns_meta}
        better = improvements(submitted.results, best, directions)
        best |= better
        statuses = [_judged(cell, table, best, directions) for cell in cells]
        place = {"test_id": test_id, "name": meta.name, "run_id": run_id, "sut_timestamp": sut}
        await asyncio.gather(
            self._repository.add_best(test_id, meta.name, run_id, better, now),
            self._repository.add_cells(
                [place | _columns(cell, status, known) for cell, status in zip(cells, statuses, strict=True)]
            ),
        )
        if ERROR in statuses:
            raise DataValidationError

    async def _run(self, run_type: RunType, run_id: UUID) -> tuple[RunLocation, UUID]:
        run = await self._runs.locator.find(run_type.name, run_id)
        if run is None:
            raise DoesNotExist(run_id)
        if run.test_id is None:
            raise UnlinkedRun(run_id)
        return run, run.test_id

    @staticmethod
    async def _sut_timestamp(run_type: RunType, run: RunLocation, submitted: SubmittedResults) -> datetime:
        if submitted.sut_timestamp:
            return from_epoch(submitted.sut_timestamp)
        return await run_type.sut_timestamp(run, submitted.sut_package_name)

    async def _best_values(self, run_type: RunType, history: Iterable[BestResult]) -> dict[str, float]:
        """The best values by key, those of ignored runs left out. Only runs that hold a best value are looked at."""
        newest_first = sorted(history, key=lambda best: best.result_date or EPOCH, reverse=True)
        ignored: dict[UUID, bool] = {}
        while True:
            current: dict[str, BestResult] = {}
            for best in newest_first:
                if best.key is not None and not (best.run_id and ignored.get(best.run_id)):
                    current.setdefault(best.key, best)
            unknown = {best.run_id for best in current.values() if best.run_id} - set(ignored)
            if not unknown:
                return {key: best.value for key, best in current.items() if best.value is not None}
            asked = sorted(unknown)
            ignored |= zip(
                asked, await asyncio.gather(*(self._is_ignored(run_type, run) for run in asked)), strict=True
            )

    async def _is_ignored(self, run_type: RunType, run_id: UUID) -> bool:
        run = await self._runs.locator.find(run_type.name, run_id)
        found = await run_type.table.read(run, "investigation_status") if run is not None else None
        return found is not None and str(found[0]).lower() == InvestigationStatus.IGNORED


def _last_of_each_place(cells: Iterable[Cell]) -> list[Cell]:
    """In one batch two writes of a place would not follow one another: the larger value would win."""
    return list({(cell.column, cell.row): cell for cell in cells}.values())


def _check_columns(cells: Iterable[Cell], stored: ResultTable | None, meta: TableMeta) -> None:
    """Before anything is written: numbers belong in columns that the table will have."""
    columns: Iterable[Column | Any] = stored.columns_meta if stored else ()
    if meta.columns_meta is not None:
        columns = meta.columns_meta
    names = {column.name for column in columns}
    for place, cell in enumerate(cells):
        if cell.value is not None and cell.column not in names:
            raise UnknownColumn(place, cell.column)


def _judged(cell: Cell, table: ResultTable, best: Mapping[str, float], directions: Mapping[str, bool | None]) -> str:
    rules = table.validation_rules.get(cell.column)
    return judge(cell, rules[-1] if rules else None, best.get(key_of(cell)), directions.get(cell.column))


def _columns(cell: Cell, status: str, known: set[tuple[str, str]]) -> dict[str, Any]:
    """A new cell leaves what it lacks unset; one that is sent again must clear what it had."""
    values = {"value": cell.value, "value_text": cell.value_text}
    if (cell.column, cell.row) not in known:
        values = {name: value for name, value in values.items() if value is not None}
    return {"column": cell.column, "row": cell.row, "status": status, **values}
