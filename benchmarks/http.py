"""One worker of the server beside two yardsticks: an empty FastAPI route, and a bare loop over the driver.

Everything runs on one machine: database, server, and the load (a separate process with 32 connections).
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psutil
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from argus_core.clock import epoch_now
from argus_core.testing.database import Node, connect, find_node, prepare_keyspace
from benchmarks.load import Figures, figures, load, request

KEYSPACE = "argus_bench_http"
CONNECTIONS = 32
SECONDS = 5.0
TOKEN = "benchmark-token"
HEADERS = {"Authorization": f"token {TOKEN}"}
RUNS = "/api/v1/client/testrun/generic"


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


class Answer(BaseModel):
    """As small as the real one."""

    status: str
    response: dict[str, str]


def empty_application(port: int) -> None:
    """A FastAPI application with one typed route."""
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


def fill(node: Node) -> list[UUID]:
    """An empty keyspace with an account; ids for 200 runs."""
    prepare_keyspace(node, KEYSPACE)
    cluster, session = connect(node)
    session.set_keyspace(KEYSPACE)
    session.execute(
        'INSERT INTO "user" (id, username, roles, api_token) VALUES (%s, %s, %s, %s)',
        (uuid4(), "bench", ["ROLE_USER"], TOKEN),
    )
    cluster.shutdown()
    return [uuid4() for _ in range(200)]


def main() -> None:
    """Measure and print the table."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    from run_conformance import configuration, free_port  # type: ignore[import-not-found]  # a script beside us

    node = find_node()
    ids = fill(node)
    empty_port, port = free_port(), free_port()
    process = multiprocessing.get_context("spawn").Process(target=empty_application, args=(empty_port,), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | configuration(node, KEYSPACE, base)
    environment |= {"ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{KEYSPACE}_tablets", "ARGUS_CACHE_SECONDS": "5"}
    environment.pop("ARGUS_VALIDATE_RESPONSES", None)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=folder)
        try:
            wait_for(f"{base}/readyz")
            wait_for(f"http://127.0.0.1:{empty_port}/empty")
            _measure(node, port, empty_port, ids)
            memory = psutil.Process(server.pid).memory_info().rss / 1024 / 1024
            print(f"\nThe worker's memory afterwards: {memory:.0f} MiB")
        finally:
            server.terminate()
            server.wait(30)
            process.kill()


def _measure(node: Node, port: int, empty_port: int, ids: list[UUID]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=HEADERS) as client:
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
    empty = load(empty_port, [request("GET", "/empty", {})])
    print(empty.row("an empty FastAPI route"))
    loop = driver_loop(node, keys)
    print(loop.row("heartbeats by a bare driver loop"))
    for name, method, path, yardstick, of in (
        ("version", "GET", "/api/v1/version", empty.rate, "the empty route"),
        ("heartbeat", "POST", f"{RUNS}/{{}}/heartbeat", loop.rate, "the loop"),
        ("run by id", "GET", f"{RUNS}/{{}}/get", loop.rate, "the loop"),
        ("status of a run", "GET", f"{RUNS}/{{}}/get_status", loop.rate, "the loop"),
    ):
        requests = [request(method, path.format(run_id), HEADERS) for run_id in ids]
        print(load(port, requests).row(name, yardstick, of), flush=True)
