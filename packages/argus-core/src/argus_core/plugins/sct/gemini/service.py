"""Verdicts of Gemini."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.plugins.sct.runs import SctRuns
from argus_core.runs.status import TestStatus
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

PASSED = "PASSED"
REASON = "[{username}] Setting run status to {status} due to Gemini reporting following status: {gemini_status}"


class GeminiService:
    """The `gemini_` and `oracle_` columns of a run."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)

    async def put(self, run_id: UUID, columns: Mapping[str, Any], by: User) -> None:
        """Store the verdict; anything but `PASSED` fails the run."""
        run = await self._runs.find(run_id)
        await self._runs.table.set(run, {**columns, "subtest_name": "gemini"})
        status = columns.get("gemini_status")
        if status != PASSED and by.id is not None:
            body = {"username": by.username, "status": TestStatus.FAILED.value, "gemini_status": status}
            await self._runs.fail(run, by.id, {"message": REASON} | body)
