"""Streams while the database is away, and while the process ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from uuid import uuid4

from argus_core.clock import utc_now
from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.live.draining import draining
from argus_core.live.service import LiveService
from argus_core.live.stream import Message, messages
from argus_core.observability.metrics import RequestMetrics
from argus_core.runs.rows import RunLocation
from argus_core.testing.world import Job, World


async def run_of(world: World, job: Job) -> RunLocation:
    """A generic run."""
    columns: dict[str, Any] = {"build_id": job.build_id, "start_time": utc_now(), "test_id": job.test_id}
    run_id = uuid4()
    await world.put("generic_run", id=run_id, status="running", heartbeat=1, **columns)
    return RunLocation(run_id=run_id, run_type="generic", release_id=None, group_id=None, **columns)


async def next_event(stream: AsyncGenerator[Message]) -> Message:
    """The next message that is no comment."""
    while True:
        message = await anext(stream)
        if message.event is not None:
            return message


async def test_a_database_that_is_away_is_told_and_ends_nothing(settings: Settings, world: World) -> None:
    run = await run_of(world, await world.job())
    own = await Database.connect(settings)
    live = Core(settings, own, RequestMetrics()).of(LiveService)
    async with asyncio.timeout(30), aclosing(messages(live, [run], None)) as stream:
        assert (await next_event(stream)).event == "ready"
        await own.close()
        troubled: set[str] = set()
        while len(troubled) < 6:
            message = await next_event(stream)
            assert message.event == "trouble"
            assert message.id is None
            assert message.data["run_id"] == str(run.run_id)
            troubled = set(message.data["sections"])
    assert troubled == {"status", "details", "comments", "activity", "results", "pytest"}
    assert live.watched == 0


async def test_a_signal_ends_streams_before_the_server_waits_for_them(
    settings: Settings, database: Database, world: World
) -> None:
    core = Core(settings, database, RequestMetrics())
    run = await run_of(world, await world.job())
    told: list[int] = []
    former = signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    try:
        async with draining(core), aclosing(messages(core.of(LiveService), [run], None)) as stream:
            assert (await next_event(stream)).event == "ready"
            os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(2):
                assert [message async for message in stream] == []
        assert told == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, former)


async def test_the_end_of_the_application_drains(settings: Settings, database: Database) -> None:
    core = Core(settings, database, RequestMetrics())
    async with draining(core):
        assert not core.draining.is_set()
    assert core.draining.is_set()
