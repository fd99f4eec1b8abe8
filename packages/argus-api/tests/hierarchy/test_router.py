"""Releases, groups and tests over HTTP, against the real database."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.clock import utc_now
from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

API = "/api/v1"
PLUGIN = Statement("SELECT plugin_name, name FROM argus_test_v2 WHERE id = ?")
SNAPSHOTS = Statement("SELECT filter_key FROM argus_release_stats_snapshot WHERE release_id = ?")


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def read(http: httpx.AsyncClient, reader: Account, path: str) -> Any:
    answer = await http.get(f"{API}{path}", headers=reader.headers)
    body = answer.json()
    assert body["status"] == "ok", body
    return body["response"]


async def test_releases_are_sorted_dormant_ones_last(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    stem = uuid4().hex[:8]
    rows = {"b": {"enabled": True}, "a": {"enabled": True, "dormant": True}, "Z": {"enabled": True}, "n": {}}
    for name, flags in rows.items():
        await world.put("argus_release_v2", id=uuid4(), name=f"{name}-{stem}", **flags)

    def mine(found: list[dict[str, Any]]) -> list[str]:
        return [row["name"].removesuffix(f"-{stem}") for row in found if row["name"].endswith(stem)]

    assert mine(await read(http, reader, "/releases")) == ["Z", "b", "a"]
    assert mine(await read(http, reader, "/releases?all=")) == ["Z", "b", "a"]
    assert mine(await read(http, reader, "/releases?all=1")) == ["Z", "b", "n", "a"]


async def test_groups_are_sorted_by_their_names_for_people(
    http: httpx.AsyncClient, reader: Account, world: World
) -> None:
    release = uuid4()
    for name, pretty, enabled in (("z", "A", True), ("b", "", True), ("c", None, True), ("d", "D", False)):
        row = {"id": uuid4(), "release_id": release, "name": name, "pretty_name": pretty, "enabled": enabled}
        await world.put("argus_group_v2", **row)
    assert [g["name"] for g in await read(http, reader, f"/groups?releaseId={release}")] == ["z", "b", "c"]
    assert [g["name"] for g in await read(http, reader, f"/groups?releaseId={release}&all=1")] == ["z", "d", "b", "c"]
    assert await read(http, reader, f"/groups?releaseId={uuid4()}") == []


async def test_tests_of_a_group(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    off = {"id": uuid4(), "group_id": job.group_id, "release_id": job.release_id, "name": "off", "enabled": False}
    await world.put("argus_test_v2", **off)
    (only,) = await read(http, reader, f"/tests?groupId={job.group_id}")
    assert (only["id"], only["build_system_id"], only["assignee"]) == (str(job.test_id), job.build_id, [])
    both = await read(http, reader, f"/tests?groupId={job.group_id}&all=yes")
    assert {test["id"] for test in both} == {str(job.test_id), str(off["id"])}


async def test_details_and_place(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    release = await read(http, reader, f"/release/{job.release_id.hex.upper()}/details")
    group = await read(http, reader, f"/group/{job.group_id}/details")
    test = await read(http, reader, f"/test/{job.test_id}/details")
    assert release["name"] == job.release_name
    place = await read(http, reader, f"/test-info?testId={job.test_id}")
    assert place == {"test": test, "group": group, "release": release}


@pytest.mark.parametrize(
    ("path", "exception", "words"),
    [
        ("/release/{id}/details", "DocumentNotFound", "No ArgusRelease found matching"),
        ("/group/{id}/details", "DocumentNotFound", "No ArgusGroup found matching"),
        ("/test/{id}/details", "DocumentNotFound", "No ArgusTest found matching"),
        ("/test-info?testId={id}", "DocumentNotFound", "No ArgusTest found matching"),
        ("/release/{id}/versions", "DocumentNotFound", "No ArgusRelease found matching"),
        ("/release/{id}/images", "DocumentNotFound", "No ArgusRelease found matching"),
        ("/groups", "BadRequest", "releaseId: this field is required"),
        ("/tests?groupId=", "BadRequest", "groupId: badly formed hexadecimal UUID string"),
        ("/test/one/details", "BadRequest", "test_id: badly formed hexadecimal UUID string"),
    ],
)
async def test_errors(http: httpx.AsyncClient, reader: Account, path: str, exception: str, words: str) -> None:
    answer = await http.get(f"{API}{path.format(id=uuid4())}", headers=reader.headers)
    told = answer.json()["response"]
    assert (answer.status_code, told["exception"]) == (200, exception)
    assert words in told["message"]
    assert "cache-control" not in answer.headers


async def test_a_test_whose_group_is_gone_has_no_place(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job(group_id=uuid4())
    answer = await http.get(f"{API}/test-info?testId={job.test_id}", headers=reader.headers)
    assert "No ArgusGroup found" in answer.json()["response"]["message"]


async def test_browsers_may_keep_what_was_found(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    for path in (
        "/releases",
        f"/groups?releaseId={job.release_id}",
        f"/tests?groupId={job.group_id}",
        f"/release/{job.release_id}/details",
        f"/group/{job.group_id}/details",
        f"/test/{job.test_id}/details",
    ):
        answer = await http.get(f"{API}{path}", headers=reader.headers)
        assert answer.headers["cache-control"] == "max-age=60", path
    info = await http.get(f"{API}/test-info?testId={job.test_id}", headers=reader.headers)
    assert "cache-control" not in info.headers


async def test_nobody_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/releases")
    assert (answer.status_code, answer.json()) == (403, {"status": "error", "message": "Authorization required"})


async def put_run(world: World, table: str, job: Job, version: str | None, **more: Any) -> UUID:
    run_id = uuid4()
    place = {"build_id": f"{job.build_id}-{run_id}", "start_time": utc_now(), "release_id": job.release_id}
    await world.put(table, id=run_id, **place, scylla_version=version, **more)
    return run_id


async def test_versions_come_from_the_index_and_from_runs(
    http: httpx.AsyncClient, reader: Account, world: World
) -> None:
    job = await world.job()
    await put_run(world, "generic_run", job, "2024.1.9")
    await put_run(world, "generic_run", job, "2024.1.10")
    await put_run(world, "driver_test_run", job, "6.0")
    await put_run(world, "sirenada_run", job, "")
    await put_run(world, "sirenada_run", job, None)
    path = f"/release/{job.release_id}/versions"
    assert await read(http, reader, path) == ["6.0", "2024.1.9", "2024.1.10"]
    await world.put("release_distinct_versions", release_id=job.release_id, version="9.9")
    assert await read(http, reader, path) == ["9.9", "6.0", "2024.1.9", "2024.1.10"]


async def test_images_come_from_the_index(http: httpx.AsyncClient, reader: Account, world: World) -> None:
    job = await world.job()
    assert await read(http, reader, f"/release/{job.release_id}/images") == []
    for image in ("ami-10", "ami-2"):
        await world.put("release_distinct_images", release_id=job.release_id, image_id=image)
    assert await read(http, reader, f"/release/{job.release_id}/images") == ["ami-2", "ami-10"]


async def test_anybody_may_say_which_runs_a_test_has(
    http: httpx.AsyncClient, reader: Account, world: World, database: Database
) -> None:
    job = await world.job(plugin=None)
    await world.put("argus_release_stats_snapshot", release_id=job.release_id, filter_key="v=::img=", payload="{}")
    path = f"{API}/test/{job.test_id}/set_plugin"
    refused = await http.post(path, json={"plugin_name": "no-such-plugin"}, headers=reader.headers)
    assert "plugin_name" in refused.json()["response"]["message"]
    assert (await database.tuples(PLUGIN, (job.test_id,)))[0][0] is None
    assert len(await database.tuples(SNAPSHOTS, (job.release_id,))) == 1
    answer = await http.post(path, json={"plugin_name": "sirenada"}, headers=reader.headers)
    assert answer.json()["response"]["plugin_name"] == "sirenada"
    ((plugin, name),) = await database.tuples(PLUGIN, (job.test_id,))
    assert (plugin, name) == ("sirenada", answer.json()["response"]["name"])
    assert await database.tuples(SNAPSHOTS, (job.release_id,)) == []


async def test_a_plugin_makes_no_test(http: httpx.AsyncClient, reader: Account, database: Database) -> None:
    unknown = uuid4()
    answer = await http.post(
        f"{API}/test/{unknown}/set_plugin", json={"plugin_name": "generic"}, headers=reader.headers
    )
    assert answer.json()["response"]["exception"] == "DocumentNotFound"
    assert await database.tuples(PLUGIN, (unknown,)) == []
