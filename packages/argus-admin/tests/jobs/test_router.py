"""The list of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from argus_core.blueprint import Job
from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.identity.roles import Role
from argus_core.jobs import JobTable
from argus_core.jobs.runner import JobRunner
from argus_core.testing.world import World

PATH = "/admin/api/v1/jobs"
HOLD = Statement("INSERT INTO job_lease (name, holder, acquired_at) VALUES (?, ?, ?) USING TTL 60")


async def work(core: Core) -> str:
    """Work that succeeds."""
    return "3 issues refreshed"


async def broken(core: Core) -> str:
    """Work that fails."""
    raise ConnectionError("GitHub is away")


@pytest.fixture
def declared(core: Core) -> Iterator[list[Job]]:
    """Two jobs of the running server."""
    table, before = core.of(JobTable), core.of(JobTable).jobs
    made = [
        Job(f"a-{uuid4().hex[:8]}", timedelta(minutes=5), work, "Refresh."),
        Job(f"b-{uuid4().hex[:8]}", timedelta(hours=1), broken),
    ]
    table.declare(made)
    yield made
    table.declare(before)


async def ask(http: httpx.AsyncClient, world: World) -> list[dict[str, Any]]:
    admin = await world.account(Role.ADMIN)
    answer = (await http.get(PATH, headers=admin.headers)).json()
    assert answer["status"] == "ok"
    found: list[dict[str, Any]] = answer["response"]
    return found


async def test_jobs_that_never_ran(http: httpx.AsyncClient, world: World, declared: list[Job]) -> None:
    first, second = await ask(http, world)
    assert first == {
        "name": declared[0].name,
        "description": "Refresh.",
        "every_seconds": 300,
        "holder": None,
        "held_since": None,
        "runs": [],
    }
    assert second["name"] == declared[1].name


async def test_last_runs_and_the_worker_of_today(
    http: httpx.AsyncClient, world: World, core: Core, database: Database, declared: list[Job]
) -> None:
    runner = JobRunner(core, worker="host:7:abc")
    for job in declared:
        assert await runner.run_if_due(job)
    await database.execute(HOLD, (declared[0].name, "other:8:def", utc_now()))
    first, second = await ask(http, world)
    assert first["holder"] == "other:8:def"
    assert first["held_since"].endswith("Z")
    (run,) = first["runs"]
    assert (run["worker"], run["outcome"], run["detail"]) == ("host:7:abc", "done", "3 issues refreshed")
    assert run["started_at"] <= run["finished_at"]
    assert second["runs"][0]["outcome"] == "failed"
    assert second["runs"][0]["detail"] == "ConnectionError: GitHub is away"


async def test_it_is_for_administrators(http: httpx.AsyncClient, world: World) -> None:
    user = await world.account(Role.USER)
    for headers in ({}, user.headers):
        answer = await http.get(PATH, headers=headers)
        assert (answer.status_code, answer.json()) == (403, {"status": "error", "message": "Forbidden"})
