"""What ran lately, over HTTP, from the real database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from argus_core.runs.latest import LatestRuns
from argus_core.testing.world import Account, Job, World

URL = "/api/v1/runs/latest"
# In the future, so that these runs are the newest whatever else the keyspace holds.
START = datetime(2130, 1, 1)


async def put_run(world: World, job: Job, at: datetime, **columns: Any) -> UUID:
    run_id = uuid4()
    more = {"status": "failed", "investigation_status": "not_investigated", **columns}
    await world.put("generic_run", id=run_id, build_id=job.build_id, start_time=at, test_id=job.test_id, **more)
    return run_id


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def ids(app: FastAPI, http: httpx.AsyncClient, reader: Account, **params: Any) -> list[dict[str, Any]]:
    app.state.core.of(LatestRuns).forget()
    answer = await http.get(URL, headers=reader.headers, params=params)
    found: list[dict[str, Any]] = answer.json()["response"]
    return found


async def test_the_newest_run_of_each_test_newest_first(
    app: FastAPI, http: httpx.AsyncClient, world: World, reader: Account
) -> None:
    first, second = await world.job(), await world.job()
    await put_run(world, first, START)
    newest = await put_run(world, first, START + timedelta(days=2), build_number=7)
    other = await put_run(world, second, START + timedelta(days=1), status="passed")
    found = await ids(app, http, reader, limit=500)
    mine = [run for run in found if run["id"] in (str(newest), str(other))]
    assert [run["id"] for run in mine] == [str(newest), str(other)]
    assert (mine[0]["build_number"], mine[0]["run_type"], mine[0]["test_id"]) == (7, "generic", str(first.test_id))


async def test_red_ones_are_those_that_failed_and_nobody_answered(
    app: FastAPI, http: httpx.AsyncClient, world: World, reader: Account
) -> None:
    wanted = {}
    for status, investigation, red in (
        ("failed", "not_investigated", True),
        ("test_error", "in_progress", True),
        ("failed", "investigated", False),
        ("failed", "ignored", False),
        ("passed", "not_investigated", False),
    ):
        run_id = await put_run(world, await world.job(), START, status=status, investigation_status=investigation)
        wanted[str(run_id)] = red
    found = {run["id"] for run in await ids(app, http, reader, only="red", limit=500)}
    assert {run_id: run_id in found for run_id in wanted} == wanted


@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "many"}, {"only": "green"}])
async def test_odd_questions_name_the_field(http: httpx.AsyncClient, reader: Account, params: dict[str, str]) -> None:
    body = (await http.get(URL, headers=reader.headers, params=params)).json()
    assert body["status"] == "error"
    assert next(iter(params)) in body["response"]["message"]
