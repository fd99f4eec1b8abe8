"""What versions come from, on the real database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.live.readings import BYTES_OF_A_ROW, IN_ANY_CASE, LIGHT, Readings, Source
from argus_core.runs.rows import RunLocation
from argus_core.testing.world import Job, World

SHARED = {"status", "details", "comments", "activity", "pytest", "results"}
TABLES = {
    "generic": "generic_run",
    "scylla-cluster-tests": "sct_test_run",
    "driver-matrix-tests": "driver_test_run",
    "sirenada": "sirenada_run",
}


def location(job: Job, run_type: str, **columns: Any) -> RunLocation:
    """Where a run of the job would lie."""
    place: dict[str, Any] = {"build_id": job.build_id, "start_time": utc_now(), "test_id": job.test_id} | columns
    return RunLocation(run_id=uuid4(), run_type=run_type, release_id=None, group_id=None, **place)


async def read(sources: Sequence[Source]) -> dict[str, str]:
    """All versions."""
    return {name: version for source in sources for name, version in (await source.read()).versions.items()}


async def test_each_run_type_has_its_sections(core: Core, world: World) -> None:
    job = await world.job()
    for run_type, table in TABLES.items():
        run = location(job, run_type)
        await world.put(table, id=run.run_id, build_id=run.build_id, start_time=run.start_time, status="running")
        sources = Readings(core).of(run)
        named = [name for source in sources for name in source.sections]
        assert sorted(named) == sorted(await read(sources))
        assert set(named) == SHARED | ({"events", "nemeses"} if run_type == "scylla-cluster-tests" else set())
    unlinked = location(job, "generic", test_id=None)
    assert "results" not in await read(Readings(core).of(unlinked))


async def test_what_is_read_again_is_the_same_in_another_process(core: Core, world: World) -> None:
    job = await world.job()
    run = location(job, "generic")
    key = {"build_id": run.build_id, "start_time": run.start_time}
    await world.put("generic_run", id=run.run_id, **key, status="running", logs={"b": "2", "a": "1"})
    for _ in range(3):
        await world.put("argus_event", id=uuid4(), run_id=run.run_id)
    assert await read(Readings(core).of(run)) == await read(Readings(core).of(run))


async def test_large_details_do_not_slow_the_status_down(core: Core, world: World) -> None:
    run = location(await world.job(), "generic")
    key = {"build_id": run.build_id, "start_time": run.start_time}
    large = "x" * (LIGHT * BYTES_OF_A_ROW * 2)
    await world.put("generic_run", id=run.run_id, **key, status="running", logs={"a": large})
    source = next(source for source in Readings(core).of(run) if "details" in source.sections)
    before = (await source.read()).versions
    await world.put("generic_run", **key, status="failed", logs={"b": "small now"})
    after = [(await source.read()).versions for _ in range(3)]
    assert all(versions["status"] != before["status"] for versions in after)
    assert [versions["details"] == before["details"] for versions in after] == [True, True, False]


async def test_a_new_text_of_a_comment_and_a_reaction_are_changes(core: Core, world: World) -> None:
    run = location(await world.job(), "generic")
    sources = Readings(core).of(run)
    comment = {"id": uuid4(), "posted_at": 1, "test_run_id": run.run_id}
    seen = [(await read(sources))["comments"]]
    for columns in ({"message": "text"}, {"message": "better text"}, {"reactions": {"+1": 1}}):
        await world.put("argus_test_run_comment", **comment, **columns)
        await world.put("argus_event", id=uuid4(), run_id=run.run_id)
        seen.append((await read(sources))["comments"])
    assert len(set(seen)) == 4


async def test_a_comment_that_comes_after_its_entry_in_the_log_is_seen_next_time(core: Core, world: World) -> None:
    run = location(await world.job(), "generic")
    sources = Readings(core).of(run)
    for _ in range(3):
        before = await read(sources)
    await world.put("argus_event", id=uuid4(), run_id=run.run_id)
    with_entry = await read(sources)
    await world.put("argus_test_run_comment", id=uuid4(), posted_at=1, test_run_id=run.run_id, message="late")
    with_both = await read(sources)
    assert with_entry["activity"] != before["activity"]
    assert with_entry["comments"] == before["comments"]
    assert with_both["comments"] != before["comments"]


async def test_what_leaves_no_trace_is_seen_in_the_end(core: Core, world: World) -> None:
    run = location(await world.job(), "scylla-cluster-tests")
    sources = Readings(core).of(run)
    before = await read(sources)
    await read(sources)
    await world.put("argus_test_run_comment", id=uuid4(), posted_at=1, test_run_id=run.run_id, message="text")
    await world.put("sct_nemesis", run_id=run.run_id, start_time=1, status="running")
    versions = [await read(sources) for _ in range(IN_ANY_CASE + 1)]
    for section in ("comments", "nemeses"):
        assert versions[0][section] == before[section]
        assert versions[-1][section] != before[section]
