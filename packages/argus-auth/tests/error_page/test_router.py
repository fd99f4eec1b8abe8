"""The error page."""

from __future__ import annotations

import pytest

from argus_core.testing.browser import Browser


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?type=403", 403),
        ("?type=404", 404),
        ("?type=599", 599),
        ("?type=600", 400),
        ("?type=399", 400),
        ("?type=-404", 400),
        ("?type=+404", 400),
        ("?type=٤٠٤", 400),
        ("?type=4_04", 400),
        ("?type=0404", 400),
        ("?type=<script>alert(1)</script>", 400),
    ],
)
async def test_its_status(browser: Browser, query: str, status: int) -> None:
    page = await browser.get(f"/error/{query}")
    assert page.status_code == status
    assert f"<title>Argus - {status} Error</title>" in page.text
    assert f"ERROR - {status}" in page.text
    assert "<script>alert" not in page.text


async def test_it_shows_pending_messages(browser: Browser) -> None:
    browser.session = {"_flashes": [("error", "Run <b> not found.")]}
    page = await browser.get("/error/?type=404")
    assert "Run &lt;b&gt; not found." in page.text
    assert browser.session == {}


async def test_without_its_slash(browser: Browser) -> None:
    answer = await browser.get("/error?type=404")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/error/?type=404")
