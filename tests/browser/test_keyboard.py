"""Without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from support.argus import Argus
from support.runs import GENERIC, submit
from support.tab import Visiting

from argus_core.testing.world import Account

MOST_STEPS = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_from_the_login_to_a_comment(visit: Visiting, argus: Argus, ci: Account, anna: Account) -> None:
    run = submit(argus, ci, GENERIC, argus.job(GENERIC))
    tab = visit(None, "/workspace")
    page, keys = tab.page, tab.page.keyboard
    keys.type(anna.username)  # the name has the focus from the start
    keys.press("Tab")
    keys.type(anna.password)
    keys.press("Enter")
    page.wait_for_url("**/workspace")
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()

    expect(tab.look_for(run.id).filter(has_text=run.job.build_id)).to_be_visible()
    keys.press("Enter")
    page.wait_for_url(f"**{run.path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    keys.press("c")
    expect(page.get_by_role("tab", name="Discussion")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("textbox", name="New comment")).to_be_visible()
    tab_to(page, "New comment")
    keys.type("Typed **without** a mouse")
    keys.press("Control+Enter")
    expect(page.get_by_role("listitem").filter(has_text="Typed without a mouse")).to_be_visible()
