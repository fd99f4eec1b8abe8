"""Addresses of tabs as they have always been."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.runs import DRIVERS, GENERIC, SCT, SIRENADA, Run
from support.tab import Visiting

from argus_core.testing.world import Account

TALK = {"discuss": "Discussion & activity", "issues": "Discussion & activity", "activity": "Discussion & activity"}
KEYS = {
    SCT: {
        "details": "Overview",
        "junit": "Overview",
        "sct-events": "Events",
        "events": "Events",
        "nemesis": "Events",
        "results": "Results",
        "gemini": "Results",
        "performance": "Results",
        "setup": "Environment",
        "packages": "Environment",
        "resources": "Environment",
        "logs": "Logs & screenshots",
        "screenshots": "Logs & screenshots",
    }
    | TALK,
    DRIVERS: {"details": "Overview", "tests": "Tests"} | TALK,
    SIRENADA: {"details": "Overview", "results": "Results"} | TALK,
    GENERIC: {"details": "Overview", "pytest": "Tests", "dtest": "Tests", "testpy": "Tests"} | TALK,
}
TOLD = {
    (SCT, "details"): "First fatal events",
    (SCT, "sct-events"): "reactor stalled for 312 ms",
    (SCT, "nemesis"): "disrupt_stop_start",
    (SCT, "results"): "write - latencies",
    (SCT, "gemini"): "gemini --duration 3h",
    (SCT, "setup"): "longevity.json",
    (SCT, "packages"): "scylla-server",
    (SCT, "resources"): "db-node-1",
    (SCT, "logs"): "db-cluster.tar.zst",
    (SCT, "discuss"): "Bold words",
    (DRIVERS, "tests"): "test_fail",
    (SIRENADA, "results"): "test_button",
    (GENERIC, "pytest"): "alpha_test.py::TestX::test_y",
}
"""What must be seen in some of them."""


@pytest.mark.parametrize("run_type", KEYS)
def test_every_old_key_opens_its_tab(visit: Visiting, anna: Account, runs: dict[str, Run], run_type: str) -> None:
    tab = visit(anna)
    for key, label in KEYS[run_type].items():
        tab.goto(f"{runs[run_type].path}/{key}")
        expect(tab.page.get_by_role("tab", selected=True)).to_have_text(label)
        told = TOLD.get((run_type, key))
        if told is not None:
            expect(tab.page.get_by_role("tabpanel").get_by_text(told).first).to_be_visible()
        expect(tab.page.get_by_role("alert")).to_have_count(0)
