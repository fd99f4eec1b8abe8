"""Sirenada runs over HTTP, against the real database."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.plugins.sirenada import SirenadaRunType
from argus_core.plugins.sirenada.schemas import SirenadaSubmission
from argus_core.testing.world import Account, Job, World

RUNS = "/api/v1/client/testrun/sirenada"
CREATED = {"status": "ok", "response": "Created"}
STORED = Statement(
    "SELECT status, browsers, clusters, sirenada_test_ids, s3_folder_ids, results FROM sirenada_run WHERE id = ?"
)


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job(plugin=None)


def result(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "test_name": name,
        "class_name": "TestLogin",
        "file_name": "login.py",
        "browser_type": "chrome",
        "cluster_type": "aws",
        "status": "passed",
        "duration": 1.5,
        "sirenada_test_id": "sid-1",
        "sirenada_user": "robot",
        "sirenada_password": "pw",
    } | changes


def submission(job: Job, run_id: UUID, *results: dict[str, Any], **changes: Any) -> dict[str, Any]:
    url = f"https://ci.example.com/job/{job.build_id}/5/"
    body = {"run_id": str(run_id), "build_id": job.build_id, "build_job_url": url, "region": "eu-west-1"}
    return body | {"results": list(results)} | changes


async def submit(http: httpx.AsyncClient, ci: Account, body: dict[str, Any]) -> Any:
    return (await http.post(f"{RUNS}/submit", json=body, headers=ci.headers)).json()


async def stored(database: Database, run_id: UUID) -> tuple[Any, ...]:
    (row,) = await database.tuples(STORED, (run_id,))
    return row


async def test_results_fill_the_lists_and_fail_the_run(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    bad = result("b", browser_type="firefox", status="error", s3_folder_id="folder-1")
    assert await submit(http, ci, submission(job, run_id, result("a"), bad)) == CREATED
    status, browsers, clusters, ids, folders, results = await stored(database, run_id)
    assert (status, browsers, clusters, ids) == ("failed", ["chrome", "firefox"], ["aws"], ["sid-1"])
    assert folders == [("folder-1", "sid-1")]
    assert [item.test_name for item in results] == ["a", "b"]


async def test_a_repeated_delivery_leaves_each_result_once(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    body = submission(job, run_id, result("a"), result("b"), result("a", duration=9.0))
    await asyncio.gather(*(submit(http, ci, body) for _ in range(6)))
    assert sorted((item.test_name, item.duration) for item in (await stored(database, run_id))[-1]) == [
        ("a", 1.5),
        ("b", 1.5),
    ]


async def test_portions_that_come_at_once_are_all_kept(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    portions = [submission(job, run_id, result(f"t{n}", browser_type=f"b{n % 3}")) for n in range(9)]
    assert await asyncio.gather(*(submit(http, ci, body) for body in portions)) == [CREATED] * 9
    _, browsers, _, _, _, results = await stored(database, run_id)
    assert sorted(browsers) == ["b0", "b1", "b2"]
    assert sorted(item.test_name for item in results) == [f"t{n}" for n in range(9)]


async def test_an_aborted_run_stays_aborted(http: httpx.AsyncClient, ci: Account, job: Job, database: Database) -> None:
    run_id = uuid4()
    await submit(http, ci, submission(job, run_id))
    await http.post(f"{RUNS}/{run_id}/set_status", json={"new_status": "aborted"}, headers=ci.headers)
    await submit(http, ci, submission(job, run_id, result("a", status="failed")))
    assert (await stored(database, run_id))[0] == "aborted"


async def test_a_failure_that_is_known_does_not_fail_the_run_again(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    body = submission(job, run_id, result("a", status="failed"))
    await submit(http, ci, body)
    await http.post(f"{RUNS}/{run_id}/set_status", json={"new_status": "passed"}, headers=ci.headers)
    await submit(http, ci, body)
    assert (await stored(database, run_id))[0] == "passed"


async def test_fields_that_are_missing_add_nothing_to_lists(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database
) -> None:
    run_id = uuid4()
    bare = {"test_name": "t", "start_time": "2024-03-01T12:00:00.5+02:00"}
    assert await submit(http, ci, submission(job, run_id, bare)) == CREATED
    _, browsers, clusters, ids, folders, (kept,) = await stored(database, run_id)
    assert (browsers, clusters, ids, folders) == (None, None, None, None)
    assert kept.start_time.isoformat() == "2024-03-01T10:00:00.500000"


async def test_a_status_change_drops_snapshots(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database, world: World
) -> None:
    run_id = uuid4()
    await submit(http, ci, submission(job, run_id))
    snapshot = {"filter_key": "v=::img=::nov=0::lim=0", "payload": "{}"}
    await world.put("argus_release_stats_snapshot", release_id=job.release_id, **snapshot)
    await submit(http, ci, submission(job, run_id, result("a", status="failed")))
    left = Statement("SELECT filter_key FROM argus_release_stats_snapshot WHERE release_id = ?")
    assert await database.tuples(left, (job.release_id,)) == []


async def test_passwords_can_be_dropped(job: Job, core: Core) -> None:
    kind = SirenadaRunType(core)
    given = SirenadaSubmission.model_validate(submission(job, uuid4(), result("a"))).results[0]
    assert kind._stored_form(given).sirenada_password == "pw"
    kind.settings = core.settings.model_copy(update={"sirenada_drop_passwords": True})
    assert kind._stored_form(given).sirenada_password is None


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("logs/submit", "Log submission is not supported for Sirenada"),
        ("finalize", "Sirenada runs do not need finalization"),
    ],
)
async def test_calls_that_sirenada_runs_do_not_offer(
    http: httpx.AsyncClient, ci: Account, job: Job, path: str, message: str
) -> None:
    run_id = uuid4()
    await submit(http, ci, submission(job, run_id))
    answer = await http.post(f"{RUNS}/{run_id}/{path}", json={"logs": []}, headers=ci.headers)
    told = answer.json()["response"]
    assert (told["exception"], told["message"]) == ("SirenadaPluginException", message)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"results": None}, "results"),
        ({"results": [{"duration": 1e39}]}, "duration"),
        ({"results": [{"start_time": "soon"}]}, "start_time"),
        ({"region": 5}, "region"),
    ],
)
async def test_bad_input_stores_nothing(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database, changes: dict[str, Any], word: str
) -> None:
    run_id = uuid4()
    told = await submit(http, ci, submission(job, run_id, **changes))
    assert told["response"]["exception"] == "BadRequest"
    assert word in told["response"]["message"]
    assert await database.tuples(STORED, (run_id,)) == []
