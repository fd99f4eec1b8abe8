"""Which passwords there are, how they are typed, and what guessing them is up against."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from argus_core.testing.browser import Browser
from argus_core.testing.world import PASSWORD, World
from argus_core.users.rows import User

LIMIT = 3  # that of `strict_app`


async def log_in(client: httpx.AsyncClient, username: str, password: str) -> bool:
    client.cookies.clear()
    await client.post("/auth/login", data={"username": username, "password": password})
    return (await client.get("/api/v1/user/token")).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "11111111",
        "aaaaaaaa",
        "correct horse battery staple",
        "  blanks around  ",
        "<'\"&;$%:\\`>",
        "пароль-密碼-🔑",
        "x" * 64,
        "long " * 200 + "end",
    ],
)
async def test_any_characters_and_lengths_are_taken_exactly(browser: Browser, world: World, password: str) -> None:
    jane = await world.account()
    browser.be(jane)
    fields = {"old_password": PASSWORD, "new_password": password, "new_password_confirm": password}
    await browser.post("/profile/update/password", data=fields)
    assert browser.flashes == [("success", "Successfully changed password!")]
    assert await log_in(browser, jane.username, password)
    for other in {password.swapcase(), password.strip(), password[:-1], f"{password} ", password[:72]} - {password}:
        assert not await log_in(browser, jane.username, other)


async def test_a_change_needs_the_current_password_and_ends_it(browser: Browser, world: World) -> None:
    jane = await world.account()
    for old in ("", "wrong", jane.token):
        browser.be(jane)
        fields = {"old_password": old, "new_password": "another one", "new_password_confirm": "another one"}
        await browser.post("/profile/update/password", data=fields)
        assert not await log_in(browser, jane.username, "another one")
    browser.be(jane)
    fields["old_password"] = PASSWORD
    await browser.post("/profile/update/password", data=fields)
    assert await log_in(browser, jane.username, "another one")
    assert not await log_in(browser, jane.username, PASSWORD)


async def test_passwords_do_not_age(browser: Browser, world: World) -> None:
    jane = await world.account(registration_date=datetime(2001, 1, 1, tzinfo=UTC))
    answer = await browser.post("/auth/login", data={"username": jane.username, "password": PASSWORD})
    assert answer.headers["location"] == "/"
    assert (await browser.get("/profile/")).status_code == 200


async def test_fields_hide_what_is_typed_and_let_password_managers_in(browser: Browser, world: World) -> None:
    pages = [await browser.get("/auth/login")]
    browser.be(await world.account())
    pages.append(await browser.get("/profile/"))
    fields = [field for page in pages for field in re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page.text)]
    assert len(fields) == 4
    for field in fields:
        assert 'type="password"' in field
        assert re.search('autocomplete="(current|new)-password"', field)
    for page in pages:
        assert not re.search(r"\son(paste|copy|drop|input|keydown|contextmenu)\s*=", page.text)
        assert "'unsafe-inline'" not in page.headers["content-security-policy"].partition("style-src")[0]


def test_accounts_keep_no_hints_and_no_questions() -> None:
    known = "id username full_name password email registration_date roles picture_id api_token service_user"
    assert set(User.columns()) == set(known.split())


# ---- guessing -------------------------------------------------------------------------------------------------------
Visitor = Callable[[str], httpx.AsyncClient]


@pytest.fixture
def visitor(strict_app: FastAPI) -> Visitor:
    """Makes clients that come from an address."""

    def make(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=strict_app, client=(address, 40_000))
        return httpx.AsyncClient(transport=transport, base_url="https://argus.test")

    return make


@pytest.fixture
def addresses() -> list[str]:
    """Addresses that nobody failed from within the last minute."""
    return [f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}" for _ in range(10)]


async def test_guessing_one_password_is_stopped_wherever_it_comes_from(
    visitor: Visitor, world: World, addresses: list[str]
) -> None:
    jane, rob = await world.account(), await world.account()
    for address in addresses[:LIMIT]:
        async with visitor(address) as guesser:
            assert not await log_in(guesser, jane.username, "wrong")
    async with visitor(addresses[LIMIT]) as guesser:
        answer = await guesser.post("/auth/login", data={"username": jane.username, "password": PASSWORD})
        assert answer.headers["location"] == "/auth/login"
        page = (await guesser.get("/auth/login")).text
        assert "Too many failed logins, please try again in a minute." in page
        assert await log_in(guesser, rob.username, PASSWORD)


async def test_trying_one_password_on_many_names_is_stopped(
    visitor: Visitor, world: World, addresses: list[str]
) -> None:
    jane = await world.account()
    async with visitor(addresses[0]) as guesser:
        for number in range(LIMIT):
            assert not await log_in(guesser, f"{jane.username}-{number}", PASSWORD)
        assert not await log_in(guesser, jane.username, PASSWORD)
    async with visitor(addresses[1]) as elsewhere:
        assert await log_in(elsewhere, jane.username, PASSWORD)


async def test_a_closed_account_keeps_its_sessions_and_tokens(
    visitor: Visitor, world: World, addresses: list[str]
) -> None:
    """So nobody is shut out of work under way by somebody who fails on purpose."""
    jane = await world.account()
    async with visitor(addresses[0]) as browser, visitor(addresses[1]) as stranger:
        assert await log_in(browser, jane.username, PASSWORD)
        for _ in range(LIMIT + 2):
            assert not await log_in(stranger, jane.username, "wrong")
        assert (await browser.get("/api/v1/user/token")).status_code == 200
        browser.cookies.clear()
        assert (await browser.get("/api/v1/users", headers=jane.headers)).json()["status"] == "ok"


async def test_a_claimed_address_does_not_count(visitor: Visitor, world: World, addresses: list[str]) -> None:
    """Who is no trusted proxy cannot claim another address for each attempt."""
    async with visitor(addresses[0]) as guesser:
        for number in range(LIMIT):
            guesser.headers["X-Forwarded-For"] = f"192.0.2.{number}"
            assert not await log_in(guesser, (await world.account()).username, "wrong")
        guesser.headers["X-Forwarded-For"] = "192.0.2.99"
        assert not await log_in(guesser, (await world.account()).username, PASSWORD)
