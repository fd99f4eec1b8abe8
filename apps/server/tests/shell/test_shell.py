"""Routes of the server itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from argus_core.config import Settings
from argus_core.identity.roles import Role
from argus_core.testing.world import World
from argus_server.app import create_app


@asynccontextmanager
async def server(settings: Settings, **keys: Any) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """A started server with some keys of the configuration changed."""
    app = create_app(settings.model_copy(update={"jobs_enabled": False, **keys}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client,
    ):
        yield app, client


async def test_health_needs_nothing(settings: Settings) -> None:
    async with server(settings) as (app, http):
        await app.state.core.database.close()
        for headers in ({}, {"authorization": "token no-such-token"}, {"cookie": "session=x"}):
            answer = await http.get("/healthz", headers=headers)
            assert (answer.status_code, answer.text) == (200, "ok")


async def test_ready_when_everything_is_there(http: httpx.AsyncClient) -> None:
    answer = await http.get("/readyz", headers={"authorization": "token no-such-token"})
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_missing_tables_and_the_command_that_makes_them(settings: Settings) -> None:
    """(The second keyspace has none of the tables of the first.)"""
    async with server(settings, scylla_keyspace_name=settings.scylla_tablets_keyspace_name) as (_, http):
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "job_lease" in answer.text
        assert answer.text.endswith("Run `argus-server migrate`.")


async def test_a_database_that_is_away(settings: Settings) -> None:
    async with server(settings) as (app, http):
        await app.state.core.database.close()
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        page = await http.get("/workspace", headers={"authorization": "token x"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "30")
        api = await http.get("/api/v1/version", headers={"authorization": "token x"})
        assert (api.status_code, api.json()["response"]["exception"]) == (200, "NoHostAvailable")


async def test_metrics(http: httpx.AsyncClient) -> None:
    await http.get("/api/v1/version")
    answer = await http.get("/metrics", headers={"authorization": "token no-such-token", "accept-encoding": "gzip"})
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert re.search(
        r'http_request_by_endpoint_total\{endpoint="api.app_version",method="GET",status="200 OK"\} \d', answer.text
    )
    one = await http.get("/metrics?name[]=http_request_total&name[]=exporter_info")
    assert set(re.findall(r"^(\w+)\{", one.text, re.M)) == {"http_request_total", "exporter_info"}
    accept = {"accept": "application/openmetrics-text; version=1.0.0"}
    assert (await http.get("/metrics", headers=accept)).text.endswith("# EOF\n")


async def test_metrics_are_not_in_their_own_totals(http: httpx.AsyncClient) -> None:
    async def read(name: str, pattern: str) -> float:
        text = (await http.get(f"/metrics?name[]={name}")).text
        return sum(float(value) for value in re.findall(rf"^{name}\{{[^}}]*{pattern}[^}}]*\}} (\S+)$", text, re.M))

    before = await read("http_request_total", 'method="GET",status="200"')
    for _ in range(3):
        await http.get("/metrics")
    assert await read("http_request_total", 'method="GET",status="200"') == before
    assert await read("http_request_by_endpoint_total", 'endpoint="prometheus_metrics"') >= 4
    assert await read("http_request_by_endpoint_total", "healthz") == 0


async def test_metrics_behind_a_login(settings: Settings, world: World) -> None:
    user, proxy = await world.account(Role.USER), await world.account(Role.SSH_TUNNEL_SERVER)
    async with server(settings, metrics_require_login=True) as (_, http):
        for headers in ({}, proxy.headers, {"authorization": "token no-such-token"}):
            answer = await http.get("/metrics", headers=headers)
            assert (answer.status_code, answer.json()) == (
                403,
                {"status": "error", "message": "Authorization required"},
            )
        assert (await http.get("/metrics", headers=user.headers)).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_documentation_is_for_accounts(http: httpx.AsyncClient, world: World, path: str) -> None:
    http.cookies.clear()
    stranger = await http.get(path)
    assert (stranger.status_code, stranger.headers["location"]) == (302, "/auth/login")
    user = await world.account(Role.USER)
    assert (await http.get(path, headers=user.headers)).status_code == 200


async def test_the_document_is_complete(http: httpx.AsyncClient, world: World) -> None:
    user = await world.account(Role.USER)
    document = (await http.get("/openapi.json", headers=user.headers)).json()
    assert document["openapi"].startswith("3.")
    assert "/healthz" not in document["paths"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(operations) > 50
    # FastAPI's own answer to malformed input: ours is the envelope.
    assert "HTTPValidationError" not in str(document["paths"])


async def test_version(http: httpx.AsyncClient, world: World) -> None:
    """Anybody may know the commit; the packages are for accounts that ask."""
    http.cookies.clear()
    user = await world.account(Role.USER)
    for headers in ({}, {"authorization": "Basic YTpi"}, user.headers):
        answer = (await http.get("/api/v1/version", headers=headers)).json()["response"]
        assert re.fullmatch("[0-9a-f]{40}|version_unknown", answer["commit_id"])
        assert set(answer) == {"commit_id"}
    assert set((await http.get("/api/v1/version?packages=1")).json()["response"]) == {"commit_id"}
    asked = (await http.get("/api/v1/version?packages=1", headers=user.headers)).json()["response"]
    assert asked["packages"]["argus-alm-core"]
