"""Calls about one SCT run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

Call = Callable[..., Awaitable[Any]]
CLIENT = "/api/v1/client"
RUNS = f"{CLIENT}/testrun/scylla-cluster-tests"


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job(plugin=None)


@pytest.fixture
def call(http: httpx.AsyncClient, ci: Account) -> Call:
    """The whole answer to any POST."""

    async def post(path: str, body: Any) -> Any:
        return (await http.post(path, json=body, headers=ci.headers)).json()

    return post


@pytest.fixture
def submit(call: Call, job: Job) -> Call:
    """Submit a run, or submit it again."""

    async def submitted(run_id: UUID, **changes: Any) -> UUID:
        url = f"https://ci.example.com/job/{job.build_id}/7/"
        body = {"run_id": str(run_id), "job_name": job.build_id, "job_url": url, "started_by": "timer"}
        answer = await call(f"{RUNS}/submit", body | {"commit_id": "abc", "sct_config": None} | changes)
        assert answer == {"status": "ok", "response": "Created"}
        return run_id

    return submitted


@pytest.fixture
async def run_id(submit: Call) -> Any:
    return await submit(uuid4())


@pytest.fixture
def post(call: Call, run_id: UUID) -> Call:
    """The whole answer to a POST about the run."""

    async def posted(path: str, body: Any) -> Any:
        return await call(f"{CLIENT}/sct/{run_id}/{path}", body)

    return posted


@pytest.fixture
def life(call: Call, run_id: UUID) -> Call:
    """The whole answer to a POST about the life of the run."""

    async def posted(path: str, body: Any) -> Any:
        return await call(f"{RUNS}/{run_id}/{path}", body)

    return posted


@pytest.fixture
def get(http: httpx.AsyncClient, ci: Account, run_id: UUID) -> Call:
    """What a GET about the run gives."""

    async def got(path: str) -> Any:
        return (await http.get(f"{CLIENT}/sct/{run_id}/{path}", headers=ci.headers)).json()["response"]

    return got


@pytest.fixture
def stored(database: Database, run_id: UUID) -> Call:
    """Columns of the run as the database has them."""

    async def columns(*names: str) -> Any:
        statement = Statement(f"SELECT {', '.join(names)} FROM sct_test_run WHERE id = ?")
        (row,) = await database.tuples(statement, (run_id,))
        return row

    return columns
