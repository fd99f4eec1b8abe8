"""Reports of drivers over HTTP, against the real database."""

from __future__ import annotations

import asyncio
import base64
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import utc_now
from argus_core.database import Database, Statement
from argus_core.plugins.driver_matrix.rows import TestCollection, TestSuite
from argus_core.testing.world import Account, Job, World

RUNS = "/api/v1/client/testrun/driver-matrix-tests"
MATRIX = "/api/v1/client/driver_matrix"
STORED = Statement("SELECT status, test_collection, environment_info, scylla_version FROM driver_test_run WHERE id = ?")
OK = {"status": "ok", "response": True}


def xml(suites: int = 1, cases: int = 1) -> str:
    tests = "".join(f"<testcase name='t{n}' classname='C' time='0.5'/>" for n in range(cases))
    body = "".join(f"<testsuite name='s{n}' tests='{cases}' time='1'>{tests}</testsuite>" for n in range(suites))
    return base64.encodebytes(f"<testsuites>{body}</testsuites>".encode()).decode()


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job(plugin=None)


@pytest.fixture
async def run_id(http: httpx.AsyncClient, ci: Account, job: Job) -> UUID:
    return await submit(http, ci, job)


async def submit(http: httpx.AsyncClient, ci: Account, job: Job) -> UUID:
    run_id = uuid4()
    url = f"https://ci.example.com/job/{job.build_id}/3/"
    body = {"schema_version": "v2", "run_id": str(run_id), "job_name": job.build_id, "job_url": url}
    answer = await http.post(f"{RUNS}/submit", json=body, headers=ci.headers)
    assert answer.json() == {"status": "ok", "response": "Created"}
    return run_id


async def send(http: httpx.AsyncClient, ci: Account, run_id: UUID, name: str, /, **changes: Any) -> Any:
    body = {"run_id": str(run_id), "driver_name": name, "driver_type": "other", "raw_xml": xml()} | changes
    return (await http.post(f"{MATRIX}/result/submit", json=body, headers=ci.headers)).json()


async def stored(database: Database, run_id: UUID) -> tuple[Any, ...]:
    (row,) = await database.tuples(STORED, (run_id,))
    return row


async def test_parallel_drivers_lose_nothing(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    names = [f"pytest.scylla.v3.{n}" for n in range(12)]
    beats = [http.post(f"{RUNS}/{run_id}/heartbeat", headers=ci.headers) for _ in range(5)]
    answers = await asyncio.gather(*(send(http, ci, run_id, name) for name in names for _ in range(2)), *beats)
    assert answers[:24] == [OK] * 24
    status, collections, _, _ = await stored(database, run_id)
    assert sorted(collection.name for collection in collections) == sorted(names)
    assert status == "running"


async def test_the_first_collection_of_a_name_stays(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    await send(http, ci, run_id, "a", raw_xml=xml(suites=2, cases=3))
    await send(http, ci, run_id, "a", raw_xml=xml())
    _, (collection,), _, _ = await stored(database, run_id)
    assert (collection.tests_total, len(collection.suites), collection.time) == (6, 2, 2.0)


async def test_a_report_does_not_undo_a_final_status(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    await http.post(f"{RUNS}/{run_id}/set_status", json={"new_status": "aborted"}, headers=ci.headers)
    await send(http, ci, run_id, "a")
    assert (await stored(database, run_id))[0] == "aborted"


async def test_a_failure_is_stored_without_suites_and_never_with_null(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    body = {"run_id": str(run_id), "driver_name": "TEST-scylla-2.1", "driver_type": "cpp", "failure_reason": "no patch"}
    for _ in range(2):
        answer = await http.post(f"{MATRIX}/result/fail", json=body, headers=ci.headers)
        assert answer.json() == OK
    _, (collection,), _, _ = await stored(database, run_id)
    assert (collection.driver, collection.failures, collection.tests_total) == ("scylla", 1, 1)
    assert collection.failure_message == "no patch"
    assert collection.suites == []


async def test_the_environment_grows_and_the_version_follows(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, job: Job, database: Database
) -> None:
    texts = [
        "scylla-version: 6.1.0\njava: 10\njava: 11\nnoise\n\n",
        "java: 17\nos: linux: debian",
        "scylla-version: 6.1.1",
    ]
    for text in texts:
        answer = await http.post(
            f"{MATRIX}/env/submit", json={"run_id": str(run_id), "raw_env": text}, headers=ci.headers
        )
        assert answer.json() == OK
    _, _, environment, version = await stored(database, run_id)
    facts = [("scylla-version", "6.1.0"), ("java", "11"), ("os", "linux: debian")]
    assert [(info.key, info.value) for info in environment] == facts
    assert version == "6.1.1"
    seen = Statement("SELECT version FROM release_distinct_versions WHERE release_id = ?")
    assert await database.tuples(seen, (job.release_id,)) == [("6.1.0",), ("6.1.1",)]


async def test_a_run_is_read_back_with_its_reports(http: httpx.AsyncClient, ci: Account, run_id: UUID) -> None:
    await send(http, ci, run_id, "pytest.scylla.v3.1")
    run = (await http.get(f"{RUNS}/{run_id}/get", headers=ci.headers)).json()["response"]
    case = {"name": "t0", "status": "passed", "time": 0.5, "classname": "C", "message": ""}
    assert run["test_collection"][0]["suites"][0]["cases"] == [case]
    assert run["logs"] == []


async def test_an_old_row_with_nulls_in_its_types_is_read_with_empty_lists(
    http: httpx.AsyncClient, ci: Account, job: Job, world: World
) -> None:
    run_id = uuid4()
    old = TestCollection(name="a", driver=None, suites=None)  # type: ignore[arg-type]  # as an older writer left it
    suite = TestSuite(name="s", cases=None)  # type: ignore[arg-type]
    other = TestCollection(name="b", driver="scylla", suites=[suite])
    await world.put(
        "driver_test_run", build_id=job.build_id, start_time=utc_now(), id=run_id, test_collection=[old, other]
    )
    run = (await http.get(f"{RUNS}/{run_id}/get", headers=ci.headers)).json()["response"]
    assert [collection["suites"] for collection in run["test_collection"]] == [[], [suite_as_json("s")]]
    assert (await send(http, ci, run_id, "c")) == OK


def suite_as_json(name: str) -> dict[str, Any]:
    numbers = dict.fromkeys(("tests_total", "failures", "disabled", "skipped", "passed", "errors"), 0)
    return {"name": name, "time": 0.0, "cases": []} | numbers


async def test_without_a_status_the_end_means_passed(
    http: httpx.AsyncClient, ci: Account, run_id: UUID, database: Database
) -> None:
    await http.post(f"{RUNS}/{run_id}/finalize", headers=ci.headers)
    assert (await stored(database, run_id))[0] == "passed"
    await http.post(f"{RUNS}/{run_id}/finalize", json={"status": "failed"}, headers=ci.headers)
    assert (await stored(database, run_id))[0] == "failed"


async def test_which_versions_a_job_has_tested(http: httpx.AsyncClient, ci: Account, job: Job, world: World) -> None:
    first, second = await submit(http, ci, job), await submit(http, ci, job)
    for run_id, name in (
        (first, "x.scylla.v3.1"),
        (second, "x.scylla.v3.1"),
        (second, "x.scylla.v3.0"),
        (second, "odd"),
    ):
        await send(http, ci, run_id, name)
    await submit(http, ci, job)
    answer = await http.get(f"{MATRIX}/test_report", params={"buildId": job.build_id}, headers=ci.headers)
    told = answer.json()["response"]
    assert told["release"] == job.release_name
    assert told["versions"] == {"scylla": ["x.scylla.v3.0", "x.scylla.v3.1"], "Unknown": ["odd"]}


@pytest.mark.parametrize(
    ("query", "message"),
    [({}, "No build id provided"), ({"buildId": "no/such"}, "No results for build_id no/such")],
)
async def test_a_report_about_nothing(
    http: httpx.AsyncClient, ci: Account, query: dict[str, str], message: str
) -> None:
    answer = await http.get(f"{MATRIX}/test_report", params=query, headers=ci.headers)
    told = answer.json()["response"]
    assert (told["exception"], told["message"]) == ("Exception", message)


@pytest.mark.parametrize("version", ["v1", 2, None])
async def test_the_first_form_of_a_submission_is_refused(
    http: httpx.AsyncClient, ci: Account, job: Job, database: Database, version: Any
) -> None:
    body = {"schema_version": version, "run_id": str(uuid4()), "matrix_results": []}
    answer = await http.post(f"{RUNS}/submit", json=body, headers=ci.headers)
    assert answer.json()["response"]["exception"] == "DriverMatrixPluginError"


@pytest.mark.parametrize(
    ("changes", "exception", "word"),
    [
        ({"raw_xml": "***"}, "BadRequest", "raw_xml"),
        ({"raw_xml": base64.b64encode(b"<not xml").decode()}, "ParseError", "XML"),
        ({"raw_xml": base64.b64encode(b"<testsuite name='a' tests='99999999999'/>").decode()}, "BadRequest", "stored"),
        ({"run_id": "no-uuid"}, "BadRequest", "run_id"),
        ({"driver_name": None}, "BadRequest", "driver_name"),
    ],
)
async def test_bad_reports_are_refused_and_change_nothing(
    http: httpx.AsyncClient,
    ci: Account,
    run_id: UUID,
    database: Database,
    changes: dict[str, Any],
    exception: str,
    word: str,
) -> None:
    told = (await send(http, ci, run_id, "a", **changes))["response"]
    assert told["exception"] == exception
    assert word in told["message"]
    assert (await stored(database, run_id))[:2] == ("created", None)


async def test_a_report_for_an_unknown_run(http: httpx.AsyncClient, ci: Account) -> None:
    told = await send(http, ci, uuid4(), "a")
    assert told["response"]["exception"] == "DocumentNotFound"
