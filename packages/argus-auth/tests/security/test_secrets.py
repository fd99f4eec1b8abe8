"""Nothing secret in answers: neither in errors nor in pages nor in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from argus_core.core import Core
from argus_core.http.routes import ArgusRoute, JsonRoute, PageRoute
from argus_core.identity.roles import Role
from argus_core.testing.browser import SECRET
from argus_core.testing.world import PASSWORD, Account, World

OWN_TOKEN = "/api/v1/user/token"
"""The one answer that gives an account's token, to its owner."""


def readable(app: FastAPI, kind: type[ArgusRoute]) -> Iterator[str]:
    """Paths of a kind that are read without parameters."""
    for route in app.routes:
        if isinstance(route, kind) and "GET" in (route.methods or ()) and "{" not in route.path:
            yield route.path


async def secrets_of(core: Core, account: Account) -> list[str]:
    """What no answer may hold."""
    user = await core.users.by_id(account.id, fresh=True)
    assert user is not None
    assert user.password is not None
    return [account.token, PASSWORD, user.password, user.password.rpartition("$")[2], SECRET]


def check(answer: httpx.Response, secrets: list[str]) -> None:
    held = f"{answer.text}\n{answer.headers}"
    assert [secret for secret in secrets if secret in held] == []


@pytest.fixture
def paths_of_json(app: FastAPI) -> list[str]:
    """JSON that everybody with a login may read."""
    return [path for path in readable(app, JsonRoute) if path != OWN_TOKEN]


async def test_no_page_holds_a_secret(http: httpx.AsyncClient, app: FastAPI, core: Core, world: World) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    secrets = [*await secrets_of(core, admin), *await secrets_of(core, jane)]
    paths = list(readable(app, PageRoute))
    assert {"/workspace", "/profile/", "/admin/users"} <= set(paths)
    for path in paths:
        for account in (admin, jane):
            check(await http.get(path, headers=account.headers), secrets)


async def test_no_json_holds_a_secret(
    http: httpx.AsyncClient, paths_of_json: list[str], core: Core, world: World
) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    secrets = [*await secrets_of(core, admin), *await secrets_of(core, jane)]
    assert {"/api/v1/users", "/admin/api/v1/users"} <= set(paths_of_json)
    for path in paths_of_json:
        for account in (admin, jane):
            check(await http.get(path, headers=account.headers), secrets)


async def test_errors_repeat_no_secrets(http: httpx.AsyncClient, core: Core, world: World) -> None:
    """Neither those that were sent along nor ours."""
    admin = await world.account(Role.ADMIN)
    sent = f"sent-secret-{uuid4().hex}"
    secrets = [*await secrets_of(core, admin), sent]
    json_type, wrong = {"Content-Type": "application/json"}, {"Authorization": f"token {sent}"}
    odd = {"Cookie": f"session={sent}; other={sent}"}
    submit = "/api/v1/client/testrun/generic/submit"
    password = f"/admin/api/v1/user/{admin.id}/password/set"
    for method, path, headers, body in (
        ("GET", "/api/v1/users", wrong, ""),
        ("GET", "/profile/", wrong, ""),
        ("GET", "/no-such-page", admin.headers | odd, ""),
        ("GET", "/api/v1/no-such-endpoint", admin.headers | odd, ""),
        ("GET", "/api/v1/users", odd, ""),
        ("POST", submit, admin.headers | json_type | odd, f'{{"password": "{sent}'),
        ("POST", submit, admin.headers | json_type, f'["{sent}"]'),
        ("POST", submit, admin.headers | {"Content-Type": "text/plain"}, sent),
        ("POST", password, admin.headers | json_type, f'{{"newPassword": ["{sent}"]}}'),
        ("POST", password, admin.headers | json_type, f'{{"password": "{sent}"}}'),
        ("POST", "/auth/login", json_type, f'{{"password": "{sent}"}}'),
        ("POST", "/auth/login", {"Content-Type": "application/x-www-form-urlencoded"}, f"password={sent}"),
    ):
        answer = await http.request(method, path, headers=headers, content=body)
        assert answer.status_code >= 300 or answer.json()["status"] == "error", path
        check(answer, secrets)


async def test_answers_with_credentials_are_kept_nowhere(http: httpx.AsyncClient, world: World) -> None:
    jane = await world.account()
    made = {"name": "x", "scopes": ["read"]}
    for answer in (
        await http.get(OWN_TOKEN, headers=jane.headers),
        await http.post("/api/v1/user/tokens", json=made, headers=jane.headers),
        await http.get("/profile/", headers=jane.headers),
    ):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
