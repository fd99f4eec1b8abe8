"""Polling sections that change, fail, and weigh much. What is polled are functions of the test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from argus_core.database import DatabaseTimeout
from argus_core.live.poller import Listener, Poller
from argus_core.live.readings import LIGHT, Reading, Source


@dataclass(slots=True)
class Told:
    """A section that does as it is told."""

    name: str = ""
    version: str = "a"
    weight: int = 1
    fails: bool = False
    seconds: float = 0.0
    reads: int = 0

    async def read(self) -> Reading:
        self.reads += 1
        await asyncio.sleep(self.seconds)
        if self.fails:
            raise DatabaseTimeout("The database did not answer in time.")
        return Reading({self.name: self.version}, self.weight)


@asynccontextmanager
async def polling(**sources: Told) -> AsyncIterator[tuple[Poller, Listener]]:
    """A poller of these sections, and somebody who listens."""
    for name, source in sources.items():
        source.name = name
    read = [Source((name,), source.read) for name, source in sources.items()]
    poller = Poller(uuid4(), read, asyncio.Semaphore(4))
    listener = Listener()
    poller.listeners.add(listener)
    try:
        await poller.settled()
        yield poller, listener
    finally:
        poller.stop()


async def until(condition: Callable[[], bool], within: float = 3.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_a_change_wakes_who_listens() -> None:
    source = Told()
    async with polling(status=source) as (poller, listener):
        assert poller.versions == {"status": "a"}
        listener.woken.clear()
        await until(lambda: source.reads >= 2)
        assert not listener.woken.is_set()
        source.version = "b"
        await asyncio.wait_for(listener.woken.wait(), 2)
        assert poller.versions == {"status": "b"}


async def test_a_failing_section_holds_up_no_other_and_comes_back() -> None:
    bad, good = Told(fails=True), Told()
    async with polling(bad=bad, good=good) as (poller, listener):
        assert poller.troubled == {"bad"}
        assert poller.versions == {"good": "a"}
        good.version = "b"
        await until(lambda: poller.versions == {"good": "b"}, 2)
        listener.woken.clear()
        bad.fails = False
        await asyncio.wait_for(listener.woken.wait(), 5)
        assert poller.troubled == frozenset()
        assert poller.versions == {"bad": "a", "good": "b"}


async def test_a_slow_section_holds_up_no_other() -> None:
    slow, quick = Told(), Told()
    async with polling(slow=slow, quick=quick):
        slow.seconds = 60
        await until(lambda: slow.reads == 2)
        before = quick.reads
        await until(lambda: quick.reads >= before + 2)
        assert slow.reads == 2


async def test_a_heavy_section_is_read_less_often() -> None:
    heavy, light = Told(weight=LIGHT * 10), Told(weight=LIGHT)
    async with polling(heavy=heavy, light=light):
        await until(lambda: light.reads >= 4, 5)
        assert heavy.reads == 1


async def test_it_reads_no_more_when_it_is_stopped() -> None:
    source = Told()
    async with polling(status=source):
        pass
    before = source.reads
    await asyncio.sleep(1.3)
    assert source.reads == before
