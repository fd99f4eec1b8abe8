"""Forty parallel calls on one run, over connections of their own, against eight worker processes: none is lost.

(The old system kept 3 of 12 packages and none of 12 logs.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, World

if TYPE_CHECKING:
    from .conftest import LiveServer

CALLS = 40
CLIENT = "/api/v1/client"
Post = Callable[[str, dict[str, Any]], Awaitable[Any]]


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
def post(eight_workers: LiveServer, ci: Account) -> Post:
    """A call over a connection of its own, repeated once as a client does whose answer got lost."""

    async def call(path: str, body: dict[str, Any]) -> Any:
        async with httpx.AsyncClient(base_url=eight_workers.base, headers=ci.headers, timeout=60) as client:
            for _ in range(2):
                answer = (await client.post(f"{CLIENT}{path}", json=body)).json()
                assert answer["status"] == "ok", answer
        return answer["response"]

    return call


async def generic_run(post: Post, world: World) -> UUID:
    job, run_id = await world.job(), uuid4()
    body = {"run_id": str(run_id), "build_id": job.build_id, "build_url": "https://ci/1", "started_by": "ci"}
    await post("/testrun/generic/submit", body)
    return run_id


async def test_parallel_submissions_of_one_run_leave_one_row(post: Post, world: World, database: Database) -> None:
    job, run_id = await world.job(plugin=None), uuid4()
    body = {"run_id": str(run_id), "build_id": job.build_id, "build_url": "https://ci/1", "started_by": "ci"}
    answers = await asyncio.gather(*(post("/testrun/generic/submit", body) for _ in range(CALLS)))
    assert answers == ["Created"] * CALLS
    assert len(await database.tuples(Statement("SELECT id FROM generic_run WHERE id = ?"), (run_id,))) == 1


async def test_parallel_logs_of_a_generic_run(post: Post, world: World, database: Database) -> None:
    run_id = await generic_run(post, world)
    await asyncio.gather(
        *(
            post(
                f"/testrun/generic/{run_id}/logs/submit",
                {"logs": [{"log_name": f"log {n}", "log_link": f"https://{n}"}]},
            )
            for n in range(CALLS)
        )
    )
    stored = await database.value(Statement("SELECT logs FROM generic_run WHERE id = ?"), (run_id,))
    assert dict(stored) == {f"log {n}": f"https://{n}" for n in range(CALLS)}


async def test_status_and_heartbeats_do_not_undo_each_other(post: Post, world: World, database: Database) -> None:
    run_id = await generic_run(post, world)
    beats = [post(f"/testrun/generic/{run_id}/heartbeat", {}) for _ in range(CALLS)]
    log = post(f"/testrun/generic/{run_id}/logs/submit", {"logs": [{"log_name": "db", "log_link": "https://db"}]})
    status = post(f"/testrun/generic/{run_id}/set_status", {"new_status": "failed"})
    await asyncio.gather(*beats[:20], log, status, *beats[20:])
    row = await database.tuples(Statement("SELECT status, logs FROM generic_run WHERE id = ?"), (run_id,))
    assert [(s, dict(logs)) for s, logs in row] == [("failed", {"db": "https://db"})]


async def sct_run(post: Post, world: World) -> UUID:
    job, run_id = await world.job(plugin=None), uuid4()
    body = {
        "run_id": str(run_id),
        "job_name": job.build_id,
        "job_url": "https://ci/1",
        "started_by": "ci",
        "commit_id": "abc",
        "sct_config": None,
    }
    await post("/testrun/scylla-cluster-tests/submit", body)
    return run_id


async def test_parallel_details_of_an_sct_run(post: Post, world: World, database: Database) -> None:
    """Ten of each kind at once: packages, screenshots, logs, disruptions."""
    run_id = await sct_run(post, world)
    calls = []
    for n in range(CALLS // 4):
        package = {"name": f"package-{n}", "version": "1", "date": None, "revision_id": None, "build_id": None}
        nemesis = {"name": "n", "class_name": "N", "start_time": n, "node_name": "a", "node_ip": "b", "node_shards": 1}
        logs = {"logs": [{"log_name": f"log {n}", "log_link": f"https://{n}"}]}
        calls += [
            post(f"/sct/{run_id}/packages/submit", {"packages": [package]}),
            post(f"/sct/{run_id}/screenshots/submit", {"screenshot_links": [f"https://{n}"]}),
            post(f"/testrun/scylla-cluster-tests/{run_id}/logs/submit", logs),
            post(f"/sct/{run_id}/nemesis/submit", {"nemesis": nemesis}),
        ]
    await asyncio.gather(*calls)
    columns = Statement("SELECT packages, screenshots, logs, nemesis_stats FROM sct_test_run WHERE id = ?")
    ((packages, screenshots, stored_logs, stats),) = await database.tuples(columns, (run_id,))
    wanted = set(range(CALLS // 4))
    assert {int(package.name.removeprefix("package-")) for package in packages} == wanted
    assert len(packages) == len(screenshots) == len(stored_logs) == len(wanted)
    assert set(screenshots) == {f"https://{n}" for n in wanted}
    assert dict(stored_logs) == {f"log {n}": f"https://{n}" for n in wanted}
    assert dict(stats) == {"total": len(wanted)}


async def test_parallel_driver_reports(post: Post, world: World, database: Database) -> None:
    job, run_id = await world.job(plugin=None), uuid4()
    body = {"run_id": str(run_id), "job_name": job.build_id, "job_url": "https://ci/1", "schema_version": "v2"}
    await post("/testrun/driver-matrix-tests/submit", body)
    await asyncio.gather(
        *(
            post(
                "/driver_matrix/result/fail",
                {"run_id": str(run_id), "driver_name": f"d{n}", "driver_type": "java", "failure_reason": "it broke"},
            )
            for n in range(CALLS // 4)
        )
    )
    (stored,) = await database.tuples(Statement("SELECT test_collection FROM driver_test_run WHERE id = ?"), (run_id,))
    assert sorted(collection.name for collection in stored[0]) == sorted(f"d{n}" for n in range(CALLS // 4))
