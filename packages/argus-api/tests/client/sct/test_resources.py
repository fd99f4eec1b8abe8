"""Machines of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from argus_core.testing.world import World

Call = Callable[..., Awaitable[Any]]


def new(name: str, **details: Any) -> dict[str, Any]:
    return {"resource": {"name": name, "resource_type": "db-node", "instance_details": details}}


async def test_changes_of_one_machine_at_once_are_all_made(post: Call, get: Call) -> None:
    await post("resource/create", new("node-1", provider="aws"))
    fields = ["region", "public_ip", "private_ip", "dc_name", "rack_name", "instance_type"]
    changes = [post("resource/node-1/update", {"update_data": {"instance_info": {name: name}}}) for name in fields]
    answers = await asyncio.gather(*changes, post("resource/node-1/shards", {"shards": 14}))
    assert {answer["status"] for answer in answers} == {"ok"}
    details = (await get("resource/node-1/get"))["instance_info"]
    assert {name: details[name] for name in fields} == {name: name for name in fields}
    assert (details["provider"], details["shards_amount"]) == ("aws", 14)


async def test_a_repeated_creation_does_not_bring_a_machine_back(post: Call, get: Call) -> None:
    await post("resource/create", new("node-1"))
    await post("resource/node-1/terminate", {"reason": "end of test"})
    await asyncio.gather(*(post("resource/create", new("node-1")) for _ in range(3)))
    resource = await get("resource/node-1/get")
    assert (resource["state"], resource["instance_info"]["termination_reason"]) == ("terminated", "end of test")


async def test_the_exact_name_of_a_runner_comes_first(post: Call, get: Call) -> None:
    place = {"public_ip": "a", "private_ip": "b", "region": "c", "backend": "aws"}
    await post("sct_runner/set", place)
    await post("sct_runner/set", place | {"name": "my-sct-runner"})
    await post("resource/sct-runner/terminate", {"reason": "done"})
    await post("resource/other-sct-runner/terminate", {"reason": "renamed"})
    found = {r["name"]: r["instance_info"]["termination_reason"] for r in await get("resource/all")}
    assert found == {"my-sct-runner": "renamed", "sct-runner": "done"}


async def test_a_runner_told_again_is_the_same(post: Call, get: Call, stored: Call) -> None:
    place = {"public_ip": "a", "private_ip": "b", "region": "c", "backend": "aws"}
    await asyncio.gather(*(post("sct_runner/set", place) for _ in range(4)))
    (host,) = await stored("sct_runner_host")
    (resource,) = await get("resource/all")
    assert (host.provider, host.region) == ("aws", "c")
    assert resource["instance_info"]["public_ip"] == "a"


async def test_a_machine_without_details_gets_them(post: Call, get: Call, world: World, run_id: UUID) -> None:
    await world.put("sct_resource", run_id=run_id, name="bare", state="odd")
    await post("resource/bare/update", {"update_data": {}})
    assert (await get("resource/bare/get"))["state"] == "odd"
    assert (await get("resource/bare/get"))["instance_info"]["shards_amount"] == 0


async def test_unknown_runs_and_machines_are_told(call: Call, post: Call) -> None:
    run_id = uuid4()
    unknown = (await call(f"/api/v1/client/sct/{run_id}/resource/create", new("n")))["response"]
    assert (unknown["exception"], unknown["arguments"]) == ("SCTServiceException", ["Run not found", str(run_id)])
    missing = (await post("resource/n/shards", {"shards": 1}))["response"]
    assert (missing["exception"], missing["arguments"]) == ("SCTServiceException", ["Resource not found", "n"])
