"""The profile page and its forms."""

from __future__ import annotations

from uuid import uuid4

import pytest

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.testing.browser import Browser
from argus_core.testing.world import PASSWORD, Account, World
from argus_core.users.accounts import Accounts
from argus_core.users.rows import User


async def now(core: Core, account: Account) -> User:
    return await core.of(Accounts).get(account.id)


async def send(browser: Browser, form: str, **fields: str) -> tuple[str, str]:
    """Send a form; the message it leaves behind."""
    answer = await browser.post(f"/profile/update/{form}", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (302, "/profile/")
    (message,) = browser.flashes
    session = browser.session
    del session["_flashes"]
    browser.session = session
    return message


async def test_the_page_shows_no_secrets(browser: Browser, world: World) -> None:
    jane = await world.account(full_name="<Jane>")
    browser.be(jane)
    page = await browser.get("/profile/")
    assert "<title>Argus - Profile</title>" in page.text
    assert "&lt;Jane&gt;" in page.text
    assert "<Jane>" not in page.text
    assert jane.token not in page.text
    assert "************" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "pbkdf2" not in page.text


async def test_without_its_slash(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    assert (await browser.get("/profile")).status_code == 308


async def test_names(browser: Browser, world: World, core: Core) -> None:
    jane, rob = await world.account(), await world.account()
    browser.be(jane)
    assert await send(browser, "name", new_name="Jane Ćwik") == ("success", "Successfully changed name!")
    for wrong in ({}, {"new_name": ""}, {"new_name": "x" * 201}):
        assert await send(browser, "name", **wrong) == ("error", "Incorrect new name")
    new = f"jane.{uuid4().hex}"
    for name, message in (
        ("", "Missing username in payload"),
        (rob.username, "This username is already taken."),
        ("jane@example.com", "Cannot use '@' in the username"),
        ("jane/../doe", "A username has 1 to 64 letters, digits, dots, underscores and dashes."),
    ):
        assert await send(browser, "username", new_username=name) == ("error", message)
    for name in (jane.username, new):
        assert await send(browser, "username", new_username=name) == ("success", "Successfully changed username!")
    user = await now(core, jane)
    assert (user.full_name, user.username) == ("Jane Ćwik", new)


async def test_an_old_name_may_stay(browser: Browser, world: World) -> None:
    """Names of before the rule."""
    jane = await world.account(username=f"Jane Doe {uuid4()}")
    browser.be(jane)
    assert (await send(browser, "username", new_username=jane.username))[0] == "success"


async def test_an_address_is_changed_by_administrators(browser: Browser, world: World, core: Core) -> None:
    jane, rob, admin = await world.account(), await world.account(), await world.account(Role.ADMIN)
    browser.be(jane)
    assert 'name="new_email" type="email"' in (page := (await browser.get("/profile/")).text)
    assert "disabled" in page
    message = await send(browser, "email", new_email="jane@example.org")
    assert message == ("error", "Not authorized to change email.")
    browser.be(admin)
    for email, text in (
        ("", "Incorrect new email"),
        (f"{rob.username}@example.com", "This email is already taken."),
        ("no-address", "Invalid email."),
    ):
        assert await send(browser, "email", new_email=email) == ("error", text)
    email = f"It's.{uuid4().hex}@Example.COM"
    assert await send(browser, "email", new_email=email) == ("success", "Successfully changed email!")
    assert (await now(core, admin)).email == email
    browser.session = {"user_id": str(jane.id), "original_user": str(admin.id)}
    email = f"{uuid4().hex}@example.com"
    assert (await send(browser, "email", new_email=email))[0] == "success"
    assert (await now(core, jane)).email == email


async def test_a_session_lends_a_token_no_impersonation(browser: Browser, world: World) -> None:
    """Only who is known by the cookie is acted as."""
    jane, rob = await world.account(), await world.account()
    browser.session = {"user_id": str(rob.id), "original_user": str(uuid4())}
    answer = await browser.post("/profile/update/email", data={"new_email": "x@example.com"}, headers=jane.headers)
    assert answer.status_code == 302
    assert browser.flashes == [("error", "Not authorized to change email.")]


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("", "abcdef", "abcdef", "Old password wasn't provided"),
        (PASSWORD, "", "", "New password wasn't provided"),
        ("wrong", "abcdef", "abcdefg", "New password doesn't match confirmation!"),
        ("wrong", "abcdef", "abcdef", "Old password is incorrect"),
        ("wrong", "abcd", "abcd", "Old password is incorrect"),
        (PASSWORD, "abcd", "abcd", "New password is too short"),
        (PASSWORD, "x" * 5000, "x" * 5000, "New password is too long"),
    ],
)
async def test_refused_passwords(
    browser: Browser, world: World, core: Core, old: str, new: str, again: str, message: str
) -> None:
    jane = await world.account()
    before = await now(core, jane)
    browser.be(jane)
    fields = {"old_password": old, "new_password": new, "new_password_confirm": again}
    assert await send(browser, "password", **fields) == ("error", message)
    assert await now(core, jane) == before


async def test_a_changed_password_logs_in(browser: Browser, world: World, core: Core) -> None:
    jane = await world.account()
    browser.be(jane)
    fields = {"old_password": PASSWORD, "new_password": "abcdé", "new_password_confirm": "abcdé"}
    assert await send(browser, "password", **fields) == ("success", "Successfully changed password!")
    user = await now(core, jane)
    assert user.password is not None
    assert user.password.startswith("scrypt:32768:8:1$")
    assert (await browser.get("/api/v1/user/token")).status_code == 200
    browser.session = {}
    await browser.post("/auth/login", data={"username": jane.username, "password": "abcdé"})
    assert browser.session["user_id"] == str(jane.id)


class TestFirstPassword:
    async def test_it_is_shown_once(self, browser: Browser, world: World, core: Core) -> None:
        name = f"new-{uuid4().hex}"
        account = await core.of(Accounts).create(username=name, full_name="New", email=None)
        session = {
            "user_id": str(account.id),
            "first_run_info": {"first_login": True, "mark": account.first_password_mark},
        }
        browser.session = session
        page = (await browser.get("/profile/")).text
        (password,) = [word.split("</code>")[0] for word in page.split("<code>")[1:]]
        assert len(password) == 64
        assert browser.session == {"user_id": str(account.id)}
        assert password not in (await browser.get("/profile/")).text
        browser.session = session  # kept by somebody
        assert "<code>" not in (await browser.get("/profile/")).text
        browser.session = {}
        await browser.post("/auth/login", data={"username": name, "password": password})
        assert browser.session["user_id"] == str(account.id)

    async def test_one_that_was_replaced_stays(self, browser: Browser, core: Core) -> None:
        accounts = core.of(Accounts)
        account = await accounts.create(username=f"new-{uuid4().hex}", full_name="New", email=None)
        await accounts.set_password(await accounts.get(account.id), "my own one")
        before = await accounts.get(account.id)
        mark = {"first_login": True, "mark": account.first_password_mark}
        browser.session = {"user_id": str(account.id), "first_run_info": mark}
        assert "<code>" not in (await browser.get("/profile/")).text
        assert await accounts.get(account.id) == before

    async def test_sessions_of_the_old_system_hold_it(self, browser: Browser, world: World) -> None:
        jane = await world.account()
        browser.session = {"user_id": str(jane.id), "first_run_info": {"password": "temp&orary", "first_login": True}}
        assert "<code>temp&amp;orary</code>" in (await browser.get("/profile/")).text


async def test_other_sites_can_change_nothing(browser: Browser, world: World, core: Core) -> None:
    jane = await world.account()
    before = await now(core, jane)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.test"}):
        browser.be(jane)
        answer = await browser.post("/profile/update/name", data={"new_name": "Evil"}, headers=headers)
        assert answer.status_code == 403
    assert await now(core, jane) == before
    answer = await browser.post("/profile/update/name", data={"new_name": "x"}, headers={"Origin": "http://argus.test"})
    assert answer.status_code == 302
