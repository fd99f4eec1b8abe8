"""Status, investigation and assignee over HTTP, with what they leave in the real database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import EPOCH
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.notifications.service import NotificationService
from argus_core.testing.world import Account, Job, World

START = datetime(2024, 3, 1, 10)
TABLES = {
    "generic": "generic_run",
    "scylla-cluster-tests": "sct_test_run",
    "driver-matrix-tests": "driver_test_run",
    "sirenada": "sirenada_run",
}


class Stage:
    """A run, and what is stored about it."""

    def __init__(self, http: httpx.AsyncClient, world: World, database: Database) -> None:
        self.http, self.world, self.database = http, world, database
        self.caller: Account
        self.job: Job
        self.run_id: UUID
        self.table: str

    async def set_up(self, plugin: str = "generic", **columns: Any) -> Stage:
        self.caller = await self.world.account()
        self.job = await self.world.job(plugin=plugin)
        self.run_id, self.table = uuid4(), TABLES[plugin]
        row: dict[str, Any] = {
            "build_id": self.job.build_id,
            "start_time": START,
            "id": self.run_id,
            "status": "failed",
        }
        row |= {"investigation_status": "not_investigated", "heartbeat": 1709287200, "build_number": 7}
        ids = {"release_id": self.job.release_id, "group_id": self.job.group_id, "test_id": self.job.test_id}
        await self.world.put(self.table, **(row | ids | {"end_time": EPOCH} | columns))
        await self.snapshot()
        return self

    async def snapshot(self) -> None:
        key = {"release_id": self.job.release_id, "filter_key": "v=2099.1::img=::nov=0::lim=0"}
        await self.world.put("argus_release_stats_snapshot", **key, payload="{}", generated_at=START)

    async def post(self, what: str, body: Any, *, test_id: Any = None, run_id: Any = None) -> Any:
        path = f"/api/v1/test/{test_id or self.job.test_id}/run/{run_id or self.run_id}/{what}/set"
        return (await self.http.post(path, json=body, headers=self.caller.headers)).json()

    async def columns(self, *names: str) -> tuple[Any, ...]:
        statement = Statement(f"SELECT {', '.join(names)} FROM {self.table} WHERE build_id = ? AND start_time = ?")
        (row,) = await self.database.tuples(statement, (self.job.build_id, START))
        return row

    async def events(self) -> list[dict[str, Any]]:
        names = ("kind", "body", "user_id", "test_id", "group_id", "release_id", "created_at")
        statement = Statement(f"SELECT {', '.join(names)} FROM argus_event WHERE run_id = ?")
        rows = await self.database.tuples(statement, (self.run_id,))
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return sorted(found, key=lambda event: event["created_at"])

    async def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(event["body"]) for event in await self.events()]

    async def snapshots(self) -> int:
        statement = Statement("SELECT COUNT(*) FROM argus_release_stats_snapshot WHERE release_id = ?")
        return int(await self.database.value(statement, (self.job.release_id,)))

    async def notifications(self, account: Account) -> list[tuple[Any, ...]]:
        statement = Statement(
            "SELECT type, source_type, source_id, sender, state, content FROM argus_notification WHERE receiver = ?"
        )
        return await self.database.tuples(statement, (account.id,))


@pytest.fixture
async def stage(http: httpx.AsyncClient, world: World, database: Database) -> Stage:
    return await Stage(http, world, database).set_up()


@pytest.mark.parametrize("plugin", list(TABLES))
async def test_a_status_is_set(http: httpx.AsyncClient, world: World, database: Database, plugin: str) -> None:
    stage = await Stage(http, world, database).set_up(plugin)
    answer = await stage.post("status", {"status": "passed", "unknown": "does not matter"})
    assert answer == {"status": "ok", "response": {"test_run_id": str(stage.run_id), "status": "passed"}}
    assert await stage.columns("status", "end_time", "heartbeat") == ("passed", EPOCH, 1709287200)
    (event,) = await stage.events()
    assert json.loads(event["body"]) == {
        "message": "Status was changed from {old_status} to {new_status} by {username}",
        "old_status": "failed",
        "new_status": "passed",
        "username": stage.caller.username,
    }
    assert event["kind"] == "ARGUS_TEST_RUN_STATUS_CHANGE"
    assert event["user_id"] == stage.caller.id
    place = (event["test_id"], event["group_id"], event["release_id"])
    assert place == (stage.job.test_id, stage.job.group_id, stage.job.release_id)
    assert await stage.snapshots() == 0


async def test_the_same_status_again_is_an_event(stage: Stage) -> None:
    for _ in range(2):
        await stage.post("status", {"status": "aborted"})
    assert [(body["old_status"], body["new_status"]) for body in await stage.bodies()] == [
        ("failed", "aborted"),
        ("aborted", "aborted"),
    ]


async def test_an_investigation_status_is_set(stage: Stage) -> None:
    for status in ("in_progress", "investigated", "ignored", "not_investigated"):
        answer = await stage.post("investigation_status", {"investigation_status": status})
        assert answer["response"] == {"test_run_id": str(stage.run_id), "investigation_status": status}
    assert await stage.columns("investigation_status", "status") == ("not_investigated", "failed")
    assert {event["kind"] for event in await stage.events()} == {"ARGUS_TEST_RUN_STATUS_CHANGE"}
    first = (await stage.bodies())[0]
    assert first["message"] == "Investigation status was changed from {old_status} to {new_status} by {username}"
    assert (first["old_status"], first["new_status"]) == ("not_investigated", "in_progress")
    assert await stage.snapshots() == 0


async def test_an_assignee_is_set_and_told(stage: Stage, world: World) -> None:
    bob = await world.account()
    answer = await stage.post("assignee", {"assignee": str(bob.id).upper()})
    assert answer == {"status": "ok", "response": {"test_run_id": str(stage.run_id), "assignee": str(bob.id)}}
    assert await stage.columns("assignee") == (bob.id,)
    (body,) = await stage.bodies()
    assert body == {
        "message": 'Assignee was changed from "{old_user}" to "{new_user}" by {username}',
        "old_user": "None",
        "new_user": bob.username,
        "username": stage.caller.username,
    }
    assert (await stage.events())[0]["kind"] == "ARGUS_ASSIGNEE_CHANGE"
    ((kind, source, source_id, sender, state, content),) = await stage.notifications(bob)
    assert (kind, source, source_id) == ("TYPE_ASSIGNEE_CHANGE", "TEST_RUN", stage.run_id)
    assert (sender, state) == (stage.caller.id, 1)
    link = f"/test/{stage.job.test_id}/runs?additionalRuns%5B%5D={stage.run_id}"
    assert link in content
    assert f"{stage.job.build_id}#7" in content
    assert await stage.snapshots() == 0


async def test_nobody_is_told_of_an_assignment_to_oneself_or_to_nobody(stage: Stage, world: World) -> None:
    bob = await world.account()
    await stage.post("assignee", {"assignee": str(bob.id)})
    await stage.post("assignee", {"assignee": str(stage.caller.id)})
    answer = await stage.post("assignee", {"assignee": "none-none-none"})
    assert answer["response"]["assignee"] is None
    assert await stage.columns("assignee") == (None,)
    assert await stage.notifications(stage.caller) == []
    assert len(await stage.notifications(bob)) == 1
    names = [(body["old_user"], body["new_user"]) for body in await stage.bodies()]
    assert names == [("None", bob.username), (bob.username, stage.caller.username), (stage.caller.username, "None")]


async def test_a_former_assignee_may_be_gone(http: httpx.AsyncClient, world: World, database: Database) -> None:
    stage = await Stage(http, world, database).set_up("sirenada", assignee=uuid4())
    await stage.post("assignee", {"assignee": str(stage.caller.id)})
    assert (await stage.bodies())[0]["old_user"] == "None"


async def test_an_assignment_stands_when_nobody_can_be_told(
    stage: Stage, world: World, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text cannot be rendered: the notification fails, the assignment does not."""
    bob = await world.account()
    monkeypatch.setattr(core.of(NotificationService), "_texts", None)
    assert (await stage.post("assignee", {"assignee": str(bob.id)}))["status"] == "ok"
    assert await stage.columns("assignee") == (bob.id,)
    assert len(await stage.events()) == 1
    assert await stage.notifications(bob) == []


BAD_STATUS = [{}, {"status": ""}, {"status": "great"}, {"status": "PASSED"}, {"status": 7}, {"status": None}]
BAD_INVESTIGATION = [{}, {"status": "ignored"}, {"investigation_status": "done"}, {"investigation_status": ["ignored"]}]
BAD_ASSIGNEE = [{}, {"assignee": ""}, {"assignee": "bob"}, {"assignee": 5}, {"assignee": None}]


@pytest.mark.parametrize(
    ("what", "field", "bodies"),
    [
        ("status", "status", BAD_STATUS),
        ("investigation_status", "investigation_status", BAD_INVESTIGATION),
        ("assignee", "assignee", BAD_ASSIGNEE),
    ],
)
async def test_malformed_input_names_the_field(stage: Stage, what: str, field: str, bodies: list[Any]) -> None:
    for body in bodies:
        told = (await stage.post(what, body))["response"]
        assert told["exception"] == "BadRequest"
        assert told["message"].startswith(f"{field}: ")
    assert await stage.columns("status", "investigation_status", "assignee") == ("failed", "not_investigated", None)
    assert (await stage.events(), await stage.snapshots()) == ([], 1)


GOOD = {
    "status": {"status": "passed"},
    "investigation_status": {"investigation_status": "ignored"},
    "assignee": {"assignee": "none-none-none"},
}


@pytest.mark.parametrize("what", list(GOOD))
async def test_what_is_unknown_is_refused(stage: Stage, world: World, what: str) -> None:
    untyped = await world.job(plugin=None)
    no_test = (await stage.post(what, GOOD[what], test_id=uuid4()))["response"]
    no_run = (await stage.post(what, GOOD[what], run_id=uuid4()))["response"]
    no_type = (await stage.post(what, GOOD[what], test_id=untyped.test_id))["response"]
    expected = "TestRunServiceException" if what == "status" else "DocumentNotFound"
    assert (no_test["exception"], no_run["exception"]) == (expected, "DocumentNotFound")
    assert (no_type["exception"], "no run type" in no_type["message"]) == ("TestRunServiceException", True)
    for ids in ({"test_id": "17"}, {"run_id": "17"}):
        told = (await stage.post(what, GOOD[what], **ids))["response"]
        assert next(iter(ids)) in told["message"]
    assert (await stage.events(), await stage.snapshots()) == ([], 1)


async def test_the_texts_for_an_unknown_test_are_those_that_clients_know(stage: Stage) -> None:
    unknown = uuid4()
    told = (await stage.post("status", {"status": "passed"}, test_id=unknown))["response"]
    assert told["arguments"] == ["Test entity does not exist for provided test_id", str(unknown)]


async def test_an_unknown_account_is_not_assigned(stage: Stage) -> None:
    told = (await stage.post("assignee", {"assignee": str(uuid4())}))["response"]
    assert told["exception"] == "DocumentNotFound"
    assert "User" in told["message"]
    assert await stage.columns("assignee") == (None,)
    assert await stage.events() == []


async def test_only_the_changed_column_is_written(stage: Stage, database: Database) -> None:
    """A heartbeat that came in between stays."""
    statement = Statement("SELECT WRITETIME(heartbeat), WRITETIME(status) FROM generic_run WHERE build_id = ?")
    ((heartbeat, status),) = await database.tuples(statement, (stage.job.build_id,))
    await stage.post("status", {"status": "passed"})
    ((heartbeat_after, status_after),) = await database.tuples(statement, (stage.job.build_id,))
    assert heartbeat_after == heartbeat
    assert timedelta(microseconds=status_after - status) > timedelta(0)
