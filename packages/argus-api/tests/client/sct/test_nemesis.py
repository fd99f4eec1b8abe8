"""Disruptions and their numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from argus_core.database import Database, Statement

Call = Callable[..., Awaitable[Any]]


def start(at: int, name: str = "disrupt") -> dict[str, Any]:
    node = {"node_name": "n", "node_ip": "10.0.0.1", "node_shards": 8}
    return {"nemesis": {"name": name, "class_name": "Monkey", "start_time": at} | node}


def end(at: int, status: str = "succeeded", message: str = "") -> dict[str, Any]:
    return {"nemesis": {"name": "disrupt", "start_time": at, "status": status, "message": message}}


async def test_numbers_agree_with_the_disruptions_when_all_come_at_once(post: Call, stored: Call, get: Call) -> None:
    await asyncio.gather(*(post("nemesis/submit", start(at)) for at in range(1, 21) for _ in range(2)))
    assert await stored("nemesis_stats") == ({"total": 20},)
    ends = [post("nemesis/finalize", end(at, "failed" if at % 2 else "succeeded")) for at in range(1, 20)]
    await asyncio.gather(*ends, post("nemesis/submit", start(21)))
    assert await stored("nemesis_stats") == ({"total": 21, "failed": 10, "succeeded": 9},)
    assert len(await get("nemesis/get")) == 21


async def test_the_first_end_counts(post: Call, stored: Call, get: Call) -> None:
    await post("nemesis/submit", start(1))
    await asyncio.gather(*(post("nemesis/finalize", end(1, "failed", "boom")) for _ in range(4)))
    assert (await post("nemesis/finalize", end(1, "no such status")))["response"] == "updated"
    assert (await post("nemesis/finalize", end(1, "succeeded", "late")))["response"] == "updated"
    (nemesis,) = await get("nemesis/get")
    assert (nemesis["status"], nemesis["stack_trace"]) == ("failed", "boom")
    assert nemesis["duration"] == nemesis["end_time"] - 1
    assert await stored("nemesis_stats") == ({"total": 1, "failed": 1},)


async def test_a_repetition_mends_numbers_that_were_not_written(post: Call, stored: Call, database: Database) -> None:
    await post("nemesis/submit", start(1))
    build_id, start_time = await stored("build_id", "start_time")
    lose = Statement("UPDATE sct_test_run SET nemesis_stats = null WHERE build_id = ? AND start_time = ?")
    await database.execute(lose, (build_id, start_time))
    await post("nemesis/submit", start(1))
    assert await stored("nemesis_stats") == ({"total": 1},)


async def test_unknown_disruptions_and_statuses_are_refused(post: Call) -> None:
    unknown = (await post("nemesis/finalize", end(5)))["response"]
    assert (unknown["exception"], unknown["arguments"]) == (
        "SCTServiceException",
        ["Nemesis not found", "disrupt", "5"],
    )
    await post("nemesis/submit", start(5))
    refused = (await post("nemesis/finalize", end(5, "exploded")))["response"]
    assert (refused["exception"], refused["message"]) == ("BadRequest", "'exploded' is not a valid NemesisStatus")
