"""Password logins, seen by a browser."""

from __future__ import annotations

import re
import time
from uuid import uuid4

from argus_core.database import Database
from argus_core.identity.passwords import hash_password
from argus_core.testing.browser import Browser
from argus_core.testing.world import PASSWORD, World
from argus_core.users.repository import UserRepository

CROSS = {"Sec-Fetch-Site": "cross-site"}


async def test_a_right_password_begins_a_session_and_goes_on(browser: Browser, world: World) -> None:
    jane = await world.account()
    await browser.get("/profile/?tab=a%20b")
    answer = await browser.post("/auth/login", data={"username": jane.username, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (302, "/profile/?tab=a%20b")
    assert set(browser.session) == {"user_id", "csrf_token"}
    assert browser.session["user_id"] == str(jane.id)
    assert re.fullmatch("[0-9a-f]{64}", browser.session["csrf_token"])


async def test_what_is_refused_comes_back_with_a_message(browser: Browser, world: World) -> None:
    jane = await world.account()
    for username, password, message in (
        (jane.username, "wrong", "Incorrect Password"),
        (f"nobody-{uuid4()}", PASSWORD, "User not found"),
        (f" {jane.username}", PASSWORD, "User not found"),
        ("", PASSWORD, "User not found"),
        ("x" * 70_000, PASSWORD, "User not found"),
        ("nul\0byte", PASSWORD, "User not found"),
    ):
        browser.session = {"csrf_token": "old", "redirect_target": "/workspace"}
        answer = await browser.post("/auth/login", data={"username": username, "password": password})
        assert (answer.status_code, answer.headers["location"]) == (302, "/auth/login")
        assert browser.flashes == [("error", message)]
        assert browser.session["redirect_target"] == "/workspace"
        assert browser.session["csrf_token"] != "old"


async def test_an_account_without_password_is_refused(browser: Browser, world: World) -> None:
    for stored in (None, "", "plain", "pbkdf2:sha256$x"):
        account = await world.account(password=stored)
        await browser.post("/auth/login", data={"username": account.username, "password": PASSWORD})
        assert browser.flashes[-1] == ("error", "Incorrect Password")
        assert "user_id" not in browser.session


async def test_missing_fields_are_400(browser: Browser, world: World) -> None:
    jane = await world.account()
    browser.session = {"csrf_token": "old"}
    for sent in ({"username": jane.username}, {"password": PASSWORD}, {}):
        answer = await browser.post("/auth/login", data=sent)
        assert answer.status_code == 400
        assert browser.session["csrf_token"] != "old"
    path = f"/auth/login?username={jane.username}&password={PASSWORD}"
    assert (await browser.post(path)).status_code == 400


async def test_of_repeated_fields_the_first_counts(browser: Browser, world: World) -> None:
    jane = await world.account()
    body = f"username={jane.username}&username=other&password={PASSWORD}&password=wrong"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    await browser.post("/auth/login", content=body, headers=kind)
    assert browser.session["user_id"] == str(jane.id)


async def test_somebody_logged_in_goes_on(browser: Browser, world: World) -> None:
    jane = await world.account()
    browser.session = {"user_id": str(jane.id), "redirect_target": "/workspace?a=b"}
    answer = await browser.get("/auth/login")
    assert answer.headers["location"] == "/workspace?a=b"
    answer = await browser.post("/auth/login", data={"username": "x"})
    assert answer.headers["location"] == "/"
    browser.session = {"user_id": str(jane.id), "redirect_target": "//evil.example"}
    assert (await browser.get("/auth/login")).headers["location"] == "/"


async def test_other_sites_can_not_log_anybody_in(browser: Browser, world: World) -> None:
    jane = await world.account()
    sent = {"username": jane.username, "password": PASSWORD}
    assert (await browser.post("/auth/login", data=sent, headers=CROSS)).status_code == 403
    assert "user_id" not in browser.session


async def test_logging_out_ends_the_session(browser: Browser, world: World) -> None:
    browser.session = {"user_id": str((await world.account()).id), "future": 1}
    answer = await browser.post("/auth/logout")
    assert answer.headers["location"] == "/auth/login"
    assert browser.session == {"manual_logout": True}
    assert (await browser.get("/auth/logout")).status_code == 405


async def test_the_page_offers_what_is_configured(browser: Browser) -> None:
    page = await browser.get("/auth/login")
    assert "<title>Argus - Login</title>" in page.text
    assert 'action="/auth/login"' in page.text
    assert "github.com/login" not in page.text
    assert "/auth/login/cf" not in page.text


async def test_the_page_leads_to_github_and_cloudflare(outward: Browser) -> None:
    page = (await outward.get("/auth/login")).text
    state = outward.session["csrf_token"]
    for name, value in (("client_id", "test-client"), ("state", state), ("code_challenge_method", "S256")):
        assert f'name="{name}" value="{value}"' in page
    assert re.search('name="code_challenge" value="[A-Za-z0-9_-]{43}"', page)
    assert 'getElementById("cloudflare").submit()' in page
    outward.session = {"manual_logout": True}
    page = (await outward.get("/auth/login")).text
    assert 'action="/auth/login/cf"' in page
    assert 'getElementById("cloudflare").submit()' not in page


async def test_a_login_changes_no_hash(browser: Browser, world: World, database: Database) -> None:
    """The old system reads the same rows."""
    jane = await world.account()
    repository = UserRepository(database)
    before = await repository.by_id(jane.id)
    await browser.post("/auth/login", data={"username": jane.username, "password": PASSWORD})
    after = await repository.by_id(jane.id)
    assert before is not None
    assert after is not None
    assert after.password == before.password


async def test_unknown_names_take_as_long_as_wrong_passwords(browser: Browser, world: World) -> None:
    known = await world.account(password=hash_password(PASSWORD))
    without = await world.account(password=None)
    seconds: dict[str, list[float]] = {known.username: [], without.username: [], f"nobody-{uuid4()}": []}
    for _ in range(5):
        for username, spent in seconds.items():
            started = time.process_time()  # what others do on this machine does not count
            await browser.post("/auth/login", data={"username": username, "password": "wrong"})
            spent.append(time.process_time() - started)
    fastest = [min(spent) for spent in seconds.values()]
    assert max(fastest) < 2 * min(fastest), seconds
