"""Tokens: the one of the account, and personal access tokens with their scopes."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.access_tokens.repository import AccessTokenRepository
from argus_core.access_tokens.scopes import Scope
from argus_core.access_tokens.service import AccessTokens
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.identity.roles import Role
from argus_core.testing.browser import Browser
from argus_core.testing.world import Account, World

PATH = "/api/v1/user/tokens"


def header(token: str) -> dict[str, str]:
    return {"Authorization": f"token {token}"}


async def create(http: httpx.AsyncClient, account: Account, *scopes: str, **body: Any) -> dict[str, Any]:
    sent = {"name": "CI", "scopes": list(scopes) or ["full"]} | body
    answer = await http.post(PATH, json=sent, headers=account.headers)
    made: dict[str, Any] = answer.json()["response"]
    return made


class TestAccountToken:
    async def test_the_first_reading_makes_it(self, http: httpx.AsyncClient, browser: Browser, world: World) -> None:
        jane = await world.account(api_token=None)
        browser.be(jane)
        answers = await asyncio.gather(*(browser.get("/api/v1/user/token") for _ in range(8)))
        tokens = {answer.json()["response"]["token"] for answer in answers}
        (token,) = tokens
        assert re.fullmatch("[A-Za-z0-9+/]{64}", token)
        assert answers[0].headers["cache-control"] == "no-store"
        assert (await http.get("/api/v1/users", headers=header(token))).json()["status"] == "ok"

    async def test_an_empty_one_is_none(self, browser: Browser, world: World) -> None:
        browser.be(await world.account(api_token=""))
        token = (await browser.get("/api/v1/user/token")).json()["response"]["token"]
        assert len(token) == 64

    async def test_replacing_it_kills_the_old_one_and_shows_the_new_one_once(
        self, http: httpx.AsyncClient, browser: Browser, world: World
    ) -> None:
        jane = await world.account()
        browser.be(jane)
        answer = await browser.post("/auth/profile/api/token/generate")
        assert (answer.status_code, answer.headers["location"]) == (302, "/profile/")
        assert browser.session["token_generated"] is True
        assert (await http.get("/api/v1/users", headers=jane.headers)).json()["response"]["message"] == (
            "User not found for supplied token"
        )
        token = (await browser.get("/api/v1/user/token")).json()["response"]["token"]
        assert token in (await browser.get("/profile/")).text
        assert token not in (await browser.get("/profile/")).text


class TestPersonalTokens:
    async def test_made_listed_used_revoked(self, http: httpx.AsyncClient, database: Database, world: World) -> None:
        jane = await world.account()
        made = await create(http, jane, "submit", "read", name="  nightly  ", expires_in_days=7)
        assert re.fullmatch("argus_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}", made["token"])
        assert (made["name"], made["scopes"], made["last_used_at"]) == ("nightly", ["read", "submit"], None)
        token = header(made["token"])
        (listed,) = (await http.get(PATH, headers=token)).json()["response"]
        assert "token" not in listed
        assert {**listed, "last_used_at": None} == {k: v for k, v in made.items() if k != "token"}
        assert listed["last_used_at"] is not None
        stored = await AccessTokenRepository(database).by_id(UUID(made["id"]))
        assert stored is not None
        assert made["token"] not in str(stored.as_dict())
        answer = await http.delete(f"{PATH}/{made['id']}", headers=jane.headers)
        assert answer.json() == {"status": "ok", "response": True}
        answer = await http.get("/api/v1/users", headers=token)
        assert answer.json()["response"]["message"] == "User not found for supplied token"
        assert (await http.get(PATH, headers=jane.headers)).json()["response"] == []

    async def test_the_newest_comes_first(self, http: httpx.AsyncClient, world: World) -> None:
        jane = await world.account()
        made = [(await create(http, jane, name=f"n{number}"))["id"] for number in range(3)]
        listed = (await http.get(PATH, headers=jane.headers)).json()["response"]
        assert [token["id"] for token in listed] == made[::-1]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": "", "scopes": ["read"]},
            {"name": "  ", "scopes": ["read"]},
            {"name": "x" * 101, "scopes": ["read"]},
            {"name": "x", "scopes": []},
            {"name": "x", "scopes": ["write"]},
            {"name": "x", "scopes": ["read"], "expires_in_days": 0},
            {"name": "x", "scopes": ["read"], "expires_in_days": 367},
        ],
    )
    async def test_bad_wishes(self, http: httpx.AsyncClient, world: World, body: dict[str, Any]) -> None:
        jane = await world.account()
        answer = await http.post(PATH, json=body, headers=jane.headers)
        assert answer.json()["response"]["exception"] == "BadRequest"
        assert (await http.get(PATH, headers=jane.headers)).json()["response"] == []

    async def test_those_of_others_are_unknown(self, http: httpx.AsyncClient, world: World) -> None:
        jane, rob = await world.account(), await world.account()
        made = await create(http, jane)
        for token_id in (made["id"], str(uuid4())):
            answer = await http.delete(f"{PATH}/{token_id}", headers=rob.headers)
            assert answer.json()["response"]["exception"] == "DocumentNotFound"
        assert (await http.get("/api/v1/users", headers=header(made["token"]))).json()["status"] == "ok"

    async def test_an_expired_one_is_unknown(self, http: httpx.AsyncClient, core: Core, world: World) -> None:
        jane = await world.account()
        made = await core.of(AccessTokens).create(
            jane.id, name="old", scopes=[Scope.FULL], lifetime=timedelta(seconds=-1)
        )
        answer = await http.get("/api/v1/users", headers=header(made.text))
        assert answer.json()["response"]["message"] == "User not found for supplied token"

    async def test_one_of_a_deleted_account_is_unknown(self, http: httpx.AsyncClient, core: Core, world: World) -> None:
        jane = await world.account()
        made = await create(http, jane)
        await core.users.remove(jane.id)
        answer = await http.get("/api/v1/users", headers=header(made["token"]))
        assert answer.json()["response"]["message"] == "User not found for supplied token"

    async def test_uses_are_noted_once_a_minute(
        self, http: httpx.AsyncClient, database: Database, world: World
    ) -> None:
        jane = await world.account()
        made = await create(http, jane)
        stamps = set()
        for _ in range(3):
            await http.get("/api/v1/users", headers=header(made["token"]))
            read = Statement("SELECT WRITETIME(last_used_at) FROM personal_access_token WHERE id = ?")
            stamps.add(await database.value(read, (UUID(made["id"]),)))
        (stamp,) = stamps
        assert stamp is not None


class TestScopes:
    @pytest.mark.parametrize(
        ("scopes", "method", "path", "allowed"),
        [
            (("read",), "GET", "/api/v1/users", True),
            (("read",), "HEAD", "/api/v1/users", True),
            (("read",), "GET", PATH, True),
            (("read",), "POST", PATH, False),
            (("read",), "GET", "/api/v1/user/token", False),
            (("read",), "POST", "/api/v1/client/testrun/generic/submit", False),
            (("read",), "POST", "/profile/update/name", False),
            (("submit",), "GET", "/api/v1/users", False),
            (("submit",), "GET", "/api/v1/user/token", False),
            (("submit",), "POST", "/api/v1/client/testrun/generic/submit", True),
            (("submit",), "POST", "/api/v1//client/testrun/generic/submit", True),
            (("submit",), "GET", f"/api/v1/client/testrun/generic/{uuid4()}/get", True),
            (("submit",), "POST", PATH, False),
            (("submit",), "DELETE", f"{PATH}/{uuid4()}", False),
            (("submit", "read"), "GET", "/api/v1/users", True),
            (("submit", "read"), "POST", PATH, False),
            (("full",), "GET", "/api/v1/user/token", True),
            (("full",), "POST", PATH, True),
        ],
    )
    async def test_where_they_reach(
        self, http: httpx.AsyncClient, world: World, scopes: tuple[str, ...], method: str, path: str, allowed: bool
    ) -> None:
        made = await create(http, await world.account(), *scopes)
        body: dict[str, Any] | None = {} if method == "POST" else None
        answer = await http.request(method, path, headers=header(made["token"]), json=body)
        assert (answer.status_code != 403) is allowed
        if not allowed and path.startswith("/api/"):
            assert answer.json() == {
                "status": "error",
                "message": "The scopes of this access token do not cover the request",
            }

    async def test_they_are_no_way_around_roles(self, http: httpx.AsyncClient, world: World) -> None:
        jane, admin = await world.account(), await world.account(Role.ADMIN)
        for account, status in ((jane, 403), (admin, 200)):
            for scopes in (("full",), ("read",)):
                made = await create(http, account, *scopes)
                answer = await http.get("/admin/api/v1/users", headers=header(made["token"]))
                assert answer.status_code == status

    async def test_pages_are_refused_without_a_detour(self, http: httpx.AsyncClient, world: World) -> None:
        """A redirect to the first page would lead in circles."""
        made = await create(http, await world.account(), "submit")
        answer = await http.get("/profile/", headers=header(made["token"]))
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

    async def test_on_open_routes_a_token_out_of_scope_is_nobody(self, http: httpx.AsyncClient, world: World) -> None:
        made = await create(http, await world.account(), "submit")
        answer = await http.get("/auth/login", headers=header(made["token"]))
        assert answer.status_code == 200

    async def test_a_session_lends_a_limited_token_no_secrets(
        self, browser: Browser, http: httpx.AsyncClient, world: World
    ) -> None:
        """Somebody with a token that may only read adds a session in which a token was just generated."""
        jane = await world.account()
        made = await create(http, jane, "read")
        browser.session = {"token_generated": True}
        page = await browser.get("/profile/", headers=header(made["token"]))
        assert page.status_code == 200
        assert jane.token not in page.text
