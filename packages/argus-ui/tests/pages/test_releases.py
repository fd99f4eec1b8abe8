"""The list of releases, and the pages that are not rebuilt yet."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from argus_core.hierarchy.rows import Release
from argus_core.testing.browser import Browser
from argus_core.testing.world import World
from argus_ui.releases.listing import listed

AS_JSON = {"Accept": "application/json"}


def release(name: str, **columns: object) -> Release:
    empty: dict[str, Any] = dict.fromkeys(Release.columns())
    return Release(**empty | {"id": uuid4(), "name": name} | columns)


def test_active_releases_by_name_then_dormant_ones() -> None:
    rows = [release("beta"), release("sleepy", dormant=True), release("alpha", dormant=None)]
    shown = listed(rows)
    assert [row["name"] for row in shown] == ["alpha", "beta", "sleepy"]
    assert [row["dormant"] for row in shown] == [False, False, True]


async def test_a_notice_stands_where_a_dashboard_will_be(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    job = await world.job()
    page = await browser.get(f"/dashboard/{job.release_name}", headers=AS_JSON)
    assert page.json()["props"]["release"]["id"] == str(job.release_id)
    assert page.json()["title"] == f"Release: {job.release_name}"
    by_id = await browser.get(f"/release/by-id/{job.release_id}/planner")
    assert by_id.headers["location"] == f"/release/{job.release_name}/planner"


@pytest.mark.parametrize("path", ["/dashboard/no-such-release", "/release/no-such/planner", "/release/by-id/x/planner"])
async def test_unknown_releases_are_not_found(browser: Browser, world: World, path: str) -> None:
    browser.be(await world.account())
    assert (await browser.get(path)).status_code == 404


async def test_schedules_lead_to_the_planner(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    answer = await browser.get("/release/some/duty")
    assert (answer.status_code, answer.headers["location"]) == (302, "/release/some/planner")
    assert browser.flashes == [("info", "Schedules were replaced by release plans.")]
