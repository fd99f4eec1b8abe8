"""Live changes of runs, over real connections and the real database."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.core import Core
from argus_core.live.service import LiveService
from argus_core.testing.world import Account, World

from .conftest import Streaming, Submit, SubmittedRun

STREAM = "/api/v1/events/stream"
SCT = "scylla-cluster-tests"
SCT_SECTIONS = {"status", "details", "comments", "activity", "events", "nemeses", "results", "pytest"}


async def test_a_change_is_told_within_two_seconds(streaming: Streaming, submit: Submit, world: World) -> None:
    run: SubmittedRun = await submit()
    watcher = await world.account()
    async with streaming(watcher, run.id) as reader, streaming(watcher, run.id) as second:
        ready = await reader.next()
        assert ready.name == "ready"
        assert set(ready.data["runs"][str(run.id)]) == SCT_SECTIONS - {"events", "nemeses"}
        assert (await second.next()).data == ready.data
        before = time.monotonic()
        await run.set_status("failed")
        for one in (reader, second):
            (event,) = await one.changes("status")
            assert event.data["run_id"] == str(run.id)
            assert event.data["version"] != ready.data["runs"][str(run.id)]["status"]
        assert time.monotonic() - before < 2


async def change_everything(run: SubmittedRun, world: World) -> None:
    """Something in each section of an SCT run."""
    node = {"node_name": "n", "node_ip": "10.0.0.1", "node_shards": 8}
    nemesis = {"name": "disrupt", "class_name": "Monkey", "start_time": 1714550400} | node
    event = {"severity": "ERROR", "ts": 1714550400, "message": "m", "event_type": "E"}
    package = {
        "name": "scylla-server",
        "version": "2024.1.0",
        "date": "20240101",
        "revision_id": "abc",
        "build_id": "b",
    }
    column = {"name": "P99", "unit": "ms", "type": "FLOAT", "higher_is_better": False}
    table = {"name": "table", "description": "", "columns_meta": [column], "rows_meta": ["row"]}
    cell = {"column": "P99", "row": "row", "value": 1.5, "status": "PASS"}
    result = {"name": f"test_{uuid4().hex}.py::test", "timestamp": 1700000000, "session_timestamp": 1699999000}
    result |= {"test_type": "dtest", "status": "passed", "duration": 2.0, "markers": [], "user_fields": {}}
    await run.set_status("failed")
    await run.post(f"/sct/{run.id}/nemesis/submit", {"nemesis": nemesis})
    await run.post(f"/sct/{run.id}/event/submit", {"data": event})
    await run.post(f"/sct/{run.id}/packages/submit", {"packages": [package]})
    await run.post(
        f"/testrun/{SCT}/{run.id}/submit_results",
        {"meta": table, "sut_timestamp": 1700000000, "results": [cell], "run_id": str(run.id)},
    )
    await run.post("/testrun/pytest/result/submit", result | {"run_id": str(run.id)})
    ids: dict[str, Any] = {"release_id": run.job.release_id, "test_id": run.job.test_id, "user_id": run.account.id}
    await world.put("argus_test_run_comment", id=uuid4(), posted_at=1, test_run_id=run.id, message="text", **ids)
    await world.put("argus_event", id=uuid4(), run_id=run.id, kind="ARGUS_ASSIGNEE_CHANGE", body="{}", **ids)


async def test_each_section_is_told_once(streaming: Streaming, submit: Submit, world: World) -> None:
    run: SubmittedRun = await submit(SCT)
    async with streaming(run.account, run.id) as reader:
        assert set((await reader.next()).data["runs"][str(run.id)]) == SCT_SECTIONS
        await change_everything(run, world)
        seen = await reader.changes(*SCT_SECTIONS, within=4)
        with pytest.raises(TimeoutError):  # nothing has changed any more
            await reader.next(within=2.5)
    assert len(seen) <= len(SCT_SECTIONS) + 3  # a section may be read between two writes of one call


async def test_who_comes_back_is_told_at_once_what_changed(streaming: Streaming, submit: Submit) -> None:
    run, other = await submit(), await submit()
    async with streaming(run.account, run.id, other.id) as reader:
        ready = await reader.next()
        assert set(ready.data["runs"]) == {str(run.id), str(other.id)}
        await run.set_status("failed")
        (last,) = await reader.changes("status")
    await other.set_status("failed")
    async with streaming(run.account, run.id, other.id, last_id=last.id) as reader:
        (missed,) = await reader.changes("status")
        assert missed.data["run_id"] == str(other.id)
        ready = await reader.next()
        assert ready.name == "ready"
        assert ready.id == missed.id
    async with streaming(run.account, run.id, other.id, last_id=ready.id) as reader:
        assert (await reader.next()).name == "ready"
    for foreign in (ready.id, "nonsense", "1." + "x" * 5000):  # not of these runs: a stream without a past
        async with streaming(run.account, other.id, last_id=foreign) as reader:
            assert (await reader.next()).name == "ready"


async def test_a_run_is_polled_once_and_only_while_somebody_reads(
    streaming: Streaming, submit: Submit, core: Core
) -> None:
    run: SubmittedRun = await submit()
    live = core.of(LiveService)
    async with streaming(run.account, run.id, run.id) as reader, streaming(run.account, run.id) as second:
        await reader.next()
        await second.next()
        assert live.watched == 1
    deadline = time.monotonic() + 5
    while live.watched:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_nobody_between_may_keep_or_change_it(
    streaming: Streaming, submit: Submit, listening: str, core: Core
) -> None:
    run: SubmittedRun = await submit()
    wanted = run.account.headers | {"Accept-Encoding": "gzip, br"}
    async with (
        httpx.AsyncClient(base_url=listening) as client,
        client.stream("GET", STREAM, params={"run": str(run.id)}, headers=wanted) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in response.headers
        counted = [sample for family in core.metrics.registry.collect() for sample in family.samples]
        named = {s.name: s.value for s in counted if s.labels.get("endpoint") == "api.events.stream"}
        assert named["http_request_duration_seconds_count"] >= 1
        assert named["http_request_duration_seconds_sum"] / named["http_request_duration_seconds_count"] < 2


async def test_head_has_an_end(listening: str, submit: Submit) -> None:
    run: SubmittedRun = await submit()
    async with httpx.AsyncClient(base_url=listening) as client:
        answer = await client.head(STREAM, params={"run": str(run.id)}, headers=run.account.headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_refusals(http: httpx.AsyncClient, world: World, submit: Submit) -> None:
    run: SubmittedRun = await submit()
    anonymous = await http.get(STREAM, params={"run": str(run.id)})
    assert (anonymous.status_code, anonymous.json()["message"]) == (403, "Authorization required")

    async def refused(account: Account, *run_ids: UUID | str) -> tuple[str, str]:
        query = httpx.QueryParams([("run", str(run_id)) for run_id in run_ids])
        answer = await http.get(STREAM, params=query, headers=account.headers)
        assert answer.headers["content-type"] == "application/json"
        error = answer.json()["response"]
        return error["exception"], error["message"]

    account = await world.account()
    assert await refused(account) == ("BadRequest", "run: this field is required")
    name, text = await refused(account, run.id, "x")
    assert name == "BadRequest"
    assert text.startswith("run.1: ")
    name, text = await refused(account, *(uuid4() for _ in range(21)))
    assert name == "BadRequest"
    assert text == "run: a stream tells of 20 runs at most, 21 were asked for"
    unknown = uuid4()
    assert await refused(account, run.id, unknown) == ("DocumentNotFound", f"No TestRun found matching {unknown}")
