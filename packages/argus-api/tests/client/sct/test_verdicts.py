"""Gemini and performance results decide about the status of a run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

Call = Callable[..., Awaitable[Any]]
ACTIVITY = Statement("SELECT user_id, body FROM argus_event WHERE run_id = ?")
SNAPSHOTS = Statement("SELECT filter_key FROM argus_release_stats_snapshot WHERE release_id = ?")


async def test_a_failed_gemini_fails_the_run_and_says_so_once(
    post: Call, stored: Call, database: Database, run_id: UUID, ci: Account, job: Job, world: World
) -> None:
    await world.put(
        "argus_release_stats_snapshot", release_id=job.release_id, filter_key="v=::img=::nov=0::lim=0", payload="{}"
    )
    body = {"gemini_data": {"gemini_status": "FAILED", "gemini_seed": 42}}
    await asyncio.gather(*(post("gemini/submit", body) for _ in range(4)))
    assert await stored("status", "gemini_seed", "subtest_name") == ("failed", "42", "gemini")
    ((user_id, text),) = await database.tuples(ACTIVITY, (run_id,))
    assert (user_id, json.loads(text)["gemini_status"]) == (ci.id, "FAILED")
    assert await database.tuples(SNAPSHOTS, (job.release_id,)) == []
    await post("gemini/submit", {"gemini_data": {"gemini_status": "PASSED"}})
    assert await stored("status", "gemini_status", "gemini_seed") == ("failed", "PASSED", None)


async def test_a_slower_run_fails_with_its_reason(
    post: Call, get: Call, stored: Call, database: Database, run_id: UUID, job: Job, world: World
) -> None:
    earlier = uuid4()
    figures = {"test_name": "perf.write", "perf_op_rate_total": 1000.0}
    await world.put(
        "sct_test_run",
        build_id=job.build_id,
        start_time=datetime(2024, 1, 1),
        id=earlier,
        build_number=3,
        scylla_version="5.4",
        **figures,
    )
    await post("performance/submit", {"performance_results": figures | {"perf_op_rate_total": 950}})
    assert await stored("status") == ("passed",)
    for _ in range(2):
        await post("performance/submit", {"performance_results": figures | {"perf_op_rate_total": "800"}})
    assert await stored("status") == ("failed",)
    ((_, text),) = await database.tuples(ACTIVITY, (run_id,))
    body = json.loads(text)
    assert (body["delta"], body["metric"], body["version"], body["build_number"]) == (
        -20,
        "perf_op_rate_total",
        "5.4",
        3,
    )
    assert (body["base_run_id"], body["previous_run_id"]) == (str(run_id), str(earlier))
    assert [(row["id"], row["packages"]) for row in await get("performance/history")] == [(str(earlier), None)]


async def test_good_figures_do_not_repair_a_run(post: Call, life: Call, stored: Call) -> None:
    for status in ("aborted", "error", "test_error", "failed"):
        await life("set_status", {"new_status": status})
        await post("performance/submit", {"performance_results": {"test_name": "t"}})
        assert await stored("status") == (status,)
