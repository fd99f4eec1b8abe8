"""The way in."""

from __future__ import annotations

from playwright.sync_api import expect
from support.runs import GENERIC, Run
from support.tab import Visiting

from argus_core.testing.world import Account


def test_one_lands_where_the_link_pointed_after_the_login(visit: Visiting, anna: Account, runs: dict[str, Run]) -> None:
    wanted = f"{runs[GENERIC].path}/discuss"
    tab = visit(None, wanted)
    assert tab.path == "/auth/login"
    tab.page.get_by_label("Name").fill(anna.username)
    tab.page.get_by_label("Password").fill(anna.password)
    tab.page.get_by_role("button", name="Log in", exact=True).click()
    expect(tab.page.get_by_role("heading", name="Discussion")).to_be_visible()
    assert tab.path == wanted


def test_a_wrong_password_is_told_on_the_login_page(visit: Visiting, anna: Account) -> None:
    tab = visit(None, "/auth/login")
    tab.page.get_by_label("Name").fill(anna.username)
    tab.page.get_by_label("Password").fill("not it")
    tab.page.get_by_role("button", name="Log in", exact=True).click()
    tab.settle()
    assert tab.path == "/auth/login"
    expect(tab.page.get_by_label("Password")).to_be_visible()
