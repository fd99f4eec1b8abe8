"""Events: checked as a whole, stored once, read by time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement

Call = Callable[..., Awaitable[Any]]
T0 = 1714550400
QUEUE = Statement("SELECT severity, ts FROM sct_unprocessed_events WHERE run_id = ?")


def event(at: float, message: str = "m", severity: str = "ERROR", **more: Any) -> dict[str, Any]:
    return {"severity": severity, "ts": T0 + at, "message": message, "event_type": "E"} | more


async def test_large_lists_are_stored_whole(post: Call, get: Call) -> None:
    events = [event(n / 100, f"{n} " + "ü" * 3000, ("NORMAL", "ERROR")[n % 2]) for n in range(300)]
    assert (await post("event/submit", {"data": events}))["response"] is True
    read = await get("events/get?limit=1000")
    assert [item["message"] for item in read] == [item["message"] for item in events]
    assert [await get(f"events/{severity}/count") for severity in ("NORMAL", "ERROR", "DEBUG")] == [150, 150, 0]


async def test_one_bad_event_stops_the_whole_list(post: Call, get: Call) -> None:
    answer = await post("event/submit", {"data": [event(1), event(2, severity="FATAL"), event(3)]})
    assert answer["status"] == "error"
    assert await get("events/get") == []


async def test_a_repetition_keeps_the_id_and_what_others_added(
    post: Call, get: Call, database: Database, run_id: UUID
) -> None:
    await post("event/submit", {"data": event(1, node="node-1")})
    (first,) = await get("events/ERROR/get")
    seen = Statement("UPDATE sct_event SET summary = 'seen' WHERE run_id = ? AND severity = 'ERROR' AND ts = ?")
    (key,) = await database.tuples(QUEUE, (run_id,))
    await database.execute(seen, (run_id, key[1]))
    await asyncio.gather(*(post("event/submit", {"data": event(1, "again")}) for _ in range(3)))
    (again,) = await get("events/ERROR/get")
    assert again == first | {"message": "again", "summary": "seen"}
    assert len(await database.tuples(QUEUE, (run_id,))) == 1


async def test_of_events_in_the_same_millisecond_the_last_one_stays(post: Call, get: Call) -> None:
    events = [event(1, "zzz", node="z"), event(1, "mmm"), event(1.0001, "aaa")]
    await post("event/submit", {"data": events})
    (kept,) = await get("events/ERROR/get")
    assert (kept["message"], kept["node"]) == ("aaa", "z")


async def test_bounds_are_included_and_may_be_fractions(post: Call, get: Call) -> None:
    await post("event/submit", {"data": [event(n) for n in range(6)]})
    read = await get(f"events/ERROR/get?after={T0 + 1}.0&before={T0 + 3}.5&limit=")
    assert [item["ts"][17:19] for item in read] == ["01", "02", "03"]
    assert len(await get("events/get?severity=ERROR&severity=DEBUG&limit=2&before=&after=")) == 2


async def test_a_core_dump_becomes_a_log(post: Call, stored: Call) -> None:
    message = "node=Node db-node-1 [10.0.0.1]\ncorefile_url=https://logs.example.com/core.1.zst\n"
    core = event(1, message, event_type="CoreDumpEvent")
    for _ in range(2):
        await post("event/submit", {"data": [event(2), core]})
    name = "core.scylla-db-node-1-2024-05-01_08-00-01.zst"
    assert await stored("logs") == ([(name, "https://logs.example.com/core.1.zst")],)
