"""Stress commands, JUnit reports, kernels, similar runs."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.plugins.sct.types import PackageVersion
from argus_core.testing.world import Account, Job, World

Call = Callable[..., Awaitable[Any]]
SIMILAR = "/api/v1/client/sct/similar_runs_info"
REPORTS = Statement("SELECT file_name, report FROM sctjunit_reports WHERE test_id = ?")


async def test_commands_of_one_millisecond_are_all_kept(post: Call, get: Call) -> None:
    def command(number: int) -> dict[str, Any]:
        return {"cmd": f"stress {number}", "loader_name": "l", "log_name": "g", "ts": 1714550400.125}

    await asyncio.gather(*(post("stress_cmd/submit", command(n)) for n in range(10) for _ in range(2)))
    await post("stress_cmd/submit", command(3))
    read = await get("stress_cmd/get")
    assert sorted(item["cmd"] for item in read) == sorted(f"stress {n}" for n in range(10))
    assert [item["ts"][-5:-1] for item in read] == [f".{n}"[:4] for n in range(134, 124, -1)]


def encoded(text: str) -> dict[str, str]:
    return {"file_name": "junit.xml", "content": base64.encodebytes(text.encode()).decode()}


BOMB = '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>'


@pytest.mark.parametrize("text", ["", "<testsuite>", BOMB])
async def test_a_report_must_be_plain_xml(post: Call, database: Database, run_id: UUID, text: str) -> None:
    answer = await post("junit/submit", encoded(text))
    assert answer["response"]["exception"] == "SCTServiceException"
    assert answer["response"]["message"] == "Malformed JUnit report submitted"
    assert await database.tuples(REPORTS, (run_id,)) == []


async def test_a_report_is_replaced_by_its_name(post: Call, database: Database, run_id: UUID) -> None:
    for text in ("<a/>", '<?xml version="1.0" encoding="UTF-8"?><ünï/>'):
        assert (await post("junit/submit", encoded(text)))["response"] is True
    assert await database.tuples(REPORTS, (run_id,)) == [("junit.xml", '<?xml version="1.0" encoding="UTF-8"?><ünï/>')]


async def test_kernels_are_counted_per_version(http: httpx.AsyncClient, ci: Account, job: Job, world: World) -> None:
    def packages(kernel: str | None, *servers: str) -> list[PackageVersion]:
        found = [PackageVersion(name=name, version="5.4", date="20240501", revision_id="abc") for name in servers]
        return found + ([PackageVersion(name="kernel-aws", version=kernel)] if kernel else [])

    runs = [
        ("passed", packages("5.15", "scylla-server")),
        ("failed", packages("5.15", "scylla-server")),
        ("running", packages("6.1")),
        ("passed", packages(None, "scylla-server")),
        ("passed", []),
    ]
    for day, (status, found) in enumerate(runs, 1):
        start = datetime(2024, 1, day)
        columns = {"release_id": job.release_id, "status": status, "packages": found}
        await world.put("sct_test_run", build_id=job.build_id, start_time=start, id=uuid4(), **columns)
    path = f"/api/v1/client/sct/release/{job.release_name}/kernels"
    report = (await http.get(path, headers=ci.headers)).json()["response"]
    none = {"passed": 0, "failed": 0, "aborted": 0, "test_error": 0}
    assert report == {
        "versions": {"5.4-20240501.abc": ["5.15"], "unknown": ["6.1"]},
        "metadata": {"5.15": none | {"passed": 1, "failed": 1}, "6.1": none},
    }


async def test_of_many_runs_those_with_issues_are_told(call: Call, job: Job, world: World) -> None:
    ids = [uuid4() for _ in range(25)]
    for number, run_id in enumerate(ids):
        start = datetime(2024, 1, 1) + timedelta(hours=number)
        await world.put("sct_test_run", build_id=job.build_id, start_time=start, id=run_id, build_number=number)
    issue = uuid4()
    await world.put("github_issue", id=issue, number=7, owner="o", repo="r", state="open", title="t", url="u")
    await world.put("issue_link", run_id=ids[-1], issue_id=issue, type="github")
    found = (await call(SIMILAR, {"run_ids": [str(run_id) for run_id in ids]}))["response"]
    assert len(found) == 20
    told = found[str(ids[-1])]
    assert (told["build_id"], told["start_time"], told["version"]) == (
        f"{job.build_id}#24",
        "2024-01-02T00:00:00",
        "unknown",
    )
    assert [entry["number"] for entry in told["issues"]] == [7]


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        ({}, 400, {"status": "error", "response": "Missing run_ids parameter"}),
        ({"run_ids": "a"}, 400, {"status": "error", "response": "run_ids must be a list"}),
        ({"run_ids": []}, 200, {"status": "ok", "response": {}}),
    ],
)
async def test_faults_about_similar_runs_are_flat(
    http: httpx.AsyncClient, ci: Account, body: dict[str, Any], status: int, answer: dict[str, Any]
) -> None:
    got = await http.post(SIMILAR, json=body, headers=ci.headers)
    assert (got.status_code, got.json()) == (status, answer)
