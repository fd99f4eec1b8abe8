"""The palette."""

from __future__ import annotations

from playwright.sync_api import expect
from support.runs import SCT, Run
from support.tab import Visiting

from argus_core.testing.world import Account


def test_a_run_is_found_by_the_url_of_its_build(visit: Visiting, anna: Account, runs: dict[str, Run]) -> None:
    run = runs[SCT]
    tab = visit(anna, "/workspace")
    found = tab.look_for(f"https://ci.example.com/job/{run.job.build_id}/7/").filter(has_text="Run")
    expect(found).to_contain_text(f"{run.job.build_id}#7")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"**{run.path}")
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("#7")
