"""Builds of many runs over HTTP, from the real database."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.testing.world import Account, Job, World

PATH = "/api/v1/get_runs_by_test_id_run_id"
START = datetime(2024, 3, 1, 10)


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def put_run(world: World, job: Job, table: str, reader: Account) -> UUID:
    ids = {"test_id": job.test_id, "group_id": job.group_id, "release_id": job.release_id, "assignee": reader.id}
    run_id, url = uuid4(), f"https://ci.example.com/job/{job.build_id}/7/"
    row = {"build_id": job.build_id, "start_time": START, "id": run_id, "build_number": 7, "build_job_url": url}
    await world.put(table, **row, **ids, status="failed", heartbeat=1)
    return run_id


async def ask(http: httpx.AsyncClient, reader: Account, body: Any) -> Any:
    return (await http.post(PATH, json=body, headers=reader.headers)).json()


async def test_builds_of_runs_of_several_types(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    generic, sct = await world.job(), await world.job(plugin="scylla-cluster-tests")
    one, two = await put_run(world, generic, "generic_run", reader), await put_run(world, sct, "sct_test_run", reader)
    pairs = [[str(generic.test_id).upper(), str(one)], [sct.test_id.hex, str(two)], [str(sct.test_id), str(two)]]
    runs = (await ask(http, reader, pairs))["response"]["runs"]
    assert set(runs) == {str(one), str(two)}
    assert runs[str(one)] == {
        "id": str(one),
        "test_id": str(generic.test_id),
        "build_id": generic.build_id,
        "build_number": 7,
        "build_job_url": f"https://ci.example.com/job/{generic.build_id}/7/",
        "start_time": "2024-03-01T10:00:00.000Z",
        "assignee": str(reader.id),
        "group_id": str(generic.group_id),
        "release_id": str(generic.release_id),
    }


async def test_what_is_unknown_is_left_out(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    job, untyped = await world.job(), await world.job(plugin=None)
    run_id = await put_run(world, job, "generic_run", reader)
    test = str(job.test_id)
    pairs = [[test, str(uuid4())], [str(uuid4()), str(run_id)], [None, str(run_id)], [test, None]]
    pairs += [[str(untyped.test_id), str(run_id)], [test, str(run_id)]]
    assert set((await ask(http, reader, pairs))["response"]["runs"]) == {str(run_id)}
    assert await ask(http, reader, []) == {"status": "ok", "response": {"runs": {}}}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([["17", str(uuid4())]], "0.0: "),
        ([[str(uuid4()), "17"]], "0.1: "),
        ([[str(uuid4())]], "0.1: "),
        ([str(uuid4())], "0: "),
        ({"a": "b"}, "body: "),
        ([[None, None]] * 10_001, "body: "),
    ],
)
async def test_malformed_pairs(http: httpx.AsyncClient, reader: Account, body: Any, place: str) -> None:
    told = (await ask(http, reader, body))["response"]
    assert told["exception"] == "BadRequest"
    assert told["message"].startswith(place)
