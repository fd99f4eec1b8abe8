"""Ending a server that is busy, and servers of several processes."""

from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from argus_core.identity.roles import Role
from argus_core.testing.world import World

COMPOSITION = Path(__file__).parents[1] / "composition"
OLD = {"ARGUS_LEGACY_WSGI_APP": "old_argus:app", "PYTHONPATH": str(COMPOSITION)}


@dataclass
class Sent:
    """A request and what came of it."""

    at: float
    outcome: str


async def keep_asking(port: int, headers: dict[str, str], run_id: str, sent: list[Sent], stop: asyncio.Event) -> None:
    """Heartbeats, each on a connection of its own, until told to stop."""
    url = f"http://127.0.0.1:{port}/api/v1/client/testrun/generic/{run_id}/heartbeat"
    while not stop.is_set():
        at = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=30) as client:
                answer = await client.post(url, headers=headers, json={})
            outcome = "done" if answer.json()["status"] == "ok" else f"answered {answer.text}"
        except httpx.TransportError as error:
            outcome = f"{type(error).__name__}: {error}"
        sent.append(Sent(at, outcome))
        if outcome != "done":
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
async def test_what_was_accepted_is_finished(serving: Any, world: World, workers: int) -> None:
    """SIGTERM under load: slow requests of the old application and quick ones of ours are all answered, whole."""
    user, job = await world.account(Role.USER), await world.job()
    run_id = str(uuid4())
    with serving("--workers", str(workers), **OLD) as server:
        base = f"http://127.0.0.1:{server.port}"
        async with httpx.AsyncClient(base_url=base, timeout=60) as client:
            run = {"run_id": run_id, "build_id": job.build_id, "build_url": None, "started_by": None}
            submitted = await client.post("/api/v1/client/testrun/generic/submit", headers=user.headers, json=run)
            assert submitted.json() == {"status": "ok", "response": "Created"}
            sent: list[Sent] = []
            stop = asyncio.Event()
            quick = [asyncio.create_task(keep_asking(server.port, user.headers, run_id, sent, stop)) for _ in range(4)]
            slow = [asyncio.create_task(client.get("/old/sleep/3")) for _ in range(20)]
            await asyncio.sleep(1.5)
            assert not any(task.done() for task in slow)
            server.process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            await asyncio.sleep(0.7)
            stop.set()
            await asyncio.gather(*quick)
            answers = await asyncio.gather(*slow)
        code = await asyncio.to_thread(server.process.wait, 30)
    assert [answer.json()["path"] for answer in answers] == ["/old/sleep/3"] * 20
    assert code == 0
    assert time.monotonic() - told < 15
    # What was sent a moment before the end may not have been accepted yet; what was sent earlier was.
    before = [request.outcome for request in sent if request.at < told - 0.3]
    assert len(before) > 3
    assert set(before) == {"done"}
    # And later ones are refused as a whole: nobody sees half an answer or an error of ours.
    assert all(request.outcome.startswith(("done", "ConnectError", "ReadError", "RemoteProtocol")) for request in sent)
    assert not any("incomplete" in request.outcome for request in sent)


@pytest.mark.slow
async def test_two_workers_count_together(serving: Any, world: World, tmp_path: Path) -> None:
    user = await world.account(Role.USER)
    figures = tmp_path / "figures"
    with serving("--workers", "2", PROMETHEUS_MULTIPROC_DIR=str(figures)) as server:
        base = f"http://127.0.0.1:{server.port}"
        pids: set[str] = set()
        asked = 0
        deadline = time.monotonic() + 30
        while len(pids) < 2 and time.monotonic() < deadline:
            async with httpx.AsyncClient(base_url=base) as client:
                answers = await asyncio.gather(*(client.get("/api/v1/version") for _ in range(20)))
            asked += len(answers)
            assert all(answer.status_code == 200 for answer in answers)
            pids = {file.stem.rpartition("_")[2] for file in figures.glob("counter_*.db")}
        assert len(pids) == 2
        assert str(server.process.pid) not in pids
        async with httpx.AsyncClient(base_url=base) as client:
            closed = await client.get("/metrics")
            assert (closed.status_code, closed.json()["message"]) == (403, "Authorization required")
            text = (await client.get("/metrics", headers=user.headers)).text
        wanted = 'http_request_by_endpoint_total{endpoint="api.app_version",method="GET",status="200 OK"}'
        assert f"{wanted} {asked}.0" in text
        assert "process_" not in text
        assert "_created" not in text
