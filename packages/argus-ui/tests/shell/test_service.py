"""Pages as documents and as JSON: what they carry, and what never."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from argus_core.http.static import is_hashed
from argus_core.identity.roles import Role
from argus_core.testing.browser import Browser
from argus_core.testing.world import World
from argus_ui.shell.assets import STATIC

AS_JSON = {"Accept": "application/json"}


def payload_of(page: httpx.Response) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="argus-props">(.*?)</script>', page.text, re.S)
    assert found is not None, page.text[:500]
    payload: dict[str, Any] = json.loads(found[1])
    return payload


async def test_a_page_knows_its_user_but_no_secret(browser: Browser, world: World) -> None:
    jane = await world.account()
    browser.be(jane)
    page = await browser.get("/workspace")
    payload = payload_of(page)
    assert (page.status_code, payload["page"]) == (200, "workspace/Workspace")
    assert set(payload) == {"page", "title", "props", "user", "flashes", "config", "impersonating"}
    assert payload["user"]["id"] == str(jane.id)
    assert not {"api_token", "password"} & set(payload["user"])
    assert jane.token not in page.text


async def test_the_application_gets_the_same_as_json(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    page, data = await browser.get("/workspace"), await browser.get("/workspace", headers=AS_JSON)
    assert data.headers["content-type"] == "application/json"
    assert data.headers["vary"].startswith("Accept")
    assert page.headers["vary"].startswith("Accept")
    assert data.json() == payload_of(page)


async def test_messages_are_shown_once(browser: Browser, world: World) -> None:
    browser.session = {"user_id": str((await world.account()).id), "_flashes": [["error", "Run x not found."]]}
    assert payload_of(await browser.get("/releases"))["flashes"] == [["error", "Run x not found."]]
    assert payload_of(await browser.get("/releases"))["flashes"] == []


async def test_text_of_users_stays_text(browser: Browser, world: World) -> None:
    evil = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(1)>'\"&"
    browser.be(await world.account(full_name=evil))
    page = await browser.get("/workspace")
    assert payload_of(page)["user"]["full_name"] == evil
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "\u2028" not in page.text


async def test_the_policy_lets_only_our_scripts_run(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    page = await browser.get("/workspace")
    policy = page.headers["content-security-policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)
    assert nonce is not None
    scripts = re.findall(r"<script(?! type=\"application/json\")[^>]*>", page.text)
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


async def test_every_file_of_a_page_is_there_and_may_be_kept(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    page = await browser.get("/workspace")
    files = re.findall(r'(?:src|href)="(/s/dist/[^"]+)"', page.text)
    assert len(files) >= 3
    for file in files:
        name = file.removeprefix("/s/")
        assert (STATIC / name).is_file(), file
        assert is_hashed(name), file


@pytest.mark.parametrize("path", ["/workspace", "/releases", "/views", "/teams/", "/notifications/", "/profile/jobs"])
async def test_nobody_is_sent_to_the_login_and_remembered(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, "/auth/login")
    assert browser.session["redirect_target"] == path


async def test_an_administrator_is_told_apart(browser: Browser, world: World) -> None:
    browser.be(await world.account(Role.ADMIN))
    assert "ROLE_ADMIN" in payload_of(await browser.get("/workspace"))["user"]["roles"]
