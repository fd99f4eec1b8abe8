"""What one does, the other one sees."""

from __future__ import annotations

from playwright.sync_api import expect
from support.argus import Argus
from support.runs import GENERIC, submit
from support.tab import Visiting

from argus_core.identity.roles import Role
from argus_core.testing.world import Account

SOON_MS = 3000


def test_changes_of_a_run_reach_the_open_page_of_somebody_else(
    visit: Visiting, argus: Argus, ci: Account, anna: Account
) -> None:
    clara = argus.account(Role.USER, full_name="Clara Nowak")
    run = submit(argus, ci, GENERIC, argus.job(GENERIC))
    hers, theirs = visit(anna, run.path), visit(clara, run.path)
    theirs.page.wait_for_timeout(1000)  # its stream is a connection of its own
    button, item = hers.page.get_by_role("button"), hers.page.get_by_role("menuitem")

    hers.page.get_by_role("button", name="Status:").click()
    item.filter(has_text="Failed").click()
    expect(theirs.page.get_by_role("button", name="Status: Failed")).to_be_visible(timeout=SOON_MS)

    hers.page.get_by_role("button", name="Investigation:").click()
    item.filter(has_text="In progress").click()
    expect(theirs.page.get_by_role("button", name="Investigation: In progress")).to_be_visible(timeout=SOON_MS)

    button.filter(has_text="Unassigned").click()
    hers.page.get_by_role("combobox", name="Assignee").fill("Clara Nowak")
    hers.page.get_by_role("option").filter(has_text=clara.username).click()
    expect(theirs.page.get_by_role("button", name="Assignee: Clara Nowak")).to_be_visible(timeout=SOON_MS)

    told = argus.get(clara, "/notifications/summary")
    assert [header["sender"] for header in told] == [str(anna.id)]
    theirs.goto(run.path)
    expect(theirs.page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
