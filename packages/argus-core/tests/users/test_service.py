"""Kept accounts: how long they are trusted."""

from __future__ import annotations

import asyncio

import pytest

from argus_core.core import Core
from argus_core.database import Database
from argus_core.errors import MultipleDocumentsFound
from argus_core.identity.roles import Role
from argus_core.testing.world import World
from argus_core.users.service import Users


@pytest.fixture
def keeping(core: Core, database: Database) -> Users:
    """Accounts that are kept for a minute."""
    return Core(core.settings.model_copy(update={"cache_seconds": 60}), database, core.metrics).users


async def test_what_others_change_is_seen_later_unless_asked_afresh(keeping: Users, world: World) -> None:
    jane = await world.account()
    assert (await keeping.by_id(jane.id)) == (await keeping.by_token(jane.token))
    await keeping.repository.set_column(jane.id, "roles", [Role.ADMIN.value])  # as another worker would
    for user in (await keeping.by_id(jane.id), await keeping.by_token(jane.token)):
        assert user is not None
        assert user.roles == [Role.USER.value]
    for user in (await keeping.by_id(jane.id, fresh=True), await keeping.by_token(jane.token, fresh=True)):
        assert user is not None
        assert user.roles == [Role.ADMIN.value]
    user = await keeping.by_id(jane.id)
    assert user is not None
    assert user.roles == [Role.ADMIN.value]


async def test_a_local_change_is_seen_at_once(keeping: Users, world: World) -> None:
    jane = await world.account()
    user = await keeping.by_token(jane.token)
    assert user is not None
    await keeping.change(user, full_name="New", api_token=f"{jane.token}-new")
    assert await keeping.by_token(jane.token) is None
    changed = await keeping.by_id(jane.id)
    assert changed is not None
    assert changed.full_name == "New"
    await keeping.remove(jane.id)
    assert await keeping.by_id(jane.id) is None


async def test_a_reading_under_way_keeps_nothing_old(keeping: Users, world: World) -> None:
    """It may have read what was there before the change."""
    jane = await world.account()
    reading = asyncio.ensure_future(keeping.by_token(jane.token))
    await asyncio.sleep(0)
    keeping.forget()
    user = await reading
    assert user is not None
    await keeping.repository.set_column(jane.id, "full_name", "Changed")
    again = await keeping.by_token(jane.token)
    assert again is not None
    assert again.full_name == "Changed"


async def test_a_change_if_nobody_was_faster(keeping: Users, world: World) -> None:
    jane = await world.account(api_token=None)
    assert await keeping.change_if(jane.id, "api_token", "first", expected=None)
    assert not await keeping.change_if(jane.id, "api_token", "second", expected=None)
    user = await keeping.by_id(jane.id)
    assert user is not None
    assert user.api_token == "first"


async def test_damaged_data_is_told(keeping: Users, world: World) -> None:
    jane = await world.account()
    await world.account(username=jane.username, api_token=jane.token, email=f"{jane.username}@example.com")
    for reading in (
        keeping.by_token(jane.token),
        keeping.by_username(jane.username),
        keeping.by_email(f"{jane.username}@example.com"),
    ):
        with pytest.raises(MultipleDocumentsFound) as error:
            await reading
        assert jane.token not in error.value.message


@pytest.mark.parametrize("text", ["", "x" * 100_000, "\ud800"])
async def test_what_no_index_can_look_up(keeping: Users, text: str) -> None:
    assert await keeping.by_token(text) is None
    assert await keeping.by_username(text) is None
    assert await keeping.by_email(text) is None


@pytest.mark.parametrize("text", ["", "x", 5, None, [], {"a": 1}])
async def test_sessions_may_hold_anything(keeping: Users, text: object) -> None:
    assert await keeping.by_session_id(text) is None
