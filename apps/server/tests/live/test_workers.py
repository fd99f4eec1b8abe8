"""Live streams of a server with several worker processes."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.identity.roles import Role
from argus_core.testing.world import Account, World

STREAMS = 6
"""So many that both workers have some: the kernel gives connections to whoever is free."""
RUN_TYPE = "/api/v1/client/testrun/generic"


@asynccontextmanager
async def stream(base: str, account: Account, run_id: UUID) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The events of a stream, each with its name."""
    async with (
        httpx.AsyncClient(base_url=base, timeout=30) as client,
        client.stream("GET", "/api/v1/events/stream", params={"run": str(run_id)}, headers=account.headers) as answer,
    ):
        assert answer.status_code == 200
        yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield {"event": name, **json.loads(line.removeprefix("data: "))}


async def submitted(base: str, account: Account, build_id: str) -> UUID:
    """A run."""
    run_id = uuid4()
    body = {"run_id": str(run_id), "build_id": build_id, "build_url": None, "started_by": None}
    await call(base, account, f"{RUN_TYPE}/submit", body)
    return run_id


async def call(base: str, account: Account, path: str, body: dict[str, Any]) -> None:
    """A call of the client API, on a connection of its own: any worker may get it."""
    async with httpx.AsyncClient(base_url=base, timeout=30) as client:
        answer = await client.post(path, json=body, headers=account.headers)
    assert answer.json()["status"] == "ok", answer.text


@pytest.mark.slow
async def test_all_streams_of_all_workers_see_a_change_and_end_with_the_server(serving: Any, world: World) -> None:
    user, job = await world.account(Role.USER), await world.job()
    with serving("--workers", "2") as server:
        base = f"http://127.0.0.1:{server.port}"
        run_id = await submitted(base, user, job.build_id)
        async with AsyncExitStack() as stack:
            streams = [await stack.enter_async_context(stream(base, user, run_id)) for _ in range(STREAMS)]
            ready = await asyncio.gather(*(anext(events) for events in streams))
            assert {event["event"] for event in ready} == {"ready"}
            assert len({event["runs"][str(run_id)]["status"] for event in ready}) == 1  # the same in all processes

            await call(base, user, f"{RUN_TYPE}/{run_id}/set_status", {"new_status": "failed"})
            before = time.monotonic()
            changes = await asyncio.gather(*(anext(events) for events in streams))
            assert time.monotonic() - before < 2
            assert {(event["event"], event["section"]) for event in changes} == {("changed", "status")}
            assert len({event["version"] for event in changes}) == 1

            server.process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            rest = await asyncio.gather(*(_all(events) for events in streams))
            assert time.monotonic() - told < 5
            assert rest == [[]] * STREAMS
        assert await asyncio.to_thread(server.process.wait, 30) == 0
        assert time.monotonic() - told < 15


async def _all(events: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """What comes until the end, which must be a whole one: httpx raises for a connection that is cut."""
    return [event async for event in events]
