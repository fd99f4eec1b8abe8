"""What a stream says, from what its pollers know.

A stream compares what it has said with what is known now, and says the difference. So nothing is queued: a slow reader
is told less often, and what changed twice meanwhile once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from argus_core.live.poller import Watch
from argus_core.live.service import LiveService
from argus_core.live.versions import decode_vector, encode_vector
from argus_core.runs.rows import RunLocation

KEEP_ALIVE = 15.0
"""Seconds after which a stream without news sends a comment, so that proxies keep its connection."""
LONGEST = 900.0
"""Seconds; then a stream ends, the browser comes back, and whether its login still holds is asked again."""
PATIENCE = 3.0
"""Seconds that the first reads may take; what is not known by then is told later."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said: an event, or a comment when it has no name.

    id: the vector of versions that the reader knows when it has read this; None where nothing it knows has changed.
    """

    event: str | None
    data: Any = None
    id: str | None = None


COMMENT = Message(None)


async def messages(live: LiveService, runs: Sequence[RunLocation], last_id: str | None) -> AsyncGenerator[Message]:
    """What is to be said about these runs, until the process drains or the stream is too old.

    With the id of the last message of an earlier stream: first `changed` for what is not as it was then. Then `ready`
    with all versions, and from then on `changed` and `trouble` as they come, and a comment when nothing comes.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST * random.uniform(0.9, 1.1)  # noqa: S311  (spreads those that come back)
    yield COMMENT
    async with live.watch(runs) as watch:
        await _first_reads(watch)
        teller = _Teller(watch, last_id)
        for message in teller.greeting():
            yield message
        while not live.draining.is_set() and loop.time() < until:
            watch.listener.woken.clear()
            said = False
            for message in teller.news():
                said = True
                yield message
            if not said and not await _woken(watch, min(KEEP_ALIVE, until - loop.time())):
                yield COMMENT


async def _first_reads(watch: Watch) -> None:
    """Wait until all is known, but not for ever."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            for poller in watch.pollers:
                await poller.settled()


async def _woken(watch: Watch, seconds: float) -> bool:
    """Whether there was a reason to look before the time was over."""
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await watch.listener.woken.wait()
    except TimeoutError:
        return False
    return True


class _Teller:
    """Knows what a stream has said."""

    def __init__(self, watch: Watch, last_id: str | None) -> None:
        self._watch = watch
        self._run_ids = [poller.run_id for poller in watch.pollers]
        known = decode_vector(self._run_ids, last_id) if last_id else None
        self._resumed = known is not None
        self._said: dict[UUID, dict[str, str]] = known or {run_id: {} for run_id in self._run_ids}
        self._troubled: dict[UUID, frozenset[str]] = dict.fromkeys(self._run_ids, frozenset())

    def greeting(self) -> Iterator[Message]:
        """What changed since an earlier stream, if there was one; then all versions."""
        if self._resumed:
            yield from self._changes()
        now = {run_id: dict(versions) for run_id, versions in self._watch.versions.items()}
        self._said = now
        yield Message("ready", {"runs": {str(run_id): versions for run_id, versions in now.items()}}, self._vector())

    def news(self) -> Iterator[Message]:
        """What is not as it was when it was said last."""
        yield from self._changes()
        for poller in self._watch.pollers:
            troubled = poller.troubled
            if troubled != self._troubled[poller.run_id]:
                self._troubled[poller.run_id] = troubled
                yield Message("trouble", {"run_id": str(poller.run_id), "sections": sorted(troubled)})

    def _changes(self) -> Iterator[Message]:
        for run_id, versions in self._watch.versions.items():
            said = self._said[run_id]
            for section, version in list(versions.items()):
                if said.get(section) != version:
                    said[section] = version
                    data = {"run_id": str(run_id), "section": section, "version": version}
                    yield Message("changed", data, self._vector())

    def _vector(self) -> str:
        return encode_vector(self._run_ids, self._said)
