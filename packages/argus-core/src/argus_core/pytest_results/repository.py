"""Reads and writes of pytest results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.pytest_results.aggregates import KNOWN_STATUSES, Aggregate, statement
from argus_core.pytest_results.rows import PytestResult, PytestUserField

BY_RUN = Statement(PytestResult.select("WHERE run_id = ?"))
STATUSES_OF_RUN = Statement("SELECT status FROM pytest_v2 WHERE run_id = ?")
BY_NAME = Statement(PytestResult.select("WHERE name = ?"))
BETWEEN = Statement(PytestResult.select("WHERE name = ? AND status IN ? AND id > ? AND id < ?"))
RESULT = insert("pytest_v2", *PytestResult.columns())
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)
USER_FIELD = insert("pytest_user_field", *PytestUserField.columns())


class PytestRepository:
    """The tables `pytest_v2` and `pytest_user_field`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[PytestResult]:
        """The results of a run, in no order."""
        return await self._database.fetch(BY_RUN, (run_id,), into=PytestResult)

    async def statuses_of_run(self, run_id: UUID) -> list[str]:
        """How the results of a run ended, one entry each."""
        return [status for (status,) in await self._database.tuples(STATUSES_OF_RUN, (run_id,))]

    async def of_test(self, name: str, after: datetime | None, before: datetime | None) -> list[PytestResult]:
        """The results of a test by status and time.

        A time bounds them, itself not included; then only results of known statuses are found, as the status comes
        before the time in the key.
        """
        if after is None and before is None:
            return await self._database.fetch(BY_NAME, (name,), into=PytestResult)
        params = (name, KNOWN_STATUSES, after or EARLIEST, before or LATEST)
        return await self._database.fetch(BETWEEN, params, into=PytestResult)

    async def add(self, columns: Mapping[str, Any]) -> None:
        """Write a result; None leaves a column unset."""
        await self._database.execute(RESULT, {name: value for name, value in columns.items() if value is not None})

    async def add_user_fields(self, name: str, result_id: datetime, fields: Mapping[str, str]) -> None:
        """Write the user fields of a result: one batch, as they share a partition."""
        key = {"name": name, "id": result_id}
        await self._database.write_batch(
            (USER_FIELD, {**key, "field_name": field, "field_value": value}) for field, value in fields.items()
        )

    async def aggregate(
        self, name: str, column: str, function: Aggregate, *, status: str | None, since: datetime | None
    ) -> Any:
        """An aggregate over the results of a test; with `since` but no status over those of known statuses."""
        params: list[Any] = [name]
        if status is not None:
            params.append(status)
        elif since is not None:
            params.append(KNOWN_STATUSES)
        if since is not None:
            params.append(since)
        text = statement(column, function, by_status=status is not None, since=since is not None)
        return await self._database.value(text, params)
