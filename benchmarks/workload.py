"""What is measured: the rows that are there, the requests of each kind, and the queries that a bare loop makes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from argus_core.clock import EPOCH, epoch_now
from argus_core.plugins.sct.rows import SctTestRun
from argus_core.testing.database import Node, connect, prepare_keyspace
from benchmarks.load import request
from benchmarks.loops import Query

KEYSPACE = "argus_bench_http"
TOKEN = "benchmark-token"
HEADERS = {
    "Authorization": f"token {TOKEN}",
    "User-Agent": "python-requests/2.32.0",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "X-Argus-Client-Version": "0.16.2",
    "X-Argus-Build-Id": "bench/job#7",
    "X-Argus-Build-Url": "https://ci.example/job/bench/7/",
}
"""What released clients send."""
RUNS = 100
EVENTS = 3000
MESSAGE = (
    "2026-01-01 12:00:00.000 <2026-01-01 12:00:00.000>: (DatabaseLogEvent Severity.{}) period_type=one-time "
    "event_id=0f1c2d3e line_number=4711 node=longevity-10gb-3h-master-db-node-1: raft_topology - drain rpc failed"
)
SCT = "/api/v1/client/testrun/scylla-cluster-tests"
ADD_EVENT = (
    "INSERT INTO sct_event (run_id, severity, ts, event_id, event_type, message, node, duration) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
ENQUEUE_EVENT = "INSERT INTO sct_unprocessed_events (run_id, severity, ts) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of request, and the queries of the loop that it is held against (none: the empty route)."""

    name: str
    requests: Sequence[bytes]
    loop: Sequence[Query] = ()
    share: float = 0.0
    """Of the yardstick's rate, the least that is asked for."""
    weight: int = 1
    """Things that one request delivers."""


def fill_accounts(node: Node) -> None:
    """An empty keyspace with one account."""
    prepare_keyspace(node, KEYSPACE)
    cluster, session = connect(node)
    session.set_keyspace(KEYSPACE)
    session.execute(
        'INSERT INTO "user" (id, username, roles, api_token) VALUES (%s, %s, %s, %s)',
        (uuid4(), "bench", ["ROLE_USER"], TOKEN),
    )
    cluster.shutdown()


def submit_runs(port: int) -> list[UUID]:
    """SCT runs as a client leaves them: with a configuration, packages, logs and screenshots."""
    ids = [uuid4() for _ in range(RUNS)]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=HEADERS, timeout=30) as client:
        for number, run_id in enumerate(ids):
            for path, body in _submissions(number, run_id):
                answer = client.post(path, json=body).raise_for_status().json()
                if answer["status"] != "ok":
                    raise RuntimeError(f"{path}: {answer}")
    return ids


def _submissions(number: int, run_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    name = f"bench/job-{number % 20}"
    config = {
        "cluster_backend": "aws",
        "region_name": "eu-west-1 us-east-1",
        "instance_type_db": "i4i.2xlarge",
        "instance_type_loader": "c6i.xlarge",
        "instance_type_monitor": "m6i.xlarge",
        "ami_id_db_scylla": "ami-0123456789abcdef0",
        "n_db_nodes": 6,
        "n_loaders": 2,
        "n_monitor_nodes": 1,
        "test_duration": 720,
        "config_files": ["test-cases/longevity/longevity-10gb-3h.yaml", "configurations/network_config.yaml"],
    }
    run = {
        "run_id": str(run_id),
        "job_name": name,
        "job_url": f"https://ci.example/job/{name}/{number}",
        "started_by": "bench",
        "commit_id": "0123456789abcdef0123456789abcdef01234567",
        "origin_url": "https://github.com/scylladb/scylla-cluster-tests",
        "branch_name": "master",
        "sct_config": config,
        "runner_public_ip": "10.0.0.1",
        "runner_private_ip": "10.0.0.2",
    }
    details = {"date": "20260101", "revision_id": "0123abcd", "build_id": "4567ef"}
    packages = [{"name": f"package-{n}", "version": f"2026.1.{n}", **details} for n in range(6)]
    logs = [{"log_name": f"log-{n}", "log_link": f"https://logs.example/{run_id}/log-{n}.tar.zst"} for n in range(5)]
    shots = [f"https://logs.example/{run_id}/grafana-{n}.png" for n in range(3)]
    of_run = f"/api/v1/client/sct/{run_id}"
    return [
        (f"{SCT}/submit", run),
        (f"{of_run}/packages/submit", {"packages": packages}),
        (f"{of_run}/screenshots/submit", {"screenshot_links": shots}),
        (f"{SCT}/{run_id}/logs/submit", {"logs": logs}),
        (f"{SCT}/{run_id}/set_status", {"new_status": "running"}),
    ]


def cases(node: Node, ids: Sequence[UUID]) -> list[Case]:
    """All kinds of requests."""
    cluster, session = connect(node)
    keys = [tuple(row) for row in session.execute(f"SELECT build_id, start_time FROM {KEYSPACE}.sct_test_run")]
    cluster.shutdown()
    columns = ", ".join(f'"{name}"' for name in SctTestRun.columns())
    return [
        Case("version", [request("GET", "/api/v1/version", {})], share=0.6),
        Case(
            "heartbeat",
            [request("POST", f"{SCT}/{run_id}/heartbeat", HEADERS, {"schema_version": "v8"}) for run_id in ids],
            [
                (
                    "UPDATE sct_test_run SET heartbeat = ? WHERE build_id = ? AND start_time = ?",
                    [(epoch_now(), *key) for key in keys],
                )
            ],
            share=0.2,
        ),
        _single_events(ids, "NORMAL"),
        _single_events(ids, "ERROR"),
        Case(
            "run by id",
            [request("GET", f"{SCT}/{run_id}/get", HEADERS) for run_id in ids],
            [(f"SELECT {columns} FROM sct_test_run WHERE build_id = ? AND start_time = ?", keys)],
            share=1.2,
        ),
        Case("100 events", [_many_events(run_id) for run_id in ids], weight=100),
    ]


def _event(severity: str, ts: float) -> dict[str, Any]:
    return {
        "severity": severity,
        "ts": ts,
        "message": MESSAGE.format(severity),
        "event_type": "DatabaseLogEvent",
        "node": "longevity-10gb-3h-master-db-node-1",
        "duration": 0.5,
    }


def _times(count: int) -> list[float]:
    """Different milliseconds of the last day."""
    return [epoch_now() - n / 1000 for n in random.sample(range(86_400_000), count)]


def _single_events(ids: Sequence[UUID], severity: str) -> Case:
    events = [(ids[n % RUNS], _event(severity, ts)) for n, ts in enumerate(_times(EVENTS))]
    rows = [
        (
            run_id,
            severity,
            EPOCH + timedelta(seconds=event["ts"]),
            uuid4(),
            *(event[name] for name in ("event_type", "message", "node", "duration")),
        )
        for run_id, event in events
    ]
    loop: list[Query] = [(ADD_EVENT, rows)]
    if severity == "ERROR":
        loop.append((ENQUEUE_EVENT, [row[:3] for row in rows]))
    requests = [
        request("POST", f"/api/v1/client/sct/{run_id}/event/submit", HEADERS, {"data": event, "schema_version": "v8"})
        for run_id, event in events
    ]
    return Case(f"one event ({severity})", requests, loop, share=0.2)


def _many_events(run_id: UUID) -> bytes:
    kinds = ["NORMAL"] * 80 + ["WARNING"] * 12 + ["ERROR"] * 8
    body = {"data": [_event(kind, ts) for kind, ts in zip(kinds, _times(100), strict=True)], "schema_version": "v8"}
    return request("POST", f"/api/v1/client/sct/{run_id}/event/submit", HEADERS, body)
