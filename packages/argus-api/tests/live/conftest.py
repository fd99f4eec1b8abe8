"""A listening server: answers without an end need real connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI

from argus_core.testing.world import Account, Job, World

RUNS = "/api/v1/client/testrun"


@dataclass(slots=True)
class Event:
    """An event as a browser gets it."""

    name: str
    data: dict[str, Any]
    id: str | None


@dataclass(slots=True)
class Reader:
    """Reads a stream as browsers do."""

    response: httpx.Response
    lines: AsyncIterator[str] = field(init=False)
    comments: int = 0

    def __post_init__(self) -> None:
        self.lines = self.response.aiter_lines()

    async def next(self, within: float = 2.0) -> Event:
        """The next event."""
        async with asyncio.timeout(within):
            fields: dict[str, str] = {}
            async for line in self.lines:
                if not line:
                    if "data" in fields:
                        return Event(fields["event"], json.loads(fields["data"]), fields.get("id"))
                    fields = {}
                elif line.startswith(":"):
                    self.comments += 1
                else:
                    name, _, value = line.partition(": ")
                    fields[name] = value
        raise EOFError("the stream has ended")

    async def changes(self, *sections: str, within: float = 2.0) -> list[Event]:
        """Events until each of these sections has changed."""
        missing, seen = set(sections), []
        async with asyncio.timeout(within):
            while missing:
                event = await self.next(within)
                assert event.name == "changed", event
                seen.append(event)
                missing.discard(event.data["section"])
        return seen


Streaming = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The address of the application."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture
def streaming(listening: str) -> Streaming:
    """Opens streams: `async with streaming(account, run_id, last_id=...) as reader`."""

    @asynccontextmanager
    async def opened(account: Account, *run_ids: UUID, last_id: str | None = None) -> AsyncIterator[Reader]:
        query = httpx.QueryParams([("run", str(run_id)) for run_id in run_ids])
        headers = account.headers | ({"Last-Event-ID": last_id} if last_id else {})
        async with (
            httpx.AsyncClient(base_url=listening, timeout=30) as client,
            client.stream("GET", "/api/v1/events/stream", params=query, headers=headers) as response,
        ):
            yield Reader(response)

    return opened


@dataclass(frozen=True, slots=True)
class SubmittedRun:
    """A run, and calls about it as its client sends them."""

    id: UUID
    type: str
    job: Job
    account: Account
    http: httpx.AsyncClient

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """A call of the client API that succeeds."""
        answer = await self.http.post(f"/api/v1/client{path}", json=body, headers=self.account.headers)
        assert answer.json()["status"] == "ok", answer.text

    async def set_status(self, status: str) -> None:
        """The client tells a status."""
        await self.post(f"/testrun/{self.type}/{self.id}/set_status", {"new_status": status})


Submit = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="session")
async def submit(http: httpx.AsyncClient, world: World) -> Submit:
    """Submits runs: `await submit()` for a generic one, `await submit("scylla-cluster-tests")`."""

    async def submitted(run_type: str = "generic") -> SubmittedRun:
        account, job = await world.account(), await world.job(run_type)
        run = SubmittedRun(uuid4(), run_type, job, account, http)
        body: dict[str, Any] = {"run_id": str(run.id), "build_id": job.build_id, "build_url": None, "started_by": None}
        if run_type == "scylla-cluster-tests":
            body = {
                "schema_version": "v8",
                "run_id": str(run.id),
                "job_name": job.build_id,
                "job_url": f"https://ci.example.com/job/{job.build_id}/7/",
                "started_by": "somebody",
                "commit_id": "abc",
                "origin_url": "https://example.com/repo",
                "branch_name": "master",
                "sct_config": {"cluster_backend": "aws", "region_name": "eu-west-1"},
            }
        await run.post(f"/testrun/{run_type}/submit", body)
        return run

    return submitted
