"""Costs over HTTP, against the real database."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, World

RUNS = "/api/v1/client/testrun"
SUBMITTED = {"status": "ok", "response": "Submitted"}
ESTIMATE = Statement("SELECT estimated FROM run_cost WHERE run_id = ?")
ITEMS = Statement("SELECT name, category, cost, pricing_tier, leaked FROM run_cost_item WHERE run_id = ?")


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def run_id(http: httpx.AsyncClient, ci: Account, world: World) -> UUID:
    job, run_id = await world.job(), uuid4()
    body = {
        "run_id": str(run_id),
        "build_id": job.build_id,
        "build_url": "https://ci.example.com/1/",
        "started_by": "ci",
    }
    await http.post(f"{RUNS}/generic/submit", json=body, headers=ci.headers)
    return run_id


async def send(http: httpx.AsyncClient, ci: Account, run_id: UUID, call: str, body: dict[str, Any]) -> Any:
    return (await http.post(f"{RUNS}/{run_id}/cost/{call}", json=body, headers=ci.headers)).json()


def item(name: str, cost: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "category": "compute", "cost": cost} | more


async def test_the_last_estimate_counts(http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database) -> None:
    for value in (12.5, 13, 0):
        assert await send(http, ci, run_id, "estimated", {"value": value, "schema_version": "v8"}) == SUBMITTED
        assert await database.value(ESTIMATE, (run_id,)) == value


async def test_an_item_of_a_known_name_takes_its_place(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    first = [item("node", 4.5, pricing_tier="spot", leaked=True), item("disk", 0)]
    assert await send(http, ci, run_id, "items", {"items": first}) == SUBMITTED
    assert await send(http, ci, run_id, "items", {"items": [item("node", 5)]}) == SUBMITTED
    assert await send(http, ci, run_id, "items", {"items": []}) == SUBMITTED
    stored = await database.tuples(ITEMS, (run_id,))
    assert stored == [("disk", "compute", 0.0, None, False), ("node", "compute", 5.0, None, False)]


@pytest.mark.parametrize(
    "value",
    ["-1", '"12"', "null", "true", "[1]", "NaN", "Infinity"],
)
async def test_what_is_no_amount_is_refused(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database, value: str
) -> None:
    headers = ci.headers | {"Content-Type": "application/json"}
    items = f'{{"items": [{json.dumps(item("a", 1))}, {{"name": "b", "category": "c", "cost": {value}}}]}}'
    for call, content in (("estimated", f'{{"value": {value}}}'), ("items", items)):
        answer = await http.post(f"{RUNS}/{run_id}/cost/{call}", content=content, headers=headers)
        assert answer.json()["response"]["exception"] == "ClientException"
    assert await database.tuples(ESTIMATE, (run_id,)) == []
    assert await database.tuples(ITEMS, (run_id,)) == []


async def test_a_name_that_comes_twice_is_refused(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    told = await send(http, ci, run_id, "items", {"items": [item("a", 1), item("b", 1), item("a", 2)]})
    assert told["response"]["exception"] == "ClientException"
    assert "'a'" in told["response"]["message"]
    assert await database.tuples(ITEMS, (run_id,)) == []


@pytest.mark.parametrize(("call", "body"), [("estimated", {"value": 1}), ("items", {"items": [item("a", 1)]})])
async def test_an_unknown_run_is_refused(http: httpx.AsyncClient, ci: Account, call: str, body: dict[str, Any]) -> None:
    told = (await send(http, ci, uuid4(), call, body))["response"]
    assert told["exception"] == "ClientException"
    assert "not found" in told["message"]


@pytest.mark.parametrize(("call", "body"), [("estimated", {}), ("items", {}), ("items", {"items": [item("", 1)]})])
async def test_missing_fields_are_named(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, call: str, body: dict[str, Any]
) -> None:
    told = (await send(http, ci, run_id, call, body))["response"]
    assert told["exception"] == "BadRequest"
    assert told["message"].startswith(("value", "items"))
