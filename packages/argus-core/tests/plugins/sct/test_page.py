"""What the page and the lists of SCT runs get, from the real database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.http.encoding import decode_json, encode_json
from argus_core.plugins.sct.legacy import NAMES, LegacyColumns
from argus_core.plugins.sct.run_type import SctRunType
from argus_core.plugins.sct.types import CloudSetup, InstanceDetails, NodesInfo, PackageVersion
from argus_core.runs.rows import RunLocation
from argus_core.runs.tables import Window
from argus_core.testing.world import World

START = datetime(2024, 3, 1, 10)


@pytest.fixture
def kind(core: Core) -> SctRunType:
    return core.of(SctRunType)


async def put_run(world: World, **columns: object) -> RunLocation:
    place = {"build_id": f"job-{uuid4()}", "start_time": START} | columns
    run = await world.put("sct_test_run", id=uuid4(), **place)
    return RunLocation(
        run_id=run["id"],
        run_type="scylla-cluster-tests",
        build_id=run["build_id"],
        start_time=START,
        release_id=None,
        group_id=None,
        test_id=None,
    )


def setup(image: str) -> CloudSetup:
    return CloudSetup(db_node=NodesInfo(image_id=image), loader_node=None, monitor_node=None, backend="aws")


async def test_the_page_has_reports_disruptions_and_machines(kind: SctRunType, world: World) -> None:
    run = await put_run(world, packages=[PackageVersion(name="scylla-server", version="2024.1.3")])
    for start in (1709290000, 1709288000):
        await world.put("sct_nemesis", run_id=run.run_id, start_time=start, name=f"at {start}", status="succeeded")
    for name in ("node-2", "node-1"):
        details = InstanceDetails(provider="aws", region="eu-west-1")
        await world.put("sct_resource", run_id=run.run_id, name=name, state="running", instance_info=details)
    await world.put("sctjunit_reports", test_id=run.run_id, file_name="junit.xml", report="PHJlcG9ydC8+")
    page = decode_json(encode_json(await kind.page_object(run)))
    assert [nemesis["start_time"] for nemesis in page["nemesis_data"]] == [1709288000, 1709290000]
    assert [(r["name"], r["instance_info"]["region"]) for r in page["allocated_resources"]] == [
        ("node-1", "eu-west-1"),
        ("node-2", "eu-west-1"),
    ]
    assert page["junit_reports"] == [{"test_id": str(run.run_id), "file_name": "junit.xml", "report": "PHJlcG9ydC8+"}]
    assert page["packages"][0]["version"] == "2024.1.3"
    assert page["events"] == []


async def test_a_run_with_nothing_but_its_keys(kind: SctRunType, world: World) -> None:
    page = await kind.page_object(await put_run(world))
    assert page is not None
    assert (page["status"], page["heartbeat"], page["nemesis_stats"]) == (None, None, {})
    assert (page["junit_reports"], page["nemesis_data"], page["allocated_resources"]) == ([], [], [])


async def test_no_row_no_page(kind: SctRunType, world: World) -> None:
    run = await put_run(world)
    run.build_id = f"job-{uuid4()}"
    assert await kind.page_object(run) is None


async def test_lists_read_packages_only_when_asked(kind: SctRunType, world: World) -> None:
    run = await put_run(world, packages=[PackageVersion(name="scylla-server")], status="passed")
    assert run.build_id is not None
    (short,) = await kind.newest(run.build_id, Window(), full=False)
    (full,) = await kind.newest(run.build_id, Window(), full=True)
    assert [(row.as_dict()["packages"] == [], row.status) for row in (short, full)] == [
        (True, "passed"),
        (False, "passed"),
    ]
    assert set(short.as_dict()) == set(full.as_dict()) >= set(NAMES)


async def test_images_are_those_of_database_nodes(kind: SctRunType, world: World) -> None:
    release: UUID = uuid4()
    nodeless = CloudSetup(db_node=None, loader_node=None, monitor_node=None, backend="aws")
    for cloud in (setup("ami-1"), setup("ami-2"), setup("ami-1"), setup(""), nodeless, None):
        await put_run(world, release_id=release, cloud_setup=cloud)
    assert await kind.images_in(release) == {"ami-1", "ami-2"}


async def test_columns_that_were_dropped_a_moment_ago_are_looked_up_again(database: Database) -> None:
    legacy = LegacyColumns(database, "sct_test_run")
    asked: list[tuple[str, ...]] = []

    async def read(columns: tuple[str, ...]) -> list[tuple[object, ...]]:
        asked.append(columns)
        column = "dropped" if len(asked) == 1 else "id"
        return await database.tuples(Statement(f"SELECT {column} FROM sct_test_run WHERE build_id = 'no such job'"))

    assert await legacy.reading(read) == []
    assert len(asked) == 2
