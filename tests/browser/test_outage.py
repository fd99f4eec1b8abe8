"""The database is lost while a page is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from support.background import Background
from support.proxy import Proxy
from support.runs import SCT, Run
from support.server import serving
from support.tab import Visiting

from argus_core.testing.database import Node
from argus_core.testing.world import Account

TOLD_MS = 30_000
BACK_MS = 30_000


@dataclass(frozen=True, slots=True)
class Fragile:
    """A server whose database can be taken away."""

    base: str
    proxy: Proxy


@pytest.fixture
def fragile(
    database_node: Node, browser_keyspace: str, background: Background, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fragile]:
    """A server with one worker, behind whose back its database can be taken away."""
    proxy = Proxy(database_node)
    background.run(proxy.open())
    near = Node("127.0.0.1", proxy.port)
    with serving(near, browser_keyspace, tmp_path_factory.mktemp("fragile"), workers=1) as base:
        yield Fragile(base, proxy)
    background.run(proxy.cut())


def test_the_open_page_tells_stays_and_recovers(
    visit: Visiting, background: Background, fragile: Fragile, anna: Account, runs: dict[str, Run]
) -> None:
    tab = visit(anna, runs[SCT].path, base=fragile.base)
    page = tab.page
    expect(page.get_by_role("tabpanel")).to_contain_text("First fatal events")

    background.run(fragile.proxy.cut())
    page.get_by_role("button", name="Refresh").click()
    told = page.get_by_role("alert").filter(has_text="Could not update the run; this may be out of date.")
    expect(told).to_be_visible(timeout=TOLD_MS)
    expect(told).to_contain_text("Trace id")
    expect(page.get_by_role("tabpanel")).to_contain_text("First fatal events")  # what was known stays

    page.get_by_role("tab", name="Environment").click()
    missing = page.get_by_role("tabpanel").get_by_role("alert").filter(has_text="Could not load").first
    expect(missing).to_be_visible(timeout=TOLD_MS)
    page.get_by_role("tab", name="Overview").click()

    background.run(fragile.proxy.open())
    for _ in range(BACK_MS // 1000):
        if not told.is_visible():
            break
        told.get_by_role("button", name="Retry").click(timeout=BACK_MS)
        page.wait_for_timeout(1000)
    expect(told).to_have_count(0, timeout=BACK_MS)
    tab.settle()
    page.get_by_role("tab", name="Environment").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("scylla-server")
