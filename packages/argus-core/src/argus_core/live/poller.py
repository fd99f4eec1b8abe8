"""One poller for each watched run, shared by all streams of this worker that watch it.

It begins with the first stream and ends with the last one. Each source is read once a second, on its own: a slow or
failing one holds up no other. The cost is bounded three ways: at most `AT_ONCE` sources are read at the same time in a
worker, one whose answers are heavy is read less often, and a failing one, too.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field
from uuid import UUID

from argus_core.live.readings import LIGHT, LONGEST_REST, Reading, Source
from argus_core.live.versions import Versions

INTERVAL = 1.0
"""Seconds between two reads of a source."""
AT_ONCE = 16
"""Sources that a worker reads at the same time."""

log = logging.getLogger("argus.live")


@dataclass(slots=True, eq=False)
class Listener:
    """A stream that wants to be woken when something changed."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _State:
    """Of a source: seconds between two reads of it at the moment, when the next is due, failures in a row, whether
    it was read at all."""

    source: Source
    interval: float = INTERVAL
    due: float = 0.0
    failures: int = 0
    done: bool = False


class Poller:
    """Keeps the versions of one run."""

    def __init__(self, run_id: UUID, sources: Sequence[Source], turns: asyncio.Semaphore) -> None:
        self.run_id = run_id
        self.listeners: set[Listener] = set()
        self._states = [_State(source) for source in sources]
        self._versions: dict[str, str] = {}
        self._turns = turns
        self._reading: dict[int, asyncio.Task[None]] = {}
        self._settled = asyncio.Event()
        # Not in the context of the request that happens to be the first: its log lines are not about that one.
        self._loop_task = asyncio.create_task(self._run(), context=Context())

    # ---- what streams see ----------------------------------------------------------------------------------------
    @property
    def versions(self) -> Versions:
        """What is known; a section that fails keeps its last version."""
        return self._versions

    @property
    def troubled(self) -> frozenset[str]:
        """Sections whose last read failed."""
        return frozenset(name for state in self._states if state.failures for name in state.source.sections)

    async def settled(self) -> None:
        """Wait until each source was read, or has failed, once."""
        await self._settled.wait()

    def stop(self) -> None:
        """Read no more."""
        self._loop_task.cancel()
        for task in self._reading.values():
            task.cancel()

    # ---- polling -------------------------------------------------------------------------------------------------
    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            for place, state in enumerate(self._states):
                if state.due <= now and place not in self._reading:
                    self._reading[place] = asyncio.create_task(self._read(place, state))
            # The pollers of a worker spread by themselves over the second.
            await asyncio.sleep(INTERVAL * random.uniform(0.95, 1.05))  # noqa: S311

    async def _read(self, place: int, state: _State) -> None:
        begun = asyncio.get_running_loop().time()
        try:
            async with self._turns:
                reading = await state.source.read()
        except Exception as error:  # whatever it is, the streams go on
            self._failed(state, error)
        else:
            self._known(state, reading)
        finally:
            # The time that a read takes is part of the interval. Half a round less: rounds are not exactly that long.
            state.due = begun + state.interval - INTERVAL / 2
            del self._reading[place]
            if not self._settled.is_set() and all(state.done for state in self._states):
                self._settled.set()

    def _known(self, state: _State, reading: Reading) -> None:
        state.done = True
        state.interval = min(max(INTERVAL, reading.weight / LIGHT), LONGEST_REST)
        recovered, state.failures = state.failures > 0, 0
        changed = any(self._versions.get(name) != version for name, version in reading.versions.items())
        self._versions.update(reading.versions)
        if changed or recovered:
            self._wake()

    def _failed(self, state: _State, error: Exception) -> None:
        state.done = True
        state.failures += 1
        state.interval = min(INTERVAL * 2**state.failures, LONGEST_REST)
        if state.failures == 1:
            log.warning("Of run %s cannot be read: %s: %s", self.run_id, ", ".join(state.source.sections), error)
            self._wake()

    def _wake(self) -> None:
        for listener in self.listeners:
            listener.woken.set()


@dataclass(frozen=True, slots=True)
class Watch:
    """What a stream watches: pollers in the order in which its runs were asked for."""

    pollers: tuple[Poller, ...]
    listener: Listener

    @property
    def versions(self) -> dict[UUID, Versions]:
        """By run."""
        return {poller.run_id: poller.versions for poller in self.pollers}
