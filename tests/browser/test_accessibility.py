"""axe-core on every page, all rules."""

from __future__ import annotations

from typing import Any

import pytest
from support.pages import pages
from support.runs import Run
from support.tab import Tab, Visiting
from tools.find_browser import PACKAGE

from argus_core.testing.world import Account

AXE = PACKAGE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = "axe.run(document, { resultTypes: ['violations'] })"


@pytest.fixture(scope="session")
def axe() -> str:
    """The script."""
    return AXE.read_text()


def violations(tab: Tab, axe: str) -> list[str]:
    """One line for each element that breaks a rule."""
    tab.page.evaluate(axe)
    found: dict[str, Any] = tab.page.evaluate(CHECK)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule(visit: Visiting, anna: Account, runs: dict[str, Run], axe: str, scheme: str) -> None:
    tab = visit(anna, color_scheme=scheme)
    broken = {}
    for path in pages(runs):
        tab.goto(path)
        found = violations(tab, axe)
        if found:
            broken[path] = found
    assert broken == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_breaks_no_rule(visit: Visiting, axe: str, scheme: str) -> None:
    assert violations(visit(None, "/auth/login", color_scheme=scheme), axe) == []
