"""An account's notifications over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid1, uuid4

import httpx
import pytest

from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.notifications.names import NotificationSource, NotificationType
from argus_core.notifications.service import NotificationService
from argus_core.testing.world import Account, World

API = "/api/v1/notifications"
COUNT = Statement("SELECT COUNT(*) FROM argus_notification WHERE receiver = ?")


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def sender(world: World) -> Account:
    return await world.account()


async def get(http: httpx.AsyncClient, account: Account, path: str) -> Any:
    answer = (await http.get(f"{API}/{path}", headers=account.headers)).json()
    assert answer["status"] == "ok", answer
    return answer["response"]


async def error(http: httpx.AsyncClient, account: Account, path: str) -> tuple[str, str]:
    answer = (await http.get(f"{API}/{path}", headers=account.headers)).json()["response"]
    return answer["exception"], answer["message"]


async def assign(core: Core, sender: UUID, receiver: UUID) -> None:
    params = {"test_id": uuid4(), "run_id": uuid4(), "build_id": "a/b", "build_number": 17}
    await core.of(NotificationService).send(
        receiver=receiver,
        sender=sender,
        type=NotificationType.ASSIGNEE_CHANGE,
        source=NotificationSource.TEST_RUN,
        source_id=params["run_id"],  # type: ignore[arg-type]  # one of two kinds of values
        content_params=params,
    )


async def test_from_unread_to_read(http: httpx.AsyncClient, core: Core, reader: Account, sender: Account) -> None:
    for _ in range(3):
        await assign(core, sender.id, reader.id)
    assert await get(http, reader, "get_unread") == 3
    headers = await get(http, reader, "summary")
    assert [set(header) for header in headers] == [{"receiver", "sender", "id", "created", "title", "state"}] * 3
    assert [header["created"] for header in headers] == sorted((h["created"] for h in headers), reverse=True)
    shown = await get(http, reader, f"get?id={headers[0]['id']}")
    assert shown["title"] == "You were assigned to a run"
    assert f"@{sender.username}</span>" in shown["content"]
    assert await get(http, reader, "get_unread") == 3
    for _ in range(2):
        answer = await http.post(f"{API}/read", json={"id": headers[0]["id"]}, headers=reader.headers)
        assert answer.json() == {"status": "ok", "response": True}
    assert await get(http, reader, "get_unread") == 2
    assert (await get(http, reader, f"get?id={headers[0]['id']}"))["state"] == 2


async def test_pages_overlap_by_one(http: httpx.AsyncClient, core: Core, reader: Account, sender: Account) -> None:
    for _ in range(5):
        await assign(core, sender.id, reader.id)
    ids = [header["id"] for header in await get(http, reader, "summary?limit=")]
    first = await get(http, reader, "summary?limit=3&afterId=")
    second = await get(http, reader, f"summary?limit=3&afterId={first[-1]['id']}")
    assert [header["id"] for header in [*first, *second[1:]]] == ids
    for limit in ("0", "-5"):
        assert len(await get(http, reader, f"summary?limit={limit}")) == 1
    assert len(await get(http, reader, f"summary?limit={10**12}")) == 5


async def test_what_belongs_to_somebody_else_is_not_there(
    http: httpx.AsyncClient, core: Core, database: Database, reader: Account, sender: Account
) -> None:
    await assign(core, reader.id, sender.id)
    (header,) = await get(http, sender, "summary")
    for unknown in (header["id"], str(uuid1())):
        assert (await error(http, reader, f"get?id={unknown}"))[0] == "DocumentNotFound"
        answer = await http.post(f"{API}/read", json={"id": unknown}, headers=reader.headers)
        assert answer.json()["response"]["exception"] == "DocumentNotFound"
    assert await database.value(COUNT, (reader.id,)) == 0  # marking made no row
    assert await get(http, sender, "get_unread") == 1


async def test_malformed_ids_are_named(http: httpx.AsyncClient, reader: Account) -> None:
    assert await error(http, reader, "get") == ("BadRequest", "No notification id provided")
    assert await error(http, reader, "get?id=") == ("BadRequest", "No notification id provided")
    for path in ("get?id=x", f"get?id={uuid4()}"):
        name, text = await error(http, reader, path)
        assert (name, text.partition(":")[0]) == ("BadRequest", "id")
    for path in ("summary?afterId=x", f"summary?afterId={uuid4()}"):
        name, text = await error(http, reader, path)
        assert (name, text.partition(":")[0]) == ("BadRequest", "afterId")
    assert (await error(http, reader, "summary?limit=x"))[1].startswith("limit: ")
