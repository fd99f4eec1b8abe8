"""Making an account after a login through Cloudflare Access."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from argus_core.config import Settings
from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.pictures.service import Pictures
from argus_core.testing.browser import Browser
from argus_core.testing.world import World
from argus_core.users.accounts import Accounts

PATH = "/profile/create"
GIF = b"GIF89a rest"


@pytest.fixture
def newcomer(browser: Browser) -> dict[str, Any]:
    """A session that may register, with the form that fits it."""
    name = f"john.{uuid4().hex[:12]}"
    browser.session = {
        "registration_allowed": True,
        "lock_user_email": True,
        "auth_via_cf": True,
        "oauth_email": f"{name}@scylladb.com",
        "oauth_username": name,
        "oauth_name": "John Doe",
    }
    return {"username": name, "email": f"{name}@scylladb.com", "full_name": "John & Doe"}


async def test_only_with_permission(browser: Browser) -> None:
    for answer in (await browser.get(PATH), await browser.post(PATH, data={"username": "x"})):
        assert (answer.status_code, answer.headers["location"]) == (302, "/profile/")
    assert browser.flashes == [("error", "Registration is not allowed at the moment.")] * 2


async def test_the_form_is_filled_in(browser: Browser, newcomer: dict[str, Any]) -> None:
    page = (await browser.get(PATH)).text
    assert "<title>Argus - Create User</title>" in page
    for value in (newcomer["username"], newcomer["email"], "John Doe"):
        assert f'value="{value}"' in page


async def test_the_account(browser: Browser, newcomer: dict[str, Any], core: Core) -> None:
    answer = await browser.post(PATH, data=newcomer, files={"avatar": ("me.png", GIF, "image/png")})
    assert (answer.status_code, answer.headers["location"]) == (302, "/profile/")
    assert set(browser.session) == {"user_id", "first_run_info"}
    user = await core.of(Accounts).get(UUID(browser.session["user_id"]))
    assert (user.username, user.email, user.full_name) == (
        newcomer["username"],
        newcomer["email"],
        newcomer["full_name"],
    )
    assert (user.roles, user.service_user, user.api_token) == ([Role.USER.value], False, None)
    assert user.picture_id is not None
    assert await core.of(Pictures).read(user.picture_id) == GIF
    page = (await browser.get("/profile/")).text
    assert page.count("<code>") == 1
    assert (await browser.get(PATH)).headers["location"] == "/profile/"


async def test_what_is_wrong_is_said_beside_its_field(
    browser: Browser, newcomer: dict[str, Any], world: World, core: Core
) -> None:
    jane = await world.account()
    for changed, texts in (
        ({"username": jane.username}, ["This username is already taken."]),
        ({"username": "a@b"}, ["Cannot use '@' in the username."]),
        ({"username": "two words"}, ["A username has 1 to 64 letters"]),
        ({"full_name": ""}, ["No display name provided."]),
        ({"email": f"{jane.username}@example.com"}, ["Email changed while being locked to oauth one."]),
        ({"username": "a b", "full_name": ""}, ["A username has 1 to 64 letters", "No display name provided."]),
    ):
        page = await browser.post(PATH, data=newcomer | changed)
        assert page.status_code == 200
        assert all(text in html.unescape(page.text) for text in texts)
        assert page.text.count('aria-invalid="true"') == len(texts)
        kept = (newcomer | changed)["username"]
        assert f'value="{html.escape(kept)}"' in page.text
        assert browser.session["registration_allowed"] is True
    assert await core.users.by_email(newcomer["email"]) is None


async def test_an_address_that_is_not_locked(browser: Browser, newcomer: dict[str, Any], world: World) -> None:
    jane = await world.account()
    session = browser.session
    del session["lock_user_email"]
    for email, text in (
        (f"{jane.username}@example.com", "This email is already taken."),
        ("nonsense", "Invalid email."),
    ):
        browser.session = session
        page = await browser.post(PATH, data=newcomer | {"email": email})
        assert text in page.text


async def test_missing_fields_are_empty_ones(browser: Browser, newcomer: dict[str, Any]) -> None:
    page = await browser.post(PATH, data={"email": newcomer["email"]})
    assert page.status_code == 200
    assert "No display name provided." in page.text


async def test_an_avatar_that_is_no_picture_leaves_nothing(
    browser: Browser, newcomer: dict[str, Any], core: Core, settings: Settings
) -> None:
    before = set(Path(settings.pictures_dir).iterdir())
    page = await browser.post(PATH, data=newcomer, files={"avatar": ("me.png", b"text", "image/png")})
    assert "Expected image/*, got application/octet-stream for user avatar." in page.text
    assert await core.users.by_username(newcomer["username"]) is None
    assert set(Path(settings.pictures_dir).iterdir()) == before


async def test_an_empty_file_is_none(browser: Browser, newcomer: dict[str, Any], core: Core) -> None:
    """What browsers send for a file that nobody chose."""
    await browser.post(PATH, data=newcomer, files={"avatar": ("", b"", "application/octet-stream")})
    user = await core.of(Accounts).get(UUID(browser.session["user_id"]))
    assert user.picture_id is None


async def test_not_from_other_sites(browser: Browser, newcomer: dict[str, Any]) -> None:
    answer = await browser.post(PATH, data=newcomer, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "user_id" not in browser.session
