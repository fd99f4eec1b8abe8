"""Packages that fail: each is named, and takes nothing else down."""

from __future__ import annotations

from typing import Any

import pytest

from argus_core.config import ConfigurationError, Settings
from argus_server.app import create_app

OLD = "old_argus:app"
BROKEN = "raise ImportError('no module named something')"
FAILS_AT_START = """
@asynccontextmanager
async def lifespan(core):
    raise ConnectionError("the service is away")
    yield
"""
NOT_READY = """
async def ready(core):
    raise ConnectionError("the queue is full")
"""


async def test_a_package_that_cannot_be_imported(
    start: Any, install: Any, package: Any, caplog: pytest.LogCaptureFixture
) -> None:
    install("broken", BROKEN)
    install("one", package("one"))
    async with start() as running:
        assert "The package broken could not be loaded" in caplog.text
        assert "no module named something" in caplog.text
        ready = await running.http.get("/readyz")
        assert ready.status_code == 200
        assert ready.text.splitlines() == [
            "ok",
            "The package broken could not be loaded: ImportError: no module named something",
        ]
        assert (await running.http.get("/one/page")).text == "new"
        assert (await running.http.get("/api/v1/version")).json()["status"] == "ok"


@pytest.mark.parametrize("code", [BROKEN, "BLUEPRINT = 'nonsense'", "x ="])
def test_a_required_one_ends_the_start(settings: Settings, install: Any, code: str) -> None:
    install("broken", code)
    with pytest.raises(ConfigurationError, match="The required package 'broken' cannot be loaded"):
        create_app(settings.model_copy(update={"blueprints_required": ["broken"]}))


async def test_a_package_that_is_no_blueprint(start: Any, install: Any) -> None:
    install("broken", "BLUEPRINT = 'nonsense'")
    async with start() as running:
        assert "The package broken could not be loaded: TypeError" in (await running.http.get("/readyz")).text


async def test_a_package_that_fails_at_the_start_serves_nothing(start: Any, install: Any, package: Any) -> None:
    install("late", package("late", more=FAILS_AT_START, arguments=", lifespan=lifespan"))
    install("one", package("one"))
    async with start() as running:
        assert (await running.http.get("/late/page")).status_code == 404
        assert (await running.http.get("/one/page")).status_code == 200
        ready = await running.http.get("/readyz")
        assert (ready.status_code, "The package late could not be loaded: ConnectionError" in ready.text) == (200, True)
        assert "/api/v1/late/things" not in running.app.openapi()["paths"]
    async with start(legacy_wsgi_app=OLD) as running:
        assert await running.is_old("GET", "/late/page")


async def test_a_required_one_that_fails_at_the_start_ends_it(start: Any, install: Any, package: Any) -> None:
    install("late", package("late", more=FAILS_AT_START, arguments=", lifespan=lifespan"))
    with pytest.raises(ConnectionError, match="the service is away"):
        async with start(blueprints_required=["late"]):
            pass


async def test_a_package_that_is_not_ready(start: Any, install: Any, package: Any) -> None:
    install("busy", package("busy", more=NOT_READY, arguments=", ready=ready"))
    async with start() as running:
        ready = await running.http.get("/readyz")
        assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
        assert "The package busy is not ready: the queue is full" in ready.text
        assert (await running.http.get("/healthz")).status_code == 200
        assert (await running.http.get("/busy/page")).status_code == 200
