"""Reads and writes of disruptions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.plugins.sct.nemesis.types import NemesisStatus
from argus_core.plugins.sct.page import NEMESES, Nemesis

STATUSES = Statement("SELECT status FROM sct_nemesis WHERE run_id = ?")
ONE = Statement("SELECT status FROM sct_nemesis WHERE run_id = ? AND start_time = ?")
START = insert("sct_nemesis", *Nemesis.columns(), if_not_exists=True)
END = Statement(
    "UPDATE sct_nemesis SET status = ?, stack_trace = ?, end_time = ?, duration = ? "
    "WHERE run_id = ? AND start_time = ? IF status = ?",
    idempotent=False,
)


class NemesisRepository:
    """The table `sct_nemesis`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[Nemesis]:
        """Disruptions of a run, oldest first."""
        return await self._database.fetch(NEMESES, (run_id,), into=Nemesis)

    async def statuses(self, run_id: UUID) -> list[str | None]:
        """Statuses of the disruptions of a run."""
        return [status for (status,) in await self._database.tuples(STATUSES, (run_id,))]

    async def status(self, run_id: UUID, start_time: int) -> tuple[str | None] | None:
        """The status of the disruption that started then, None when none did."""
        rows = await self._database.tuples(ONE, (run_id, start_time))
        return (rows[0][0],) if rows else None

    async def start(self, columns: dict[str, Any]) -> None:
        """Add a disruption, unless one started in the same second."""
        await self._database.execute_if(START, columns)

    async def end(self, run_id: UUID, start_time: int, status: NemesisStatus, trace: str, now: int) -> bool:
        """End a disruption, if it is running."""
        values = (status.value, trace, now, now - start_time)
        return bool(await self._database.execute_if(END, (*values, run_id, start_time, NemesisStatus.RUNNING.value)))
