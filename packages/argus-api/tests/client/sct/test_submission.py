"""Submission of SCT runs, and their rows as clients read them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

Call = Callable[..., Awaitable[Any]]
RUNS = "/api/v1/client/testrun/scylla-cluster-tests"
CONFIG = {
    "cluster_backend": "aws",
    "region_name": "eu-west-1 us-east-1",
    "ami_id_db_scylla": "ami-db",
    "n_db_nodes": "3 3",
    "stress_duration": 90,
    "config_files": ["a.yaml"],
    "test_method": "tëst",
}
RUNNER = {"runner_public_ip": "203.0.113.5", "runner_private_ip": "10.0.0.5"}


async def test_eight_submissions_at_once_make_one_run(submit: Call, job: Job, database: Database) -> None:
    run_id = uuid4()
    await asyncio.gather(*(submit(run_id, sct_config=CONFIG) for _ in range(8)))
    rows = await database.tuples(Statement("SELECT id FROM sct_test_run WHERE build_id = ?"), (job.build_id,))
    assert rows == [(run_id,)]


async def test_a_repetition_applies_the_configuration_and_nothing_else(
    submit: Call, run_id: UUID, life: Call, stored: Call, database: Database, job: Job
) -> None:
    await life("set_status", {"new_status": "running"})
    await submit(run_id, sct_config=CONFIG, commit_id="other", started_by="somebody", **RUNNER)
    names = ("status", "scm_revision_id", "started_by", "region_name", "stress_duration", "test_method", "cloud_setup")
    *columns, setup = await stored(*names)
    assert columns == ["running", "abc", "timer", ["eu-west-1", "us-east-1"], 90.0, "t?st"]
    assert (setup.db_node.image_id, setup.db_node.node_amount, setup.loader_node.node_amount) == ("ami-db", 6, None)
    images = Statement("SELECT image_id FROM release_distinct_images WHERE release_id = ?")
    assert await database.tuples(images, (job.release_id,)) == [("ami-db",)]


async def test_the_runner_keeps_the_time_of_its_creation(
    submit: Call, run_id: UUID, stored: Call, database: Database
) -> None:
    await submit(run_id, sct_config=CONFIG, **RUNNER)
    (first,) = await stored("sct_runner_host")
    build_id, start_time = await stored("build_id", "start_time")
    earlier = first._replace(creation_time=1)
    change = Statement("UPDATE sct_test_run SET sct_runner_host = ? WHERE build_id = ? AND start_time = ?")
    await database.execute(change, (earlier, build_id, start_time))
    await submit(run_id, sct_config=CONFIG, **RUNNER)
    assert await stored("sct_runner_host") == (earlier,)


async def test_strange_values_do_not_keep_a_run_from_being_stored(submit: Call, stored: Call, run_id: UUID) -> None:
    strange = {"n_db_nodes": "three", "n_loaders": [1, "2"], "stress_duration": "long", "region_name": "  "}
    await submit(run_id, sct_config=CONFIG | strange)
    setup, duration, regions = await stored("cloud_setup", "stress_duration", "region_name")
    assert (setup.db_node.node_amount, setup.loader_node.node_amount) == (None, 3)
    assert (duration, regions) == (None, ["undefined_region"])


async def test_an_old_run_is_read_with_the_lists_of_its_row(
    http: httpx.AsyncClient, ci: Account, world: World, database: Database
) -> None:
    run_id, build_id = uuid4(), f"job-{uuid4().hex}"
    await world.put("sct_test_run", build_id=build_id, start_time=datetime(2024, 3, 1), id=run_id)
    old = "events = [{severity: 'ERROR', event_amount: 2}], nemesis_data = [{name: 'disrupt'}]"
    await database.execute(
        Statement(f"UPDATE sct_test_run SET {old} WHERE build_id = ? AND start_time = ?"),
        (build_id, datetime(2024, 3, 1)),
    )
    run = (await http.get(f"{RUNS}/{run_id}/get", headers=ci.headers)).json()["response"]
    assert run["events"] == [{"severity": "ERROR", "event_amount": 2, "last_events": []}]
    assert run["nemesis_data"][0]["name"] == "disrupt"
    assert run["allocated_resources"] == []
    info = (await http.get(f"/api/v1/client/testrun/{run_id}/info", headers=ci.headers)).json()["response"]
    assert info["test_run"] == run
