"""Configurations of runs over HTTP, against the real database."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, World

CLIENT = "/api/v1/client"
OK = {"status": "ok", "response": True}
RUNS_WITH = Statement("SELECT run_id FROM run_config_param WHERE name = ? AND value = ?")


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
def run_id() -> UUID:
    return uuid4()


@pytest.fixture
def config() -> str:
    return f"config {uuid4().hex}"


async def submit(http: httpx.AsyncClient, ci: Account, run_id: UUID | str, name: str, content: str) -> Any:
    body = {"name": name, "content": base64.encodebytes(content.encode()).decode()}
    return (await http.post(f"{CLIENT}/{run_id}/config/submit", json=body, headers=ci.headers)).json()


async def runs_with(database: Database, config: str, setting: str, value: str) -> list[str]:
    name = f"{config.replace(' ', '_')}.{setting}"
    return [run for (run,) in await database.tuples(RUNS_WITH, (name, value))]


async def test_a_configuration_is_read_back_and_found_by_its_settings(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, config: str, database: Database
) -> None:
    content = json.dumps({"backend": "aws", "nodes": [3, 3]}, indent=1)
    assert await submit(http, ci, str(run_id).upper(), config, content) == OK
    assert await submit(http, ci, run_id, "another", "grün: 1\n") == OK
    answer = await http.get(f"{CLIENT}/{run_id}/config/all", headers=ci.headers)
    assert answer.json()["response"] == [
        {"run_id": str(run_id), "name": "another", "content": "grün: 1\n"},
        {"run_id": str(run_id), "name": config, "content": content},
    ]
    assert await runs_with(database, config, "backend", "aws") == [str(run_id)]
    assert await runs_with(database, config, "nodes.1", "3") == [str(run_id)]


async def test_settings_that_disappeared_are_removed(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, config: str, database: Database
) -> None:
    await submit(http, ci, run_id, config, '{"a": 1, "b": 2, "c": 3}')
    await submit(http, ci, run_id, config, '{"a": 1, "b": 5}')
    assert await runs_with(database, config, "a", "1") == [str(run_id)]
    assert await runs_with(database, config, "b", "2") == []
    assert await runs_with(database, config, "b", "5") == [str(run_id)]
    assert await runs_with(database, config, "c", "3") == []
    await submit(http, ci, run_id, config, "no: json")
    assert await runs_with(database, config, "a", "1") == []


async def test_a_delivery_that_broke_off_is_completed(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, config: str, database: Database, world: World
) -> None:
    """The settings of the first attempt are there, its configuration is not."""
    stale = config.replace(" ", "_") + ".a"
    await world.put("run_config_param", name=stale, value="1", run_id=str(run_id))
    await submit(http, ci, run_id, config, '{"a": 1, "b": 2}')
    assert await runs_with(database, config, "a", "1") == [str(run_id)]
    assert await runs_with(database, config, "b", "2") == [str(run_id)]


async def test_a_thousand_settings(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, config: str, database: Database
) -> None:
    content = json.dumps({f"key{n}": n for n in range(1000)})
    assert await submit(http, ci, run_id, config, content) == OK
    assert await runs_with(database, config, "key999", "999") == [str(run_id)]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"content": "YQ=="}, "name"),
        ({"name": "a"}, "content"),
        ({"name": "a", "content": "abcde"}, "content"),
        ({"name": "a", "content": base64.b64encode(b"\xff\xfe").decode()}, "UTF-8"),
    ],
)
async def test_bad_input_stores_nothing(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, body: dict[str, str], word: str
) -> None:
    told = (await http.post(f"{CLIENT}/{run_id}/config/submit", json=body, headers=ci.headers)).json()["response"]
    assert told["exception"] == "BadRequest"
    assert word in told["message"]
    assert (await http.get(f"{CLIENT}/{run_id}/config/all", headers=ci.headers)).json()["response"] == []
