"""Stress commands of a run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.database import DatabaseTimeout, Statement
from argus_core.database.statements import insert
from argus_core.plugins.sct.runs import SctRuns
from argus_core.plugins.sct.stress_commands.rows import StressCommand

if TYPE_CHECKING:
    from argus_core.core import Core

OF_RUN = Statement(StressCommand.select("WHERE run_id = ?"))
ADD = insert("stress_command", *StressCommand.columns(), if_not_exists=True)
MILLISECOND = timedelta(milliseconds=1)
ATTEMPTS = 1000


class StressCommandService:
    """The table `stress_command`; the millisecond of a command is its key."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._runs = core.of(SctRuns)

    async def all(self, run_id: UUID) -> list[StressCommand]:
        """Commands, newest first."""
        return await self._database.fetch(OF_RUN, (run_id,), into=StressCommand)

    async def add(self, run_id: UUID, ts: datetime, cmd: str, log_name: str, node: str) -> None:
        """Add a command. Another command in the same millisecond pushes it to the next free one."""
        await self._runs.find(run_id)
        wanted = {"cmd": cmd, "log_name": log_name, "node_name": node}
        for _ in range(ATTEMPTS):
            outcome = await self._database.execute_if(ADD, {"run_id": run_id, "ts": ts, **wanted})
            if outcome or all(outcome.current.get(name) == value for name, value in wanted.items()):
                return
            ts += MILLISECOND
        raise DatabaseTimeout("Too many stress commands start in the same second, please try again.")
