"""Pytest results of a run over HTTP, from the real database."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import httpx

from argus_core.testing.world import World


async def test_the_results_of_a_run(http: httpx.AsyncClient, world: World) -> None:
    reader, run_id, name = await world.account(), uuid4(), f"test_{uuid4().hex}"
    ended = datetime(2024, 3, 1, 10, 0, 0, 123000)
    for status, run in (("passed", run_id), ("failure", run_id), ("skipped", uuid4())):
        row = {"name": name, "status": status, "id": ended, "duration": 1.5, "markers": ["slow"]}
        await world.put("pytest_v2", run_id=run, **row)
    answer = await http.get(f"/api/v1/run/{run_id}/pytest/results", headers=reader.headers)
    found = answer.json()["response"]
    assert sorted(result["status"] for result in found) == ["failure", "passed"]
    assert (found[0]["id"], found[0]["markers"]) == ("2024-03-01T10:00:00.123Z", ["slow"])
    assert len(found[0]) == 12
    nothing = await http.get(f"/api/v1/run/{uuid4()}/pytest/results", headers=reader.headers)
    assert nothing.json() == {"status": "ok", "response": []}
