"""One worker of the server beside two yardsticks: an empty FastAPI route, and a bare loop over the driver.

Everything runs on one machine: database, server, and the load (a separate process with 32 connections).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psutil
import uvicorn

from argus_core.clock import epoch_now
from argus_core.testing.database import Node, connect, find_node, prepare_keyspace

KEYSPACE = "argus_bench_http"
CONNECTIONS = 32
SECONDS = 5.0
TOKEN = "benchmark-token"
HEADERS = {"Authorization": f"token {TOKEN}"}
RUNS = "/api/v1/client/testrun/generic"


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second, and the 50th and 99th percentile of their times in milliseconds."""

    rate: float
    p50: float
    p99: float

    def row(self, name: str, yardstick: float | None, of: str) -> str:
        """A line of the table."""
        share = f"{100 * self.rate / yardstick:.0f} % of {of}" if yardstick else "-"
        return f"| {name} | {self.rate:,.0f} | {self.p50:.1f} | {self.p99:.1f} | {self.p99 / self.p50:.1f} | {share} |"


def figures(times: list[float], seconds: float) -> Figures:
    """From the seconds that each call took."""
    cuts = statistics.quantiles(times, n=100)
    return Figures(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _load(base: str, method: str, paths: list[str], json: Any) -> Figures:
    times: list[float] = []
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(base_url=base, headers=HEADERS, limits=limits, timeout=30) as client:
        until = time.perf_counter() + SECONDS

        async def call(number: int) -> None:
            while time.perf_counter() < until:
                started = time.perf_counter()
                answer = await client.request(method, paths[number % len(paths)], json=json)
                times.append(time.perf_counter() - started)
                number += CONNECTIONS
                if answer.status_code != 200 or b'"error"' in answer.content[:40]:
                    raise RuntimeError(f"{paths[0]}: {answer.status_code} {answer.text[:200]}")

        started = time.perf_counter()
        await asyncio.gather(*(call(n) for n in range(CONNECTIONS)))
        return figures(times, time.perf_counter() - started)


def load(base: str, method: str, paths: list[str], json: Any = None) -> Figures:
    """32 connections for some seconds."""
    return asyncio.run(_load(base, method, paths, json))


def driver_loop(node: Node, runs: list[tuple[str, Any]]) -> Figures:
    """Heartbeats by the bare driver, 32 in flight, in a process without anything else."""
    cluster, session = connect(node)
    session.set_keyspace(KEYSPACE)
    put = session.prepare("UPDATE generic_run SET heartbeat = ? WHERE build_id = ? AND start_time = ?")
    times: list[float] = []
    started = time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        began = time.perf_counter()
        pending = [session.execute_async(put, (epoch_now(), *runs[n % len(runs)])) for n in range(CONNECTIONS)]
        for future in pending:
            future.result()
        times += [time.perf_counter() - began] * CONNECTIONS
    elapsed = time.perf_counter() - started
    cluster.shutdown()
    return figures(times, elapsed)


def empty_application(port: int) -> None:
    """A FastAPI application with one typed route."""
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Answer(BaseModel):
        """As small as the real one."""

        status: str
        response: dict[str, str]

    app = FastAPI()

    @app.get("/empty")
    async def empty() -> Answer:
        return Answer(status="ok", response={"commit_id": "none"})

    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False, log_level="error")


def wait_for(url: str) -> None:
    """Until a server answers."""
    for _ in range(300):
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def fill(node: Node) -> tuple[list[UUID], list[tuple[str, Any]]]:
    """An account, a hierarchy and 200 runs; (ids, keys)."""
    prepare_keyspace(node, KEYSPACE)
    cluster, session = connect(node)
    session.set_keyspace(KEYSPACE)
    session.execute(
        'INSERT INTO "user" (id, username, roles, api_token) VALUES (%s, %s, %s, %s)',
        (uuid4(), "bench", ["ROLE_USER"], TOKEN),
    )
    cluster.shutdown()
    return [uuid4() for _ in range(200)], []


def main() -> None:
    """Measure and print the table."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    from run_conformance import configuration, free_port  # type: ignore[import-not-found]  # a script beside us

    node = find_node()
    ids, _ = fill(node)
    empty_port, port = free_port(), free_port()
    process = multiprocessing.get_context("spawn").Process(target=empty_application, args=(empty_port,), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{port}"
    import os

    environment = os.environ | configuration(node, KEYSPACE, base)
    environment |= {"ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{KEYSPACE}_tablets", "ARGUS_CACHE_SECONDS": "5"}
    environment.pop("ARGUS_VALIDATE_RESPONSES", None)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=folder)
        try:
            wait_for(f"{base}/readyz")
            wait_for(f"http://127.0.0.1:{empty_port}/empty")
            _measure(node, base, f"http://127.0.0.1:{empty_port}", ids)
            memory = psutil.Process(server.pid).memory_info().rss / 1024 / 1024
            print(f"\nThe worker's memory afterwards: {memory:.0f} MiB")
        finally:
            server.terminate()
            server.wait(30)
            process.kill()


def _measure(node: Node, base: str, empty_base: str, ids: list[UUID]) -> None:
    with httpx.Client(base_url=base, headers=HEADERS) as client:
        for number, run_id in enumerate(ids):
            body = {
                "run_id": str(run_id),
                "build_id": f"bench/job-{number % 20}",
                "build_url": f"https://ci/{number}",
                "started_by": "bench",
            }
            client.post(f"{RUNS}/submit", json=body).raise_for_status()
    cluster, session = connect(node)
    keys = [tuple(row) for row in session.execute(f"SELECT build_id, start_time FROM {KEYSPACE}.generic_run")]
    cluster.shutdown()
    print("\n## One worker, 32 connections; database, server and load share the machine\n")
    print("| what | answers /s | p50 ms | p99 ms | p99/p50 | against the yardstick |")
    print("|---|---|---|---|---|---|")
    empty = load(empty_base, "GET", ["/empty"])
    print(empty.row("an empty FastAPI route", None, ""))
    loop = driver_loop(node, keys)
    print(loop.row("heartbeats by a bare driver loop", None, ""))
    print(load(base, "GET", ["/api/v1/version"]).row("version", empty.rate, "the empty route"))
    print(load(base, "POST", [f"{RUNS}/{i}/heartbeat" for i in ids]).row("heartbeat", loop.rate, "the loop"))
    print(load(base, "GET", [f"{RUNS}/{i}/get" for i in ids]).row("run by id", loop.rate, "the loop"))
    print(load(base, "GET", [f"{RUNS}/{i}/get_status" for i in ids]).row("status of a run", loop.rate, "the loop"))
