"""Watching runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import Context
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.errors import DocumentNotFound
from argus_core.live.poller import AT_ONCE, Listener, Poller, Watch
from argus_core.live.readings import Readings
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


class LiveService:
    """The pollers of this worker."""

    def __init__(self, core: Core) -> None:
        self.draining = core.draining
        self._locator = core.of(RunService).locator
        self._readings = core.of(Readings)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._pollers: dict[UUID, Poller] = {}
        self._waking: asyncio.Task[None] | None = None

    @property
    def watched(self) -> int:
        """How many runs are polled."""
        return len(self._pollers)

    async def locate(self, run_ids: Sequence[UUID]) -> list[RunLocation]:
        """Where these runs lie; raises DocumentNotFound for one that does not exist."""
        found = await asyncio.gather(*(self._locator.find_any(run_id) for run_id in run_ids))
        located = []
        for run_id, location in zip(run_ids, found, strict=True):
            if location is None:
                raise DocumentNotFound("TestRun", run_id)
            located.append(location)
        return located

    @asynccontextmanager
    async def watch(self, runs: Sequence[RunLocation]) -> AsyncIterator[Watch]:
        """Watch runs for as long as the context lasts. When the process drains, the listener is woken, too."""
        listener = Listener()
        pollers = [self._join(run, listener) for run in runs]
        if self._waking is None or self._waking.done():
            self._waking = asyncio.create_task(self._wake_when_draining(), context=Context())
        try:
            yield Watch(tuple(pollers), listener)
        finally:
            for poller in pollers:
                self._leave(poller, listener)

    def _join(self, run: RunLocation, listener: Listener) -> Poller:
        assert run.run_id is not None  # noqa: S101  (part of the primary key)
        poller = self._pollers.get(run.run_id)
        if poller is None:
            poller = self._pollers[run.run_id] = Poller(run.run_id, self._readings.of(run), self._turns)
        poller.listeners.add(listener)
        return poller

    def _leave(self, poller: Poller, listener: Listener) -> None:
        poller.listeners.discard(listener)
        if not poller.listeners and self._pollers.get(poller.run_id) is poller:
            del self._pollers[poller.run_id]
            poller.stop()
        if not self._pollers and self._waking is not None:
            self._waking.cancel()
            self._waking = None

    async def _wake_when_draining(self) -> None:
        await self.draining.wait()
        for poller in self._pollers.values():
            for listener in poller.listeners:
                listener.woken.set()
