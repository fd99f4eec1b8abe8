"""A telephone."""

from __future__ import annotations

from support.pages import pages
from support.runs import Run
from support.tab import Visiting

from argus_core.testing.world import Account

WIDTH = 360


def test_no_page_scrolls_sideways_on_a_telephone(visit: Visiting, anna: Account, runs: dict[str, Run]) -> None:
    tab = visit(anna, viewport={"width": WIDTH, "height": 740})
    wide = {}
    for path in pages(runs):
        tab.goto(path)
        width = tab.page.evaluate("document.documentElement.scrollWidth")
        if width > WIDTH:
            wide[path] = width
    assert wide == {}
