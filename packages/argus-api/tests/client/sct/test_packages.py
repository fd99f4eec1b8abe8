"""Packages, screenshots and logs: nothing is lost, nothing is doubled, and packages tell the version."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Job

Call = Callable[..., Awaitable[Any]]
SEEN = Statement("SELECT version FROM release_distinct_versions WHERE release_id = ?")


def package(name: str, version: str | int = "1") -> dict[str, Any]:
    return {"name": name, "version": version, "date": "20240501", "revision_id": "abc", "build_id": None}


async def test_forty_calls_at_once_lose_nothing(post: Call, life: Call, stored: Call) -> None:
    names = [f"item-{number:02}" for number in range(40)]
    calls = [
        work
        for name in names
        for work in (
            post("packages/submit", {"packages": [package(name)]}),
            post("screenshots/submit", {"screenshot_links": [name]}),
            life("logs/submit", {"logs": [{"log_name": name, "log_link": "link"}]}),
        )
    ]
    beats = [life("heartbeat", {}) for _ in range(10)]
    answers = await asyncio.gather(*calls, *beats)
    assert {answer["status"] for answer in answers} == {"ok"}
    packages, screenshots, logs = await stored("packages", "screenshots", "logs")
    assert sorted(item.name for item in packages) == names
    assert sorted(screenshots) == names
    assert sorted(name for name, _ in logs) == names


async def test_repetitions_add_nothing(post: Call, life: Call, stored: Call) -> None:
    for _ in range(2):
        await post("packages/submit", {"packages": [package("a"), package("a"), package("a", 2)]})
        await post("screenshots/submit", {"screenshot_links": ["1.png", "2.png", "1.png"]})
        await life(
            "logs/submit", {"logs": [{"log_name": "a", "log_link": "first"}, {"log_name": "a", "log_link": "b"}]}
        )
    packages, *others = await stored("packages", "screenshots", "logs")
    assert [(item.name, item.version) for item in packages] == [("a", "1"), ("a", "2")]
    assert others == [["1.png", "2.png"], [("a", "first")]]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_upgrade_target_decides_whatever_the_order(post: Call, stored: Call, order: tuple[int, ...]) -> None:
    told = [
        package("scylla-server", "5.0"),
        package("scylla-server-target", "5.1"),
        package("scylla-server-upgrade-target", "5.2"),
    ]
    for number in order:
        await post("packages/submit", {"packages": [told[number]]})
    assert await stored("scylla_version", "version_source") == ("5.2", "scylla-server-upgrade-target")


async def test_targets_told_at_once_agree_on_the_upgrade(post: Call, stored: Call) -> None:
    plain, upgrade = package("scylla-server-target", "5.1"), package("scylla-server-upgrade-target", "5.2")
    await asyncio.gather(*(post("packages/submit", {"packages": [p]}) for p in (plain, upgrade) for _ in range(5)))
    assert await stored("scylla_version") == ("5.2",)


async def test_the_client_does_not_overrule_packages(
    post: Call, life: Call, stored: Call, database: Database, job: Job
) -> None:
    await life("update_product_version", {"product_version": "4.0"})
    assert await stored("scylla_version", "version_source") == ("4.0", None)
    await post("packages/submit", {"packages": [package("scylla-server-target", "5.1")]})
    await life("update_product_version", {"product_version": "4.1"})
    assert await stored("scylla_version") == ("5.1",)
    assert await database.tuples(SEEN, (job.release_id,)) == [("4.0",), ("5.1",)]
