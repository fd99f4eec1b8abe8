"""Overviews, event figures and parts of runs over HTTP, from the real database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import EPOCH
from argus_core.plugins.driver_matrix.rows import TestCase, TestCollection, TestSuite
from argus_core.plugins.sct.nemesis.types import NodeDescription
from argus_core.plugins.sirenada.rows import SirenadaTest
from argus_core.results.rows import ColumnMetadata
from argus_core.testing.world import Account, Job, World

START = datetime(2024, 3, 1, 10)
SCT = "scylla-cluster-tests"
TABLES = {
    "generic": "generic_run",
    SCT: "sct_test_run",
    "driver-matrix-tests": "driver_test_run",
    "sirenada": "sirenada_run",
}
NOTHING = {
    "events": [],
    "nemeses": [],
    "coredumps": [],
    "failed_tests": [],
    "failed_tests_total": 0,
    "pytest_failures": {},
    "failed_cells": [],
    "failed_cells_total": 0,
}


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def put_run(world: World, job: Job, plugin: str, number: int = 7, **more: Any) -> UUID:
    run_id = uuid4()
    row: dict[str, Any] = {
        "build_id": job.build_id,
        "start_time": START + timedelta(days=number),
        "id": run_id,
        "test_id": job.test_id,
        "group_id": job.group_id,
        "release_id": job.release_id,
        "status": "failed",
        "investigation_status": "not_investigated",
        "heartbeat": 1709287200,
        "end_time": EPOCH,
        "build_number": number,
        "build_job_url": f"https://ci.example.com/{number}/",
        "scylla_version": "2024.1.3",
    } | more
    await world.put(TABLES[plugin], **row)
    return run_id


async def ask(http: httpx.AsyncClient, reader: Account, path: str, **more: Any) -> httpx.Response:
    headers = reader.headers | more.pop("headers", {})
    return await http.get(f"/api/v1/run/{path}", headers=headers, params=more)


async def overview(http: httpx.AsyncClient, reader: Account, run_id: UUID) -> dict[str, Any]:
    body = (await ask(http, reader, f"{run_id}/overview")).json()
    assert body["status"] == "ok", body
    found: dict[str, Any] = body["response"]
    return found


async def put_event(world: World, run_id: UUID, severity: str, second: int, kind: str = "Error", **more: Any) -> UUID:
    event_id = uuid4()
    row = {"run_id": run_id, "severity": severity, "ts": START + timedelta(seconds=second), "event_id": event_id}
    await world.put("sct_event", **row, event_type=kind, **({"message": f"m{second}", "node": "n1"} | more))
    return event_id


# ---- overview --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("plugin", list(TABLES))
async def test_the_header_of_a_run(http: httpx.AsyncClient, world: World, reader: Account, plugin: str) -> None:
    job = await world.job(plugin=plugin, pretty_name="Pretty test")
    end = START + timedelta(days=7, seconds=90)
    run_id = await put_run(world, job, plugin, assignee=reader.id, end_time=end, product_version="2024.1.3-x")
    found = await overview(http, reader, run_id)
    person = {
        "id": str(reader.id),
        "username": reader.username,
        "full_name": f"Full {reader.username}",
        "picture_id": None,
    }
    test = {"id": str(job.test_id), "name": job.build_id.split("/")[-1], "pretty_name": "Pretty test"}
    assert found["test"] == test
    assert (found["group"]["id"], found["release"]["name"]) == (str(job.group_id), job.release_name)
    shared = {"status": "failed", "investigation_status": "not_investigated", "assignee": person, "duration": 90.0}
    (build,) = found["history"]
    started = "2024-03-08T10:00:00.000Z"
    assert build == shared | {"id": str(run_id), "build_number": 7, "version": "2024.1.3", "started": started}
    assert {key: value for key, value in found.items() if key not in ("test", "group", "release", "history")} == {
        **shared,
        **NOTHING,
        "id": str(run_id),
        "run_type": plugin,
        "build_id": job.build_id,
        "build_number": 7,
        "build_url": "https://ci.example.com/7/",
        "version": "2024.1.3",
        "product_version": "2024.1.3-x",
        "started": started,
        "heartbeat": 1709287200,
        "finished": "2024-03-08T10:01:30.000Z",
    }


async def test_a_running_run_of_an_unknown_job(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    run_id = uuid4()
    await world.put("generic_run", build_id=f"job-{run_id}", start_time=START, id=run_id, assignee=uuid4())
    found = await overview(http, reader, run_id)
    assert [found[key] for key in ("test", "group", "release", "assignee", "finished", "duration")] == [None] * 6
    assert [build["id"] for build in found["history"]] == [str(run_id)]


async def test_the_last_twenty_builds(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    job = await world.job()
    runs = [await put_run(world, job, "generic", number) for number in range(1, 23)]
    found = await overview(http, reader, runs[0])
    assert [build["build_number"] for build in found["history"]] == list(range(22, 2, -1))
    assert found["build_number"] == 1


async def test_why_an_sct_run_failed(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    job = await world.job(plugin=SCT)
    run_id = await put_run(world, job, SCT)
    for second in range(10, 18):
        await put_event(world, run_id, "ERROR", second)
    first = await put_event(world, run_id, "CRITICAL", 9, "Fatal")
    for severity in ("WARNING", "NORMAL", "DEBUG"):
        await put_event(world, run_id, severity, 1)
    message = "node=Node db-1 [10.0.0.1]\ncorefile_url=https://x.example.com/core.zst"
    dump = await put_event(world, run_id, "ERROR", 30, "CoreDumpEvent", message=message, node="db-1")
    node = NodeDescription(name="db-2", ip="10.0.0.2", shards=7)
    for start, status in ((1, "failed"), (2, "succeeded"), (3, "running")):
        row = {"run_id": run_id, "start_time": start, "name": f"nemesis-{start}", "class_name": "Stop", "duration": 5}
        await world.put("sct_nemesis", **row, status=status, target_node=node, end_time=6, stack_trace="trace")
    found = await overview(http, reader, run_id)
    assert [event["message"] for event in found["events"]] == ["m9", "m10", "m11", "m12", "m13"]
    assert found["events"][0] == {
        "event_id": str(first),
        "ts": "2024-03-01T10:00:09.000Z",
        "severity": "CRITICAL",
        "event_type": "Fatal",
        "node": "n1",
        "message": "m9",
    }
    nemesis = {"name": "nemesis-1", "class_name": "Stop", "target_node": "db-2", "stack_trace": "trace"}
    assert found["nemeses"] == [nemesis | {"start_time": 1, "end_time": 6, "duration": 5}]
    log = {"log_name": "core.scylla-db-1-2024-03-01_10-00-30.zst", "link": "https://x.example.com/core.zst"}
    assert found["coredumps"] == [log | {"event_id": str(dump), "ts": "2024-03-01T10:00:30.000Z", "node": "db-1"}]


async def test_cells_that_failed(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    job = await world.job()
    run_id = await put_run(world, job, "generic")
    columns = [
        ColumnMetadata(name="p99", unit="ms", type="FLOAT"),
        ColumnMetadata(name="text", type="TEXT"),
        ColumnMetadata(name="hidden", unit="ms", type="FLOAT", visible=False),
    ]
    table = {"test_id": job.test_id, "name": "Latency"}
    await world.put("generic_result_metadata_v1", **table, columns_meta=columns, rows_meta=["read", "write"])
    cells: list[tuple[str, str, str, dict[str, Any]]] = [
        ("p99", "read", "ERROR", {"value": 12.5}),
        ("p99", "write", "PASS", {"value": 1.5}),
        ("text", "read", "ERROR", {"value_text": "slow"}),
        ("text", "write", "WARNING", {"value_text": "hm"}),
        ("hidden", "read", "ERROR", {"value": 1.0}),
    ]
    for column, row, status, value in cells:
        key = table | {"run_id": run_id, "column": column, "row": row}
        await world.put("generic_result_data_v1", **key, status=status, sut_timestamp=START, **value)
    found = await overview(http, reader, run_id)
    assert found["failed_cells"] == [
        {"table": "Latency", "column": "p99", "row": "read", "value": 12.5, "unit": "ms"},
        {"table": "Latency", "column": "text", "row": "read", "value": "slow", "unit": None},
    ]
    assert found["failed_cells_total"] == 2


async def test_pytest_results_that_failed(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    run_id = await put_run(world, await world.job(), "generic")
    statuses = ["passed", "skipped", "xfailed", "xpass", "failure", "failure", "passed & error", "of its own"]
    for number, status in enumerate(statuses):
        row = {"name": f"test_{uuid4().hex}", "status": status, "id": START + timedelta(seconds=number)}
        await world.put("pytest_v2", **row, run_id=run_id)
    found = await overview(http, reader, run_id)
    assert found["pytest_failures"] == {"failure": 2, "passed & error": 1, "of its own": 1}


async def test_sirenada_tests_that_failed(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    tests = [
        SirenadaTest(test_name=f"test-{n}", browser_type="chrome", status=status, message="no", sirenada_password="x")
        for n, status in enumerate(["passed", "failed", "skipped", "error"] + ["failed"] * 60)
    ]
    run_id = await put_run(world, await world.job(plugin="sirenada"), "sirenada", results=tests)
    found = await overview(http, reader, run_id)
    assert (found["failed_tests_total"], len(found["failed_tests"])) == (62, 50)
    assert found["failed_tests"][0] == {"name": "test-1", "group": "chrome", "status": "failed", "message": "no"}


async def test_driver_tests_that_failed(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    cases = [TestCase(name=f"case-{s}", status=s, message="no") for s in ("passed", "failure", "error", "skipped")]
    collections = [
        TestCollection(name="python 3.29", driver="python", suites=[TestSuite(name="suite", cases=cases)]),
        TestCollection(name="java 4", driver="java", failure_message="it did not build"),
    ]
    job = await world.job(plugin="driver-matrix-tests")
    run_id = await put_run(world, job, "driver-matrix-tests", test_collection=collections)
    found = await overview(http, reader, run_id)
    told = [(test["name"], test["group"], test["message"]) for test in found["failed_tests"]]
    assert told == [
        ("case-failure", "python 3.29", "no"),
        ("case-error", "python 3.29", "no"),
        (None, "java 4", "it did not build"),
    ]


async def test_overviews_of_nothing(http: httpx.AsyncClient, reader: Account) -> None:
    told = (await ask(http, reader, f"{uuid4()}/overview")).json()["response"]
    assert told["exception"] == "DocumentNotFound"
    told = (await ask(http, reader, "17/overview")).json()["response"]
    assert told["message"] == "run_id: badly formed hexadecimal UUID string"


# ---- events ----------------------------------------------------------------------------------------------------------
async def test_events_in_figures(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    run_id = await put_run(world, await world.job(plugin=SCT), SCT)
    for second in range(7):
        await put_event(world, run_id, "ERROR", second, "DatabaseLogEvent")
    await put_event(world, run_id, "CRITICAL", 3, "Fatal")
    await put_event(world, run_id, "NORMAL", 1, "DatabaseLogEvent")
    await put_event(world, run_id, "DEBUG", 1, None)  # type: ignore[arg-type]  # an old row
    body = (await ask(http, reader, f"{run_id}/events/summary")).json()["response"]
    assert body["total"] == 10
    assert body["by_severity"] == {"CRITICAL": 1, "ERROR": 7, "WARNING": 0, "NORMAL": 1, "DEBUG": 1}
    assert body["by_type"] == {"DatabaseLogEvent": 8, "Fatal": 1, "unknown": 1}
    assert sorted(event["message"] for event in body["first_fatal"]) == ["m0", "m1", "m2", "m3", "m3"]


async def test_events_of_other_runs_are_not_counted(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    generic = await put_run(world, await world.job(), "generic")
    for run_id in (uuid4(), generic):
        told = (await ask(http, reader, f"{run_id}/events/summary")).json()["response"]
        assert (told["exception"], told["message"]) == ("SCTServiceException", "Run not found")


# ---- parts -----------------------------------------------------------------------------------------------------------
async def test_parts_of_a_run(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    run_id = await put_run(world, await world.job(plugin=SCT), SCT, config_files=["a.yaml"], logs=[("a", "b")])
    answer = await ask(http, reader, f"{SCT}/{run_id}/parts", fields="status,logs, config_files,status,packages")
    assert answer.json()["response"] == {
        "status": "failed",
        "logs": [["a", "b"]],
        "config_files": ["a.yaml"],
        "packages": [],
    }
    only = await ask(http, reader, f"{SCT}/{run_id}/parts", fields="nemesis_stats")
    assert only.json()["response"] == {"nemesis_stats": {}}


@pytest.mark.parametrize("plugin", list(TABLES))
async def test_every_column_is_a_part(http: httpx.AsyncClient, world: World, reader: Account, plugin: str) -> None:
    run_id = await put_run(world, await world.job(plugin=plugin), plugin)
    whole = (await ask(http, reader, f"{plugin}/{run_id}")).json()["response"]
    moved = {"junit_reports", "nemesis_data", "allocated_resources", "events"}
    names = [name for name in whole if name not in moved]
    answer = await ask(http, reader, f"{plugin}/{run_id}/parts", fields=",".join(names))
    assert answer.json()["response"] == {name: whole[name] for name in names}


async def test_parts_hide_passwords(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    tests = [SirenadaTest(test_name="a", sirenada_password="secret")]
    run_id = await put_run(world, await world.job(plugin="sirenada"), "sirenada", results=tests)
    answer = await ask(http, reader, f"sirenada/{run_id}/parts", fields="results")
    assert answer.json()["response"]["results"][0]["sirenada_password"] is None


async def test_parts_travel_once(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    job = await world.job()
    run_id = await put_run(world, job, "generic")
    first = await ask(http, reader, f"generic/{run_id}/parts", fields="status")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = await ask(http, reader, f"generic/{run_id}/parts", fields="status", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await world.put("generic_run", build_id=job.build_id, start_time=START + timedelta(days=7), status="passed")
    changed = await ask(http, reader, f"generic/{run_id}/parts", fields="status", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["response"]) == (200, {"status": "passed"})
    assert changed.headers["etag"] != tag


async def test_parts_that_do_not_exist(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    run_id = await put_run(world, await world.job(), "generic")
    stories = [
        (f"generic/{run_id}", {"fields": "status,packages"}, "BadRequest", "fields: 'packages' is no column"),
        (f"generic/{run_id}", {"fields": 'status" FROM x--'}, "BadRequest", "is no column of generic runs"),
        (f"generic/{run_id}", {"fields": ","}, "BadRequest", "fields: at least one column must be named"),
        (f"generic/{run_id}", {}, "BadRequest", "fields: this field is required"),
        (f"generic/{uuid4()}", {"fields": "status"}, "DocumentNotFound", "No run found"),
        (f"nothing/{run_id}", {"fields": "status"}, "TestRunServiceException", "Unknown plugin nothing"),
        ("generic/17", {"fields": "status"}, "BadRequest", "run_id: "),
    ]
    for path, params, exception, words in stories:
        told = (await ask(http, reader, f"{path}/parts", **params)).json()["response"]
        assert told["exception"] == exception
        assert words in told["message"]
