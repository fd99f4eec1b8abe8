"""Requests that carry a name are carried out once."""

from __future__ import annotations

from uuid import uuid4

import httpx

from argus_core.database import Database, Statement
from argus_core.testing.world import World

RUNS = "/api/v1/client/testrun/generic"


async def submitted(http: httpx.AsyncClient, world: World) -> tuple[dict[str, str], str]:
    ci, job, run_id = await world.account(), await world.job(), uuid4()
    body = {"run_id": str(run_id), "build_id": job.build_id, "build_url": "https://ci/1", "started_by": "ci"}
    await http.post(f"{RUNS}/submit", json=body, headers=ci.headers)
    return ci.headers, f"{RUNS}/{run_id}"


async def test_a_repetition_gets_the_first_answer_and_does_nothing(http: httpx.AsyncClient, world: World) -> None:
    headers, run = await submitted(http, world)
    named = headers | {"X-Argus-Request-Id": uuid4().hex}
    first = await http.post(f"{run}/set_status", json={"new_status": "failed"}, headers=named)
    await http.post(f"{run}/set_status", json={"new_status": "passed"}, headers=headers)
    again = await http.post(f"{run}/set_status", json={"new_status": "failed"}, headers=named)
    assert again.content == first.content
    assert again.headers["X-Argus-Repeated"] == "yes"
    assert (await http.get(f"{run}/get_status", headers=headers)).json()["response"] == "passed"


async def test_a_failure_may_be_tried_again(http: httpx.AsyncClient, world: World) -> None:
    headers, run = await submitted(http, world)
    named = headers | {"X-Argus-Request-Id": uuid4().hex}
    failed = await http.post(f"{run}/set_status", json={"new_status": "nonsense"}, headers=named)
    assert failed.json()["status"] == "error"
    again = await http.post(f"{run}/set_status", json={"new_status": "failed"}, headers=named)
    assert again.json() == {"status": "ok", "response": "failed"}


async def test_a_name_belongs_to_its_caller_and_address(http: httpx.AsyncClient, world: World) -> None:
    headers, run = await submitted(http, world)
    other = await world.account()
    name = {"X-Argus-Request-Id": uuid4().hex}
    await http.post(f"{run}/set_status", json={"new_status": "failed"}, headers=headers | name)
    answer = await http.post(f"{run}/set_status", json={"new_status": "passed"}, headers=other.headers | name)
    assert answer.json()["response"] == "passed"
    beat = await http.post(f"{run}/heartbeat", headers=headers | name)
    assert isinstance(beat.json()["response"], int)


async def test_a_name_that_is_none_is_refused(http: httpx.AsyncClient, world: World) -> None:
    headers, run = await submitted(http, world)
    answer = await http.post(f"{run}/heartbeat", headers=headers | {"X-Argus-Request-Id": "two words"})
    assert "X-Argus-Request-Id" in answer.json()["response"]["message"]


async def test_kept_answers_expire(http: httpx.AsyncClient, world: World, database: Database) -> None:
    headers, run = await submitted(http, world)
    name = uuid4().hex
    await http.post(f"{run}/heartbeat", headers=headers | {"X-Argus-Request-Id": name})
    kept = await database.tuples(Statement("SELECT request_id, TTL(body) FROM request_replay"))
    ((_, seconds),) = [row for row in kept if row[0].endswith(name)]
    assert 86_000 < seconds <= 86_400
