"""Sessions: their cookie, their beginning and their end."""

from __future__ import annotations

import time
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.identity.session_cookie import decode_session, encode_session
from argus_core.testing.browser import SECRET, Browser
from argus_core.testing.world import PASSWORD, Account, World

MONTH = 2_678_400
OWN_TOKEN = "/api/v1/user/token"


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    return SimpleCookie(answer.headers["set-cookie"])["session"]


async def log_in(client: httpx.AsyncClient, account: Account) -> httpx.Response:
    return await client.post("/auth/login", data={"username": account.username, "password": PASSWORD})


async def is_logged_in(client: httpx.AsyncClient, cookie: str) -> bool:
    client.cookies.clear()
    return (await client.get(OWN_TOKEN, headers={"Cookie": f"session={cookie}"})).status_code == 200


async def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(
    http: httpx.AsyncClient, https: httpx.AsyncClient, world: World
) -> None:
    for client, secure in ((https, True), (http, False)):
        cookie = cookie_of(await log_in(client, await world.account()))
        assert bool(cookie["secure"]) is secure
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
        assert (cookie["max-age"], cookie["expires"]) == ("", "")  # gone with the browser


async def test_a_login_writes_another_cookie_and_keeps_nothing_of_the_one_before(
    browser: Browser, http: httpx.AsyncClient, world: World
) -> None:
    jane, rob = await world.account(), await world.account()
    await browser.get("/auth/login")
    planted = browser.cookies["session"]
    state = browser.session["csrf_token"]
    browser.session = {**browser.session, "registration_allowed": True, "original_user": str(rob.id)}
    written = cookie_of(await log_in(browser, jane)).value
    assert written != planted
    assert set(browser.session) == {"user_id", "csrf_token"}
    assert browser.session["csrf_token"] != state
    assert await is_logged_in(http, written)
    assert not await is_logged_in(http, planted)


async def test_each_login_has_a_cookie_of_its_own(https: httpx.AsyncClient, world: World) -> None:
    jane = await world.account()
    cookies = set()
    for _ in range(3):
        https.cookies.clear()
        cookies.add(cookie_of(await log_in(https, jane)).value)
    assert len(cookies) == 3


async def test_a_logout_leaves_nobody_in_the_cookie(browser: Browser, http: httpx.AsyncClient, world: World) -> None:
    await log_in(browser, await world.account())
    assert (await browser.get(OWN_TOKEN)).status_code == 200
    left = cookie_of(await browser.post("/auth/logout")).value
    assert not await is_logged_in(http, left)
    assert (await browser.get(OWN_TOKEN)).status_code == 403


async def test_every_page_of_the_server_has_a_way_to_log_out(browser: Browser, world: World) -> None:
    browser.be(await world.account(Role.ADMIN))
    for path in ("/profile/", "/admin/", "/admin/users", "/auth/admin/impersonate", "/error/?type=404"):
        page = await browser.get(path)
        assert page.headers["content-type"].startswith("text/html")
        assert '<form method="post" action="/auth/logout">' in page.text, path


@pytest.mark.parametrize(("age", "counts"), [(MONTH - 60, True), (MONTH + 60, False), (-60, False)])
async def test_a_cookie_ends_31_days_after_it_was_written(
    http: httpx.AsyncClient, world: World, age: int, counts: bool
) -> None:
    session = {"user_id": str((await world.account()).id)}
    cookie = encode_session(session, SECRET, now=int(time.time()) - age)
    assert await is_logged_in(http, cookie) is counts


async def test_only_our_key_makes_cookies(http: httpx.AsyncClient, world: World) -> None:
    session = {"user_id": str((await world.account(Role.ADMIN)).id)}
    good = encode_session(session, SECRET)
    payload, stamp, signature = good.rsplit(".", 2)
    other = encode_session({"user_id": str((await world.account(Role.ADMIN)).id)}, SECRET).rsplit(".", 2)[0]
    assert await is_logged_in(http, good)
    for forged in (
        encode_session(session, f"{SECRET}x"),
        encode_session(session, ""),
        f"{other}.{stamp}.{signature}",
        f"{payload}.{stamp}.",
        f"{payload}.{stamp}",
        payload,
    ):
        assert not await is_logged_in(http, forged)


async def test_deleting_an_account_ends_its_sessions(browser: Browser, http: httpx.AsyncClient, world: World) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    await log_in(browser, jane)
    kept = browser.cookies["session"]
    assert (await browser.get("/profile/")).status_code == 200
    answer = await http.post(f"/admin/api/v1/user/{jane.id}/delete", headers=admin.headers)
    assert answer.json() == {"status": "ok", "response": True}
    refused = await browser.get("/profile/")
    assert (refused.status_code, refused.headers["location"]) == (302, "/auth/login")
    assert "user_id" not in decode_session(cookie_of(refused).value, SECRET, max_age=60)
    assert not await is_logged_in(http, kept)


async def test_the_cookie_holds_no_secrets(browser: Browser, world: World, core: Core) -> None:
    """It is signed, not encrypted."""
    jane = await world.account()
    await log_in(browser, jane)
    await browser.post("/auth/profile/api/token/generate")
    fields = {"old_password": PASSWORD, "new_password": "new-secret", "new_password_confirm": "new-secret"}
    await browser.post("/profile/update/password", data=fields)
    assert ("success", "Successfully changed password!") in browser.flashes
    user = await core.users.by_id(jane.id, fresh=True)
    assert user is not None
    assert browser.session["token_generated"] is True
    held = str(browser.session)
    for secret in (user.api_token, user.password, PASSWORD, "new-secret", jane.token):
        assert str(secret) not in held
