"""From page to page without loading a document."""

from __future__ import annotations

from playwright.sync_api import expect
from support.runs import SCT, Run
from support.tab import Visiting

from argus_core.testing.world import Account


def test_links_and_the_history_show_pages_without_loading_a_document(
    visit: Visiting, anna: Account, runs: dict[str, Run]
) -> None:
    run = runs[SCT]
    tab = visit(anna, "/workspace")
    page = tab.page
    page.evaluate("window.sameDocument = true")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Releases").click()
    expect(page.get_by_role("heading", name="Releases", level=1)).to_be_visible()
    assert tab.path == "/releases"
    expect(tab.look_for(run.id).filter(has_text=run.job.build_id)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Overview")).to_be_visible()
    assert tab.path == run.path
    tab.settle()

    page.go_back()
    expect(page.get_by_role("heading", name="Releases", level=1)).to_be_visible()
    assert tab.path == "/releases"
    page.go_back()
    expect(page.get_by_role("heading", name="Workspace", level=1)).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page.get_by_role("tab", name="Overview")).to_be_visible()
    assert tab.path == run.path
    assert page.evaluate("window.sameDocument") is True


def test_an_address_that_is_copied_shows_the_same_tab(visit: Visiting, anna: Account, runs: dict[str, Run]) -> None:
    tab = visit(anna, runs[SCT].path)
    tab.page.get_by_role("tab", name="Environment").click()
    tab.settle()
    assert tab.path == f"{runs[SCT].path}/setup"
    other = visit(anna, tab.path)
    expect(other.page.get_by_role("tab", selected=True)).to_have_text("Environment")
