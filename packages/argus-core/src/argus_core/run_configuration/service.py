"""Submitting and reading configurations of runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.run_configuration.repository import RunConfigurationRepository
from argus_core.run_configuration.rows import RunConfiguration
from argus_core.run_configuration.settings import settings_of

if TYPE_CHECKING:
    from argus_core.core import Core


class RunConfigurationService:
    """Configurations of runs; the run itself need not exist."""

    def __init__(self, core: Core) -> None:
        self._repository = RunConfigurationRepository(core.database)

    async def submit(self, run_id: UUID, name: str, content: str) -> None:
        """Store a configuration, and its settings if it is a JSON object, in place of an earlier one of that name.

        The configuration itself comes last: a delivery that breaks off before is complete after its repetition.
        """
        before = await self._repository.content(run_id, name)
        if before == content:
            return
        # Configurations reach megabytes: not on the event loop.
        new, old = await asyncio.to_thread(lambda: (settings_of(name, content), settings_of(name, before or "")))
        await self._repository.change_settings(run_id, add=new.items(), drop=old.items() - new.items())
        await self._repository.store(run_id, name, content)

    async def of_run(self, run_id: UUID) -> list[RunConfiguration]:
        """All configurations of a run, by name."""
        return await self._repository.of_run(run_id)
