"""Runs and what happened to them over HTTP, against the real database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import EPOCH
from argus_core.database import Database, Statement
from argus_core.plugins.sirenada.rows import SirenadaTest
from argus_core.testing.world import Account, Job, World

API = "/api/v1"
START = datetime(2024, 3, 1, 10, 0, 0, 123000)


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def read(http: httpx.AsyncClient, reader: Account, path: str, **params: Any) -> Any:
    answer = await http.get(f"{API}{path}", headers=reader.headers, params=params or None)
    body = answer.json()
    assert body["status"] == "ok", body
    return body["response"]


async def put_run(world: World, job: Job, number: int | None, **more: Any) -> UUID:
    columns: dict[str, Any] = {
        "build_id": job.build_id,
        "start_time": START + timedelta(days=number or 0),
        "id": uuid4(),
        "release_id": job.release_id,
        "group_id": job.group_id,
        "test_id": job.test_id,
        "status": "passed",
        "investigation_status": "not_investigated",
        "heartbeat": 1709287200,
        "end_time": EPOCH,
        "build_number": number,
        "build_job_url": f"https://ci.example.com/job/{number}/",
        "started_by": "ci",
        "logs": {"a.log": "https://logs.example.com/a.log"},
    } | more
    run = await world.put("generic_run", **columns)
    run_id: UUID = run["id"]
    return run_id


def seconds(day: int) -> float:
    return (START + timedelta(days=day) - EPOCH).total_seconds()


async def numbers(http: httpx.AsyncClient, reader: Account, job: Job, **params: Any) -> list[int]:
    return [run["build_number"] for run in await read(http, reader, f"/test/{job.test_id}/runs", **params)]


async def test_the_newest_runs_of_a_test(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    for number in range(1, 13):
        await put_run(world, job, number)
    assert await numbers(http, reader, job) == list(range(12, 2, -1))
    assert await numbers(http, reader, job, limit="") == list(range(12, 2, -1))
    assert await numbers(http, reader, job, limit=2) == [12, 11]
    assert await numbers(http, reader, job, limit=99) == list(range(12, 0, -1))
    assert await numbers(http, reader, job, before=seconds(3)) == [2, 1]
    assert await numbers(http, reader, job, after=seconds(10)) == [12, 11]
    assert await numbers(http, reader, job, after=seconds(4), before=seconds(7)) == [6, 5]
    assert await numbers(http, reader, job, before="0") == []
    assert await numbers(http, reader, job, before="", after="-1e10") == list(range(12, 2, -1))


async def test_lists_leave_the_other_columns_empty(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    await put_run(world, job, 1)
    (short,) = await read(http, reader, f"/test/{job.test_id}/runs")
    (full,) = await read(http, reader, f"/test/{job.test_id}/runs?full=0")
    assert (short["logs"], short["started_by"], short["heartbeat"]) == ({}, None, 1709287200)
    assert (full["logs"], full["started_by"]) == ({"a.log": "https://logs.example.com/a.log"}, "ci")
    assert set(short) == set(full)
    assert full["end_time"] == "1970-01-01T00:00:00.000Z"


async def test_runs_are_ordered_by_build_number_then_status(
    http: httpx.AsyncClient, reader: Account, world: World
) -> None:
    job = await world.job()
    url = "https://ci.example.com/job/x"
    stories: list[tuple[int | None, str | None, str]]
    stories = [(5, "", "passed"), (None, f"{url}/5/", "failed"), (5, "", "error"), (None, f"{url}/7", "no-such")]
    stories += [(0, f"{url}/6//", "aborted"), (None, None, "failed"), (None, f"{url}/x", "passed")]
    for day, (number, job_url, status) in enumerate(stories):
        start = START + timedelta(days=day)
        await put_run(world, job, number, start_time=start, build_job_url=job_url, status=status)
    runs = await read(http, reader, f"/test/{job.test_id}/runs")
    statuses = ["no-such", "aborted", "failed", "passed", "error", "failed", "passed"]
    assert [run["status"] for run in runs] == statuses


async def test_runs_may_be_asked_for_by_id(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job, other = await world.job(), await world.job()
    first, _, third = [await put_run(world, job, number) for number in (1, 2, 3)]
    elsewhere = await put_run(world, other, 9)
    more = [str(first), str(third), str(first), str(elsewhere), str(uuid4())]
    runs = await read(http, reader, f"/test/{job.test_id}/runs", **{"limit": 1, "additionalRuns[]": more})
    assert [(run["id"], run["started_by"]) for run in runs] == [
        (str(elsewhere), "ci"),
        (str(third), None),
        (str(first), "ci"),
    ]


@pytest.mark.parametrize("plugin", [None, "no-such-plugin"])
async def test_a_test_without_a_known_run_type_has_no_runs(
    http: httpx.AsyncClient, reader: Account, world: World, plugin: str | None
) -> None:
    job = await world.job(plugin=plugin)
    await put_run(world, job, 1)
    assert await read(http, reader, f"/test/{job.test_id}/runs") == []


@pytest.mark.parametrize(
    ("query", "exception", "words"),
    [
        ("limit=ten", "BadRequest", "limit:"),
        ("limit=0", "BadRequest", "limit:"),
        ("limit=99999999999", "BadRequest", "limit:"),
        ("before=yesterday", "TestRunServiceException", "expected float-ms, got: yesterday"),
        ("after=nan", "TestRunServiceException", "expected float-ms, got: nan"),
        ("after=1e300", "TestRunServiceException", "expected float-ms, got: 1e300"),
        ("additionalRuns[]=17", "BadRequest", "badly formed hexadecimal UUID string"),
    ],
)
async def test_bad_questions(
    http: httpx.AsyncClient, reader: Account, world: World, query: str, exception: str, words: str
) -> None:
    job = await world.job()
    answer = await http.get(f"{API}/test/{job.test_id}/runs?{query}", headers=reader.headers)
    told = answer.json()["response"]
    assert told["exception"] == exception
    assert words in told["message"]


async def test_a_run_and_its_type(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    run_id = await put_run(world, job, 1)
    run = await read(http, reader, f"/run/generic/{run_id}")
    assert (run["id"], run["start_time"]) == (str(run_id), "2024-03-02T10:00:00.123Z")
    assert run["logs"] == {"a.log": "https://logs.example.com/a.log"}
    assert await read(http, reader, f"/run/{run_id.hex.upper()}/type") == {"run_type": "generic"}
    assert await read(http, reader, f"/run/sirenada/{run_id}") is None
    assert await read(http, reader, f"/run/no-such-plugin/{run_id}") is None
    assert await read(http, reader, f"/run/{uuid4()}/type") == {"run_type": "unknown-does-not-exist"}


async def test_passwords_are_not_shown(
    http: httpx.AsyncClient, reader: Account, world: World, database: Database
) -> None:
    job = await world.job(plugin="sirenada")
    result = SirenadaTest(test_name="login", sirenada_user="somebody", sirenada_password="secret")
    run_id = uuid4()
    await world.put("sirenada_run", build_id=job.build_id, start_time=START, id=run_id, results=[result])
    stored = await database.value(Statement("SELECT results FROM sirenada_run WHERE id = ?"), (run_id,))
    assert stored[0].sirenada_password == "secret"
    run = await read(http, reader, f"/run/sirenada/{run_id}")
    listed = await read(http, reader, f"/test/{job.test_id}/runs?full=1")
    for shown in (run, listed[0]):
        assert shown["results"][0]["sirenada_user"] == "somebody"
        assert shown["results"][0]["sirenada_password"] is None


async def test_comments_of_a_run(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    run_id = uuid4()
    for posted, message in ((20, "second"), (10, "first"), (30, None)):
        row = {"id": uuid4(), "posted_at": posted, "test_run_id": run_id, "user_id": reader.id}
        await world.put("argus_test_run_comment", **row, message=message, reactions={"+1": 2})
    found = await read(http, reader, f"/run/{run_id}/comments")
    assert [comment["message"] for comment in found] == ["first", "second"]
    assert (found[0]["reactions"], found[0]["mentions"]) == ({"+1": 2}, [])
    assert await read(http, reader, f"/comment/{found[0]['id']}/get") == found[0]
    assert await read(http, reader, f"/comment/{uuid4()}/get") is None
    assert await read(http, reader, f"/run/{uuid4()}/comments") == []


async def test_activity_of_a_run(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    run_id = uuid4()
    message = "Status was changed from {old_status} to {new_status} by {username}"
    for minute, status in ((2, "<failed>"), (1, "running")):
        body = json.dumps({"message": message, "old_status": "created", "new_status": status, "username": "jane"})
        row = {"id": uuid4(), "run_id": run_id, "kind": "ARGUS_TEST_RUN_STATUS_CHANGE", "body": body}
        await world.put("argus_event", **row, created_at=START + timedelta(minutes=minute))
    activity = await read(http, reader, f"/run/{run_id}/activity")
    texts = [activity["events"][event["id"]] for event in activity["raw_events"]]
    assert texts == [
        "Status was changed from created to running by jane",
        "Status was changed from created to &lt;failed&gt; by jane",
    ]
    assert activity["run_id"] == str(run_id)
    nothing = await read(http, reader, f"/run/{uuid4()}/activity")
    assert (nothing["raw_events"], nothing["events"]) == ([], {})
