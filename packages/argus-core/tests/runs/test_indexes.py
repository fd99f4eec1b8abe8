"""Which snapshots of statistics a run's change drops."""

from __future__ import annotations

from uuid import uuid4

import pytest

from argus_core.clock import utc_now
from argus_core.database import Database, Statement
from argus_core.runs.indexes import ReleaseIndexes, covers
from argus_core.testing.world import World


@pytest.mark.parametrize(
    ("key", "version", "stale"),
    [
        ("v=::img=::nov=0::lim=0", "5.4.1", True),
        ("v=5.4::img=::nov=0::lim=0", "5.4.1", True),
        ("v=5.4.1::img=::nov=0::lim=0", "5.4.1", True),
        ("v=5.4.10::img=::nov=0::lim=0", "5.4.1", False),
        ("v=!noVersion::img=::nov=1::lim=0", "5.4.1", False),
        ("v=!noVersion::img=::nov=0::lim=0", None, True),
        ("v=5.4::img=::nov=1::lim=0", None, True),
        ("v=5.4::img=::nov=0::lim=0", None, False),
        ("v=::img=::nov=0::lim=0", "", True),
    ],
)
def test_a_snapshot_covers_the_versions_that_it_counts(key: str, version: str | None, stale: bool) -> None:
    assert covers(key, version) is stale


async def test_only_stale_snapshots_are_dropped(database: Database, world: World) -> None:
    release = uuid4()
    keys = ["v=::img=::nov=0::lim=0", "v=6.0::img=::nov=0::lim=0", "v=5.4::img=::nov=0::lim=0"]
    for key in keys:
        await world.put(
            "argus_release_stats_snapshot", release_id=release, filter_key=key, payload="{}", generated_at=utc_now()
        )
    await ReleaseIndexes(database).drop_snapshots(release, "6.0.1")
    left = await database.tuples(
        Statement("SELECT filter_key FROM argus_release_stats_snapshot WHERE release_id = ?"), (release,)
    )
    assert left == [("v=5.4::img=::nov=0::lim=0",)]
