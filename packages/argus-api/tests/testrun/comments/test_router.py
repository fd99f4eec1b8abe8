"""Comments over HTTP, with what they leave in the real database."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.notifications.service import NotificationService
from argus_core.testing.world import Account, Job, World

API = "/api/v1"
START = datetime(2024, 3, 1, 10)


class Talk:
    """A run that people comment on."""

    def __init__(self, http: httpx.AsyncClient, database: Database, job: Job, author: Account) -> None:
        self.http, self.database, self.job, self.author = http, database, job, author
        self.run_id = uuid4()

    async def post(self, path: str, body: Any = None, *, as_: Account | None = None) -> Any:
        headers = (as_ or self.author).headers
        more = {} if body is None else {"json": body}
        return (await self.http.post(f"{API}/test/{path}", headers=headers, **more)).json()

    def draft(self, message: str = "hello", **more: Any) -> dict[str, Any]:
        return {"message": message, "reactions": {}, "mentions": []} | more

    async def submit(self, message: str, **more: Any) -> dict[str, Any]:
        """The comment that was posted last."""
        path = f"{self.job.test_id}/run/{self.run_id}/comments/submit"
        before = {comment["id"] for comment in await self.all()}
        answer = await self.post(path, self.draft(message, **more))
        assert answer["status"] == "ok", answer
        (new,) = [comment for comment in answer["response"] if comment["id"] not in before]
        found: dict[str, Any] = new
        return found

    async def change(self, comment_id: Any, what: str, body: Any = None, *, as_: Account | None = None) -> Any:
        return await self.post(f"{self.job.test_id}/run/{self.run_id}/comment/{comment_id}/{what}", body, as_=as_)

    async def all(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{API}/run/{self.run_id}/comments", headers=self.author.headers)
        found: list[dict[str, Any]] = answer.json()["response"]
        return found

    async def events(self) -> list[tuple[Any, ...]]:
        names = "kind, body, user_id, test_id, group_id, release_id, created_at"
        rows = await self.database.tuples(
            Statement(f"SELECT {names} FROM argus_event WHERE run_id = ?"), (self.run_id,)
        )
        return [row[:-1] for row in sorted(rows, key=lambda row: row[-1])]

    async def notifications(self, account: Account) -> list[tuple[Any, ...]]:
        statement = Statement("SELECT type, source_type, source_id, sender FROM argus_notification WHERE receiver = ?")
        return await self.database.tuples(statement, (account.id,))

    async def snapshots(self) -> int:
        statement = Statement("SELECT COUNT(*) FROM argus_release_stats_snapshot WHERE release_id = ?")
        return int(await self.database.value(statement, (self.job.release_id,)))


@pytest.fixture
async def talk(http: httpx.AsyncClient, world: World, database: Database) -> Talk:
    talk = Talk(http, database, await world.job(), await world.account())
    job = talk.job
    row = {"build_id": job.build_id, "start_time": START, "id": talk.run_id, "build_number": 7, "status": "failed"}
    await world.put("generic_run", **row, test_id=job.test_id, release_id=job.release_id, group_id=job.group_id)
    key = {"release_id": job.release_id, "filter_key": "v=2099.1::img=::nov=0::lim=0"}
    await world.put("argus_release_stats_snapshot", **key, payload="{}", generated_at=START)
    return talk


def event(talk: Talk, kind: str, message: str) -> tuple[Any, ...]:
    body = {"message": message, "username": talk.author.username}
    text = json.dumps(body, separators=(",", ":"))
    return (kind, text, talk.author.id, talk.job.test_id, None, talk.job.release_id)


async def test_a_comment_is_posted(talk: Talk) -> None:
    now = time.time()
    comment = await talk.submit("see <b>this</b> & that é", reactions={"+1": 2})
    assert abs(comment.pop("posted_at") - now) < 60
    assert UUID(comment.pop("id"))
    assert comment == {
        "test_run_id": str(talk.run_id),
        "user_id": str(talk.author.id),
        "release_id": str(talk.job.release_id),
        "test_id": str(talk.job.test_id),
        "message": "see &lt;b&gt;this&lt;/b&gt; & that é",
        "mentions": [],
        "reactions": {"+1": 2},
    }
    expected = event(talk, "ARGUS_TEST_RUN_COMMENT_POSTED", "A comment was posted by {username}")
    assert await talk.events() == [expected]
    assert await talk.snapshots() == 0


async def test_a_comment_is_edited(talk: Talk, world: World) -> None:
    bob = await world.account()
    comment = await talk.submit("first")
    changed = talk.draft(f"now <i> &lt; @{bob.username}", reactions={"+1": 2, "-1": 0})
    answer = await talk.change(comment["id"], "update", changed)
    message = f"now &lt;i&gt; &lt; @{bob.username}"
    new = {"message": message, "reactions": {"+1": 2, "-1": 0}, "mentions": [str(bob.id)]}
    assert answer == {"status": "ok", "response": [comment | new]}
    assert await talk.notifications(bob) == []
    expected = event(talk, "ARGUS_TEST_RUN_COMMENT_UPDATED", "A comment was edited by {username}")
    assert (await talk.events())[-1] == expected
    again = await talk.change(comment["id"], "update", talk.draft(message, mentions=[str(bob.id)]))
    assert again["response"] == [comment | {"message": message, "mentions": [str(bob.id)]}]


async def test_a_comment_is_deleted(talk: Talk) -> None:
    first, second = await talk.submit("first"), await talk.submit("second")
    assert await talk.change(first["id"], "delete") == {"status": "ok", "response": [second]}
    expected = event(talk, "ARGUS_TEST_RUN_COMMENT_DELETED", "A comment was deleted by {username}")
    assert (await talk.events())[-1] == expected
    again = await talk.change(first["id"], "delete")
    assert again["response"]["exception"] == "DocumentNotFound"
    assert (await talk.change(second["id"], "delete", {"any": "body"}))["response"] == []


async def test_only_the_author_changes_a_comment(talk: Talk, world: World) -> None:
    bob, comment = await world.account(), await talk.submit("mine")
    edited = await talk.change(comment["id"], "update", talk.draft("not mine"), as_=bob)
    deleted = await talk.change(comment["id"], "delete", as_=bob)
    assert edited["response"]["arguments"] == ["Unable to edit other user comments"]
    assert deleted["response"]["arguments"] == ["Unable to delete other user comments"]
    assert await talk.all() == [comment]
    assert len(await talk.events()) == 1


async def test_the_event_belongs_to_the_run_of_the_comment(talk: Talk, world: World) -> None:
    comment, elsewhere = await talk.submit("mine"), uuid4()
    path = f"{uuid4()}/run/{elsewhere}/comment/{comment['id']}"
    assert (await talk.post(f"{path}/update", talk.draft("other")))["response"] == []
    assert (await talk.post(f"{path}/delete"))["response"] == []
    assert len(await talk.events()) == 3


# ---- mentions --------------------------------------------------------------------------------------------------------
async def test_whom_the_text_mentions_is_told_once(talk: Talk, world: World) -> None:
    bob, carol = await world.account(), await world.account(username=f"first.last_{uuid4().hex[:6]}")
    names = (
        f"@{bob.username}, x@{bob.username} and @{talk.author.username}; @{carol.username}. @nobody me@example.com @"
    )
    comment = await talk.submit(names)
    assert sorted(comment["mentions"]) == sorted([str(bob.id), str(carol.id)])
    for account in (bob, carol):
        told = await talk.notifications(account)
        assert told == [("TYPE_MENTION", "COMMENT", UUID(comment["id"]), talk.author.id)]
    assert await talk.notifications(talk.author) == []
    assert (await talk.all())[0]["mentions"] == comment["mentions"]


async def test_clients_may_name_accounts_by_id_or_name(talk: Talk, world: World) -> None:
    bob, carol = await world.account(), await world.account()
    given = [str(bob.id), str(bob.id).upper(), f"@{carol.username}", str(uuid4()), "nobody", str(talk.author.id), ""]
    comment = await talk.submit("hello", mentions=given)
    assert sorted(comment["mentions"]) == sorted([str(bob.id), str(carol.id)])
    assert len(await talk.notifications(bob)) == len(await talk.notifications(carol)) == 1


async def test_many_names_are_found_too(talk: Talk, world: World) -> None:
    bob = await world.account()
    names = " ".join(f"@stranger-{number}" for number in range(40))
    assert (await talk.submit(f"{names} @{bob.username}"))["mentions"] == [str(bob.id)]


async def test_a_comment_stands_when_nobody_can_be_told(
    talk: Talk, world: World, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = await world.account()
    monkeypatch.setattr(core.of(NotificationService), "_texts", None)
    comment = await talk.submit(f"@{bob.username}")
    assert comment["mentions"] == [str(bob.id)]
    assert len(await talk.events()) == 1
    assert await talk.notifications(bob) == []


# ---- refusals --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"message": None}, "message"),
        ({"message": ""}, "message"),
        ({"message": "<" * 16384}, "message"),
        ({"reactions": {"+1": "many"}}, "reactions.+1"),
        ({"reactions": {"+1": 2**31}}, "reactions.+1"),
        ({"reactions": []}, "reactions"),
        ({"mentions": "bob"}, "mentions"),
        ({"mentions": [7]}, "mentions.0"),
    ],
)
async def test_malformed_comments_name_the_field(talk: Talk, change: dict[str, Any], field: str) -> None:
    comment = await talk.submit("fine")
    body = talk.draft() | change
    for path in ("comments/submit", f"comment/{comment['id']}/update"):
        told = (await talk.post(f"{talk.job.test_id}/run/{talk.run_id}/{path}", body))["response"]
        assert told["exception"] == "BadRequest"
        assert told["message"].startswith(f"{field}: ")
    assert await talk.all() == [comment]


@pytest.mark.parametrize("missing", ["message", "reactions", "mentions"])
async def test_all_fields_are_needed(talk: Talk, missing: str) -> None:
    body = talk.draft()
    del body[missing]
    told = (await talk.post(f"{talk.job.test_id}/run/{talk.run_id}/comments/submit", body))["response"]
    assert (told["exception"], told["message"]) == ("BadRequest", f"{missing}: this field is required")


async def test_the_longest_message_is_stored(talk: Talk) -> None:
    comment = await talk.submit("x" * 65_535)
    assert len(comment["message"]) == 65_535


async def test_a_comment_needs_a_run(talk: Talk, world: World) -> None:
    lost = await world.job(release_id=uuid4())
    row = {"build_id": lost.build_id, "start_time": START, "id": uuid4()}
    await world.put("generic_run", **row)
    places = [(uuid4(), talk.run_id), (talk.job.test_id, uuid4()), (lost.test_id, row["id"])]
    for test_id, run_id in places:
        told = (await talk.post(f"{test_id}/run/{run_id}/comments/submit", talk.draft()))["response"]
        assert told["exception"] == "DocumentNotFound"
        found = await talk.http.get(f"{API}/run/{run_id}/comments", headers=talk.author.headers)
        assert found.json()["response"] == []
    unknown = await talk.change(uuid4(), "update", talk.draft())
    assert unknown["response"]["exception"] == "DocumentNotFound"
    malformed = await talk.change("17", "delete")
    assert malformed["response"]["message"].startswith("comment_id: ")
