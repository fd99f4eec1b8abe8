"""Comments."""

from __future__ import annotations

from playwright.sync_api import expect
from support.argus import Argus
from support.runs import GENERIC, submit
from support.tab import Visiting

from argus_core.testing.world import Account


def test_a_comment_is_markdown_and_tells_whom_it_mentions(
    visit: Visiting, argus: Argus, ci: Account, anna: Account, boris: Account
) -> None:
    run = submit(argus, ci, GENERIC, argus.job(GENERIC))
    tab = visit(anna, f"{run.path}/discuss")
    field = tab.page.get_by_role("textbox", name="New comment")
    field.fill("It is **the disk** again, see `dmesg`. ")
    field.press_sequentially(f"@{boris.username[:9]}")
    suggestions = tab.page.get_by_role("listbox", name="People to mention")
    expect(suggestions.get_by_role("option").filter(has_text=boris.username)).to_be_visible()
    field.press_sequentially(boris.username[9:])
    field.press("Enter")
    expect(suggestions).to_have_count(0)
    field.press("Control+Enter")

    comment = tab.page.get_by_role("listitem").filter(has_text="It is")
    expect(comment.locator("strong", has_text="the disk")).to_be_visible()
    expect(comment.locator("code", has_text="dmesg")).to_be_visible()
    expect(comment.locator(".mention", has_text=f"@{boris.username}")).to_be_visible()
    expect(field).to_have_value("")

    told = argus.get(boris, "/notifications/summary")
    assert [(header["title"], header["sender"]) for header in told][:1] == [
        ("You were mentioned in a comment", str(anna.id))
    ], told
