"""The life of a generic run over HTTP, against the real database."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.runs.service import RunService
from argus_core.testing.world import Account, Job, World

RUNS = "/api/v1/client/testrun"
BY_ID = Statement(
    "SELECT build_id, start_time, status, scylla_version, product_version, end_time, assignee "
    "FROM generic_run WHERE id = ?"
)


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job(plugin=None)


def submission(job: Job, run_id: UUID, **changes: Any) -> dict[str, Any]:
    return {
        "schema_version": "v1",
        "run_id": str(run_id),
        "build_id": job.build_id,
        "build_url": f"https://ci.example.com/job/{job.build_id}/17/",
        "started_by": "ci",
        "sub_type": "dtest",
    } | changes


async def submit(http: httpx.AsyncClient, ci: Account, job: Job, **changes: Any) -> UUID:
    run_id = uuid4()
    answer = await http.post(f"{RUNS}/generic/submit", json=submission(job, run_id, **changes), headers=ci.headers)
    assert answer.json() == {"status": "ok", "response": "Created"}
    return run_id


async def test_a_submitted_run_is_read_back(http: httpx.AsyncClient, ci: Account, job: Job) -> None:
    run_id = await submit(http, ci, job, scylla_version="2024.1.4-0.20240301.deadbeef")
    answer = await http.get(f"{RUNS}/generic/{run_id}/get", headers=ci.headers)
    run = answer.json()["response"]
    assert answer.headers["content-type"] == "application/json"
    assert run["build_number"] == 17
    assert run["status"] == "running"
    assert run["scylla_version"] == "2024.1.4"
    assert run["test_id"] == str(job.test_id)
    assert run["logs"] == {}
    assert list(run) == sorted(run)


async def test_info_tells_where_a_run_belongs(http: httpx.AsyncClient, ci: Account, job: Job) -> None:
    run_id = await submit(http, ci, job)
    info = (await http.get(f"{RUNS}/{run_id}/info", headers=ci.headers)).json()["response"]
    assert info["plugin_name"] == "generic"
    assert info["test_info"]["release"]["name"] == job.release_name
    assert info["test_info"]["test"]["plugin_name"] == "generic"
    assert info["comments"] == []


async def test_a_run_of_an_unknown_job_is_kept(http: httpx.AsyncClient, ci: Account, job: Job) -> None:
    run_id = await submit(http, ci, job, build_id=f"nowhere/{uuid4()}")
    info = (await http.get(f"{RUNS}/{run_id}/info", headers=ci.headers)).json()["response"]
    assert info["test_info"] in ({}, {"test": None, "group": None, "release": None})
    assert info["test_run"]["test_id"] is None


async def test_parallel_deliveries_of_one_submission_leave_one_run(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    body = submission(job, run_id)
    calls = [http.post(f"{RUNS}/generic/submit", json=body, headers=ci.headers) for _ in range(40)]
    answers = [answer.json() for answer in await asyncio.gather(*calls)]
    assert answers == [{"status": "ok", "response": "Created"}] * 40
    assert len(await database.tuples(BY_ID, (run_id,))) == 1
    located = Statement("SELECT run_type FROM run_by_id WHERE run_id = ?")
    assert await database.tuples(located, (run_id,)) == [("generic",)]


async def test_runs_of_a_job_that_begin_at_once_replace_each_other_nowhere(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    """The key of a row is (job, millisecond of its start)."""
    run_ids = await asyncio.gather(*(submit(http, ci, job) for _ in range(30)))
    rows = await database.tuples(
        Statement("SELECT id, start_time FROM generic_run WHERE build_id = ?"), (job.build_id,)
    )
    assert {run_id for run_id, _ in rows} == set(run_ids)
    assert len({started for _, started in rows}) == 30


async def test_a_start_that_another_system_used_is_not_taken(core: Core, job: Job, world: World) -> None:
    taken = utc_now() - timedelta(days=2)
    await world.put("generic_run", build_id=job.build_id, start_time=taken, id=uuid4())
    start = await core.of(RunService).locator.free_start("generic", job.build_id, taken)
    assert taken < start < taken + timedelta(seconds=1)


@pytest.mark.parametrize("build_id", ["", "x" * 70_000])
async def test_a_job_path_that_can_be_no_key_is_refused(
    build_id: str, http: httpx.AsyncClient, ci: Account, job: Job
) -> None:
    body = submission(job, uuid4(), build_id=build_id)
    answer = (await http.post(f"{RUNS}/generic/submit", json=body, headers=ci.headers)).json()["response"]
    assert answer["exception"] == "BadRequest"
    assert answer["message"].startswith("build_id: ")


async def test_a_claim_without_its_row_is_completed_by_the_next_delivery(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    """A server that was killed between claiming the id and writing the row."""
    run_id = await submit(http, ci, job)
    ((build_id, started, *_),) = await database.tuples(BY_ID, (run_id,))
    await database.execute(
        Statement("DELETE FROM generic_run WHERE build_id = ? AND start_time = ?"), (build_id, started)
    )
    answer = await http.post(f"{RUNS}/generic/submit", json=submission(job, run_id), headers=ci.headers)
    assert answer.json()["response"] == "Created"
    ((_, again, *_),) = await database.tuples(BY_ID, (run_id,))
    assert again == started


async def test_parallel_logs_are_all_kept(http: httpx.AsyncClient, ci: Account, job: Job) -> None:
    run_id = await submit(http, ci, job)

    async def add(number: int) -> None:
        logs = {"logs": [{"log_name": f"log {number}", "log_link": f"https://logs/{number}"}]}
        answer = await http.post(f"{RUNS}/generic/{run_id}/logs/submit", json=logs, headers=ci.headers)
        assert answer.json() == {"status": "ok", "response": "Submitted"}

    await asyncio.gather(*(add(number % 40) for number in range(60)))
    stored = (await http.get(f"{RUNS}/generic/{run_id}/get", headers=ci.headers)).json()["response"]["logs"]
    assert stored == {f"log {n}": f"https://logs/{n}" for n in range(40)}


async def test_a_log_keeps_its_first_link(http: httpx.AsyncClient, ci: Account, job: Job) -> None:
    run_id = await submit(http, ci, job)
    for link in ("https://first", "https://second"):
        logs = {"logs": [{"log_name": "db", "log_link": link}, {"log_name": "db", "log_link": "https://third"}]}
        await http.post(f"{RUNS}/generic/{run_id}/logs/submit", json=logs, headers=ci.headers)
    run = (await http.get(f"{RUNS}/generic/{run_id}/get", headers=ci.headers)).json()["response"]
    assert run["logs"] == {"db": "https://first"}


async def test_heartbeat_and_status_do_not_undo_each_other(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = await submit(http, ci, job)
    beats = [http.post(f"{RUNS}/generic/{run_id}/heartbeat", headers=ci.headers) for _ in range(20)]
    change = http.post(f"{RUNS}/generic/{run_id}/set_status", json={"new_status": "failed"}, headers=ci.headers)
    await asyncio.gather(*beats[:10], change, *beats[10:])
    assert (await http.get(f"{RUNS}/generic/{run_id}/get_status", headers=ci.headers)).json()["response"] == "failed"


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[1]"], ids=["nothing", "malformed", "null", "list"])
async def test_finalize_takes_any_body(http: httpx.AsyncClient, ci: Account, job: Job, body: bytes) -> None:
    run_id = await submit(http, ci, job)
    headers = ci.headers | {"Content-Type": "application/json"}
    answer = await http.post(f"{RUNS}/generic/{run_id}/finalize", content=body, headers=headers)
    assert answer.json() == {"status": "ok", "response": "Finalized"}


async def test_finalize_stores_end_status_and_version(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = await submit(http, ci, job)
    body = {"end_time": 1717243200.5, "status": "passed", "scylla_version": "6.0.1-0.20240101.aa"}
    await http.post(f"{RUNS}/generic/{run_id}/finalize", json=body, headers=ci.headers)
    ((_, _, status, version, product, end, _),) = await database.tuples(BY_ID, (run_id,))
    assert (status, version, product) == ("passed", "6.0.1", "6.0.1-0.20240101.aa")
    assert end.isoformat() == "2024-06-01T12:00:00.500000"


async def test_the_plan_for_a_version_names_the_assignee(
    http: httpx.AsyncClient, ci: Account, job: Job, world: World, database: Database
) -> None:
    from cassandra.util import uuid_from_time

    owner, responsible = await world.account(), await world.account()
    plan = {
        "name": "plan",
        "owner": owner.id,
        "release_id": job.release_id,
        "tests": [job.test_id],
        "target_version": "2024.1.4",
    }
    await world.put("argus_release_plan", id=uuid_from_time(1), assignee_mapping={job.test_id: responsible.id}, **plan)
    run_id = await submit(http, ci, job)
    version = {"product_version": "2024.1.4-0.20240301.deadbeef"}
    await http.post(f"{RUNS}/generic/{run_id}/update_product_version", json=version, headers=ci.headers)
    ((*_, assignee),) = await database.tuples(BY_ID, (run_id,))
    assert assignee == responsible.id


@pytest.mark.parametrize(
    ("path", "body", "exception", "word"),
    [
        ("generic/{run}/set_status", {}, "BadRequest", "new_status"),
        ("generic/{run}/set_status", {"new_status": "no-such"}, "BadRequest", "new_status"),
        ("generic/{run}/logs/submit", {"logs": [{"log_name": "x"}]}, "BadRequest", "logs.0.log_link"),
        ("generic/{run}/finalize", {"end_time": "soon"}, "BadRequest", "end_time"),
        ("generic/{run}/finalize", {"end_time": 1e300}, "BadRequest", "end_time"),
        ("generic/{run}/update_product_version", {"product_version": 7}, "BadRequest", "product_version"),
        ("generic/submit", {"run_id": "no-uuid"}, "BadRequest", "run_id"),
        ("generic/no-uuid/set_status", {"new_status": "failed"}, "BadRequest", "badly formed hexadecimal UUID string"),
        ("no-such-type/{run}/set_status", {"new_status": "failed"}, "ClientException", "Unsupported run type"),
    ],
)
async def test_bad_input_is_refused_with_a_sentence_that_names_it(
    http: httpx.AsyncClient, ci: Account, job: Job, path: str, body: dict[str, Any], exception: str, word: str
) -> None:
    run_id = await submit(http, ci, job)
    answer = await http.post(f"{RUNS}/{path.format(run=run_id)}", json=body, headers=ci.headers)
    assert answer.status_code == 200
    told = answer.json()["response"]
    assert told["exception"] == exception
    assert word in told["message"]
    assert told["arguments"][0] == told["message"]
    assert len(told["trace_id"]) == 44


async def test_unknown_runs(http: httpx.AsyncClient, ci: Account) -> None:
    unknown = uuid4()
    assert (await http.get(f"{RUNS}/generic/{unknown}/get", headers=ci.headers)).json() == {
        "status": "ok",
        "response": None,
    }
    beat = (await http.post(f"{RUNS}/generic/{unknown}/heartbeat", headers=ci.headers)).json()
    assert beat["response"]["exception"] == "DocumentNotFound"
    info = (await http.get(f"{RUNS}/{unknown}/info", headers=ci.headers)).json()
    assert info["response"]["message"] == f"Test run {unknown} not found in any plugin model"


async def test_nobody_is_refused_before_the_body_is_read(http: httpx.AsyncClient, job: Job) -> None:
    answer = await http.post(f"{RUNS}/generic/submit", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 403
    assert answer.json() == {"status": "error", "message": "Authorization required"}


async def test_a_run_of_before_the_locator_is_found_and_recorded(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database, world: World
) -> None:
    from argus_core.clock import utc_now

    run_id = uuid4()
    await world.put("generic_run", build_id=job.build_id, start_time=utc_now(), id=run_id, status="created")
    answer = await http.get(f"{RUNS}/generic/{run_id}/get_status", headers=ci.headers)
    assert answer.json()["response"] == "created"
    located = Statement("SELECT build_id FROM run_by_id WHERE run_id = ? AND run_type = 'generic'")
    assert await database.value(located, (run_id,)) == job.build_id
