"""What live streams cost one worker: 200 streams on 20 SCT runs, quiet and while the runs change.

Run alone with `python -m benchmarks.live`.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from argus_core.testing.database import Node, connect, find_node, prepare_keyspace

KEYSPACE = "argus_bench_live"
HEADERS = {"Authorization": "token benchmark-token"}
CLIENT = "/api/v1/client"
SCT = f"{CLIENT}/testrun/scylla-cluster-tests"
RUNS = 20
STREAMS = 200
SECONDS = 20.0
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True, slots=True)
class Worker:
    """A process of the server, as the kernel sees it."""

    pid: int

    @property
    def seconds(self) -> float:
        """CPU time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory(self) -> float:
        """Resident MiB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE / 2**20


def _worker_of(server: int) -> Worker:
    """The only large child of the supervisor."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return max((Worker(int(pid)) for pid in children), key=lambda worker: worker.memory)


def main() -> None:
    """Measure and print the table."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    from run_conformance import configuration, free_port  # type: ignore[import-not-found]  # a script beside us

    node = find_node()
    _fill(node)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | configuration(node, KEYSPACE, base)
    environment |= {"ARGUS_CACHE_SECONDS": "5", "ARGUS_JOBS_ENABLED": "false", "ARGUS_APP_LOG_LEVEL": "ERROR"}
    environment.pop("ARGUS_VALIDATE_RESPONSES", None)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=folder)
        try:
            asyncio.run(_measure(base, port, server.pid))
        finally:
            server.terminate()
            server.wait(30)


def _fill(node: Node) -> None:
    """An empty keyspace with an account and a test for each run."""
    prepare_keyspace(node, KEYSPACE)
    cluster, session = connect(node)
    session.execute(
        f'INSERT INTO {KEYSPACE}."user" (id, username, roles, api_token) VALUES (%s, %s, %s, %s)',
        (uuid4(), "bench", ["ROLE_USER"], "benchmark-token"),
    )
    for number in range(RUNS):
        session.execute(
            f"INSERT INTO {KEYSPACE}.argus_test_v2 (id, group_id, release_id, name, build_system_id) "
            "VALUES (%s, %s, %s, %s, %s)",
            (uuid4(), uuid4(), uuid4(), f"live-{number}", f"bench/live-{number}"),
        )
    cluster.shutdown()


async def _measure(base: str, port: int, server: int) -> None:
    async with httpx.AsyncClient(base_url=base, headers=HEADERS, timeout=30) as client:
        await _ready(client)
        worker = _worker_of(server)
        run_ids = [uuid4() for _ in range(RUNS)]
        for number, run_id in enumerate(run_ids):
            await _submit(client, run_id, number)
        print(f"\n## Live: {STREAMS} streams on {RUNS} SCT runs, one worker\n")
        print("| what | CPU, % of a core | memory, MiB | events a second |")
        print("|---|---|---|---|")
        idle = await _window(worker, [])
        print(f"| no stream | {idle[0]:.1f} | {idle[1]:.0f} | - |", flush=True)
        seen: list[bytes] = []
        readers = [asyncio.create_task(_read(port, run_ids[n % RUNS], seen)) for n in range(STREAMS)]
        await asyncio.sleep(5)
        for name, changing in (("quiet runs", False), ("a heartbeat and an event a second on one run", True)):
            beats = asyncio.create_task(_change(client, run_ids[0])) if changing else None
            cpu, memory, rate = await _window(worker, seen)
            print(f"| {name} | {cpu:.1f} | {memory:.0f} (+{memory - idle[1]:.0f}) | {rate:.1f} |", flush=True)
            if beats is not None:
                beats.cancel()
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


async def _ready(client: httpx.AsyncClient) -> None:
    for _ in range(1200):
        try:
            if (await client.get("/healthz")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)
    raise RuntimeError("the server does not answer")


async def _window(worker: Worker, seen: list[bytes]) -> tuple[float, float, float]:
    """CPU in percent of a core, resident MiB at the end, events a second."""
    before, events, started = worker.seconds, len(seen), time.perf_counter()
    await asyncio.sleep(SECONDS)
    elapsed = time.perf_counter() - started
    return 100 * (worker.seconds - before) / elapsed, worker.memory, (len(seen) - events) / elapsed


async def _read(port: int, run_id: UUID, seen: list[bytes]) -> None:
    """A browser, as cheap as can be: it must not be what is measured."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET /api/v1/events/stream?run={run_id} HTTP/1.1", "Host: argus"]
    lines += [f"{name}: {value}" for name, value in HEADERS.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"event: "):
                seen.append(line)
    finally:
        writer.close()


async def _submit(client: httpx.AsyncClient, run_id: UUID, number: int) -> None:
    """A run of usual size: 300 events, 30 disruptions, 40 packages, 20 logs, 5 tables of results."""
    job = f"bench/live-{number}"
    run: dict[str, Any] = {"run_id": str(run_id), "job_name": job, "job_url": f"https://ci/job/{job}/1/"}
    await _post(client, f"{SCT}/submit", run | {"started_by": "x", "commit_id": "abc", "sct_config": None})
    severities = ("NORMAL", "WARNING", "ERROR")
    events = [
        {"severity": severities[n % 3], "ts": 1714550400 + n, "message": "m" * 500, "event_type": "E"}
        for n in range(300)
    ]
    node = {"node_name": "n", "node_ip": "10.0.0.1", "node_shards": 8}
    packages = [
        {"name": f"package-{n}", "version": "2024.1.0", "date": "20240101", "revision_id": "abc", "build_id": "b"}
        for n in range(40)
    ]
    sct = f"{CLIENT}/sct/{run_id}"
    await _post(client, f"{sct}/event/submit", {"data": events})
    await _post(client, f"{sct}/packages/submit", {"packages": packages})
    for n in range(30):
        nemesis = {"name": "disrupt", "class_name": "Monkey", "start_time": 1714550400 + n} | node
        await _post(client, f"{sct}/nemesis/submit", {"nemesis": nemesis})
    column = {"name": "P99", "unit": "ms", "type": "FLOAT", "higher_is_better": False}
    rows = [f"row-{n}" for n in range(20)]
    for n in range(5):
        meta = {"name": f"table {n}", "description": "", "columns_meta": [column], "rows_meta": rows}
        cells = [{"column": "P99", "row": row, "value": 1.5, "status": "UNSET"} for row in rows]
        body = {"meta": meta, "sut_timestamp": 1700000000, "results": cells, "run_id": str(run_id)}
        await _post(client, f"{SCT}/{run_id}/submit_results", body)
    logs = [{"log_name": f"log-{n}", "log_link": f"https://logs.example.com/{run_id}/{n}.tar.gz"} for n in range(20)]
    await _post(client, f"{SCT}/{run_id}/logs/submit", {"logs": logs})


async def _change(client: httpx.AsyncClient, run_id: UUID) -> None:
    number = 0
    while True:
        number += 1
        event = {"severity": "ERROR", "ts": 1714560000 + number, "message": "m", "event_type": "E"}
        await _post(client, f"{SCT}/{run_id}/heartbeat", {})
        await _post(client, f"{CLIENT}/sct/{run_id}/event/submit", {"data": event})
        await asyncio.sleep(1)


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    answer = await client.post(path, json=body)
    if answer.json()["status"] != "ok":
        raise RuntimeError(f"{path}: {answer.text[:300]}")


if __name__ == "__main__":
    main()
