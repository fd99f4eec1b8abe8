"""Light and dark."""

from __future__ import annotations

from playwright.sync_api import Page
from support.tab import Visiting

from argus_core.testing.world import Account


def brightness(page: Page) -> float:
    """How bright the page's ground is, from 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [float(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(parts) / 3


def test_auto_follows_the_system_and_a_choice_is_remembered(visit: Visiting, anna: Account) -> None:
    tab = visit(anna, "/releases", color_scheme="dark")
    assert brightness(tab.page) < 60
    tab.page.emulate_media(color_scheme="light")
    assert brightness(tab.page) > 200

    for name in ("Auto", "Light"):
        tab.page.get_by_role("button", name=f"Theme: {name}").click()
    assert tab.page.get_by_role("button", name="Theme: Dark").is_visible()
    assert brightness(tab.page) < 60
    tab.goto("/releases")
    assert brightness(tab.page) < 60
