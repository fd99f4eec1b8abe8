"""Servers composed of packages that are made for a test, with the old application behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from argus_core.config import Settings
from argus_server.app import create_app


@dataclass
class Running:
    """A started application and a client without identity."""

    app: FastAPI
    http: httpx.AsyncClient

    async def is_old(self, method: str, path: str, **more: Any) -> bool:
        """Whether the old application answers."""
        return "x-old" in (await self.http.request(method, path, **more)).headers


Start = Callable[..., AbstractAsyncContextManager[Running]]
Install = Callable[..., None]


@pytest.fixture
def old_argus(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old application can be imported."""
    monkeypatch.syspath_prepend(Path(__file__).parent)


@pytest.fixture
def start(settings: Settings, old_argus: None) -> Start:
    """Starts an application with some keys of the configuration changed."""

    @asynccontextmanager
    async def starting(**keys: Any) -> AsyncIterator[Running]:
        app = create_app(settings.model_copy(update={"jobs_enabled": False, **keys}))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client,
        ):
            yield Running(app, client)

    return starting


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package, as `pip` would: a module, and metadata with its entry point."""
    monkeypatch.syspath_prepend(tmp_path)

    def installing(name: str, code: str) -> None:
        module = f"argus_probe_{name}_{tmp_path.name.replace('-', '_')}"
        (tmp_path / f"{module}.py").write_text(dedent(code))
        information = tmp_path / f"{module}-1.0.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (information / "entry_points.txt").write_text(f"[argus.blueprints]\n{name} = {module}:BLUEPRINT\n")

    return installing


PACKAGE = """
from contextlib import asynccontextmanager
from argus_core.blueprint import Blueprint
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.identity.policy import OPEN
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

json_routes = JsonRoutes("/api/v1/{name}", name="api.{name}", tags=["probe"])
pages = PageRoutes("/{name}", name="{name}", tags=["probe"])

@json_routes.get("/things", policy=OPEN)
async def things() -> str:
    return "new"

@json_routes.get("/things/{{thing}}", policy=OPEN)
async def thing(thing: str) -> str:
    return thing

@pages.route("/page", policy=OPEN)
async def page(request: Request) -> Response:
    request.state.session["seen"] = "by the new one"
    return PlainTextResponse("new")

{more}
BLUEPRINT = Blueprint("{name}", "argus-alm-{name}", [*json_routes.routes, *pages.routes]{arguments})
"""


@pytest.fixture
def package() -> Callable[..., str]:
    """The code of a small package with three routes."""

    def code(name: str, *, more: str = "", arguments: str = "") -> str:
        return PACKAGE.format(name=name, more=dedent(more), arguments=arguments)

    return code
