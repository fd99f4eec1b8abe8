"""Replaying journals over HTTP."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import Any
from uuid import uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, World

INGEST = "/api/v1/client/replay/ingest?backfill_logs=false"
BY_ID = Statement("SELECT status, end_time, test_id, logs FROM generic_run WHERE id = ?")


def archive(*records: dict[str, Any]) -> bytes:
    data = "".join(json.dumps(record) + "\n" for record in records).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("journal.jsonl")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return gzip.compress(packed.getvalue())


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


def journal(run_id: str, build_id: str) -> list[dict[str, Any]]:
    place = {"type": "generic", "id": run_id}
    submission = {"run_id": run_id, "build_id": build_id, "build_url": "https://ci/7", "started_by": "ci"}
    logs = {"logs": [{"log_name": "a", "log_link": "https://a"}]}
    return [
        {
            "endpoint": "/testrun/$type/$id/finalize",
            "location_params": place,
            "body": {"status": "passed"},
            "ts": 1714550490000,
        },
        {"endpoint": "/testrun/$type/$id/logs/submit", "location_params": place, "body": logs, "ts": 1714550410000},
        {
            "endpoint": "/testrun/$type/submit",
            "location_params": {"type": "generic"},
            "body": submission,
            "ts": 1714550499000,
        },
        {"endpoint": "/testrun/report/email", "location_params": None, "body": {"run_id": run_id}, "ts": 1},
    ]


async def test_a_journal_is_replayed_once_and_again(
    http: httpx.AsyncClient, ci: Account, world: World, database: Database
) -> None:
    run_id, job = uuid4(), await world.job()
    upload = archive(*journal(str(run_id), job.build_id))
    for _ in range(2):
        report = (await http.post(INGEST, content=upload, headers=ci.headers)).json()["response"]
        assert (report["total"], report["succeeded"], report["failed"], report["skipped_no_replay"]) == (4, 3, 0, 1)
        ((status, end, test_id, logs),) = await database.tuples(BY_ID, (run_id,))
        assert (status, end.isoformat(), test_id, dict(logs)) == (
            "passed",
            "2024-05-01T08:01:30",
            job.test_id,
            {"a": "https://a"},
        )


async def test_a_dry_run_writes_nothing(http: httpx.AsyncClient, ci: Account, world: World, database: Database) -> None:
    run_id, job = uuid4(), await world.job()
    upload = archive(*journal(str(run_id), job.build_id))
    report = (await http.post(f"{INGEST}&dry_run=true", content=upload, headers=ci.headers)).json()["response"]
    assert report["succeeded"] == 3
    assert await database.tuples(BY_ID, (run_id,)) == []


async def test_missing_tests_are_told_or_made(http: httpx.AsyncClient, ci: Account, database: Database) -> None:
    run_id, release = uuid4(), f"rel-{uuid4().hex[:8]}"
    build_id = f"{release}/group/test"
    upload = archive(*journal(str(run_id), build_id))
    told = (await http.post(INGEST, content=upload, headers=ci.headers)).json()["response"]
    assert "currently missing: release, group, test" in told["errors"][0]["error"]
    made = (await http.post(f"{INGEST}&create_missing_tests=1", content=upload, headers=ci.headers)).json()["response"]
    assert made["failed"] == 0
    tests = await database.tuples(Statement("SELECT id FROM argus_test_v2 WHERE build_system_id = ?"), (build_id,))
    ((_, _, test_id, _),) = await database.tuples(BY_ID, (run_id,))
    assert tests == [(test_id,)]


async def test_a_caller_with_a_session_replays_as_itself(http: httpx.AsyncClient, world: World) -> None:
    from argus_core.identity.session_cookie import encode_session

    account, job, run_id = await world.account(), await world.job(), uuid4()
    http.cookies.set("session", encode_session({"user_id": str(account.id)}, "MUSTBEUNIQUE"))
    report = (await http.post(INGEST, content=archive(*journal(str(run_id), job.build_id)))).json()["response"]
    assert report["failed"] == 0


@pytest.mark.parametrize(
    ("content", "kind", "exception"),
    [
        (b"", None, "EmptyRequest"),
        (b"nonsense", None, "ReplayServiceError"),
        (b"{}", "application/json", "UnsupportedMediaType"),
    ],
)
async def test_what_is_no_archive_is_refused(
    http: httpx.AsyncClient, ci: Account, content: bytes, kind: str | None, exception: str
) -> None:
    headers = ci.headers | ({"Content-Type": kind} if kind else {})
    told = (await http.post(INGEST, content=content, headers=headers)).json()["response"]
    assert told["exception"] == exception


async def test_a_replay_cannot_reach_other_places(http: httpx.AsyncClient, ci: Account) -> None:
    records = [{"endpoint": e, "ts": 1} for e in ("/../../../admin/api/v1/users", "/ssh/tunnel", "/replay/ingest")]
    report = (await http.post(INGEST, content=archive(*records), headers=ci.headers)).json()["response"]
    assert report["failed"] == 3
    assert all(error["error"].startswith("BadRequest: ") for error in report["errors"])
