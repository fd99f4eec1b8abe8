"""Administrators who act as somebody else."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.testing.browser import Browser
from argus_core.testing.world import World

PATH = "/auth/admin/impersonate"


async def test_there_and_back(browser: Browser, world: World, caplog: pytest.LogCaptureFixture) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    browser.be(admin)
    with caplog.at_level(logging.INFO, "argus.auth"):
        answer = await browser.post(PATH, data={"user_id": str(jane.id)})
        assert answer.headers["location"] == "/profile/"
        assert browser.session == {"user_id": str(jane.id), "original_user": str(admin.id)}
        page = await browser.get("/profile/")
        assert jane.username in page.text
        assert 'action="/auth/admin/impersonate/stop"' in page.text
        assert 'action="/auth/logout"' not in page.text
        assert (await browser.get("/admin/api/v1/users")).status_code == 403
        answer = await browser.post(f"{PATH}/stop")
    assert answer.headers["location"] == "/profile/"
    assert browser.session == {"user_id": str(admin.id)}
    lines = [record.getMessage() for record in caplog.records]
    assert sum(str(admin.id) in line and str(jane.id) in line for line in lines) == 2


async def test_whom_the_page_offers(browser: Browser, world: World) -> None:
    robots = [await world.account(service_user=True, username=f"{name}-{uuid4().hex}") for name in ("b", "a")]
    nameless, jane = uuid4(), await world.account()
    await world.put('"user"', id=nameless, service_user=True)
    browser.be(await world.account(Role.ADMIN))
    page = (await browser.get(PATH)).text
    assert "<title>Argus - User Switch</title>" in page
    assert page.index(str(robots[1].id)) < page.index(str(robots[0].id))
    assert str(nameless) in page
    assert str(jane.id) not in page


async def test_refusals_change_nothing(browser: Browser, world: World) -> None:
    admin, other = await world.account(Role.ADMIN), await world.account(Role.ADMIN)
    for sent, message in (
        ({}, "No user id"),
        ({"user_id": ""}, "No user id"),
        ({"user_id": str(uuid4())}, "User not found"),
        ({"user_id": "not-an-id"}, "User not found"),
        ({"user_id": str(other.id)}, "Cannot impersonate an admin."),
        ({"user_id": str(admin.id)}, "Cannot impersonate an admin."),
    ):
        browser.be(admin)
        answer = await browser.post(PATH, data=sent)
        assert answer.headers["location"] == "/profile/"
        assert browser.flashes == [("error", message)]
        assert browser.session["user_id"] == str(admin.id)
        assert "original_user" not in browser.session


async def test_not_twice(browser: Browser, world: World) -> None:
    jane = await world.account()
    session = {"user_id": str((await world.account(Role.ADMIN)).id), "original_user": str(uuid4())}
    browser.session = session
    await browser.post(PATH, data={"user_id": str(jane.id)})
    assert browser.flashes == [("error", "Cannot impersonate while already impersonating a user.")]
    assert browser.session["user_id"] == session["user_id"]


async def test_only_administrators(browser: Browser, world: World) -> None:
    jane, robot = await world.account(), await world.account(service_user=True)
    browser.be(jane)
    for answer in (await browser.get(PATH), await browser.post(PATH, data={"user_id": str(robot.id)})):
        assert answer.headers["location"] == "/"
    assert browser.session["user_id"] == str(jane.id)


async def test_a_role_taken_away_counts_at_once(browser: Browser, world: World, core: Core) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    browser.be(admin)
    await browser.get(PATH)
    await core.users.repository.set_column(admin.id, "roles", [Role.USER.value])  # as another worker would
    answer = await browser.post(PATH, data={"user_id": str(jane.id)})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("gone", [True, False])
async def test_returning_needs_the_administrator(browser: Browser, world: World, gone: bool) -> None:
    """One who was deleted or unmade meanwhile is logged out."""
    jane, former = await world.account(), await world.account()
    original = uuid4() if gone else former.id
    browser.session = {"user_id": str(jane.id), "original_user": str(original)}
    answer = await browser.post(f"{PATH}/stop")
    assert answer.headers["location"] == "/profile/"
    assert browser.session == {}


async def test_nothing_to_return_from(browser: Browser, world: World) -> None:
    browser.be(await world.account())
    await browser.post(f"{PATH}/stop")
    assert browser.flashes == [("error", "No impersonation in progress.")]
