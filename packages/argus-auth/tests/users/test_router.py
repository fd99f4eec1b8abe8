"""The list of accounts."""

from __future__ import annotations

from uuid import uuid4

import httpx

from argus_core.testing.world import World


async def test_everybody_sees_public_fields_only(http: httpx.AsyncClient, world: World) -> None:
    jane = await world.account(picture_id=uuid4())
    users = (await http.get("/api/v1/users", headers=jane.headers)).json()["response"]
    assert set(users[str(jane.id)]) == {"id", "username", "full_name", "email", "picture_id"}
    assert users[str(jane.id)]["username"] == jane.username
    assert list(users) == sorted(users)


async def test_an_account_without_a_name_is_listed(http: httpx.AsyncClient, world: World) -> None:
    jane, nameless = await world.account(), uuid4()
    await world.put('"user"', id=nameless, email="nameless@example.com")
    users = (await http.get("/api/v1/users", headers=jane.headers)).json()["response"]
    assert users[str(nameless)] == {
        "id": str(nameless),
        "username": None,
        "full_name": None,
        "email": "nameless@example.com",
        "picture_id": None,
    }
