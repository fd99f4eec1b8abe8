"""An application with the limits of a real one: https, a limit of failed logins, accounts kept for a minute."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from fastapi import FastAPI

from argus_core.application import build, compose
from argus_core.config import Settings

LIMIT = 3


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def strict_app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Like the application of all tests, but https and strict."""
    changed = settings.model_copy(
        update={"base_url": "https://argus.test", "login_failures_per_minute": LIMIT, "cache_seconds": 60}
    )
    made = build(changed, compose(changed), validate_responses=True)
    async with made.router.lifespan_context(made):
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def https(strict_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    transport = httpx.ASGITransport(app=strict_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://argus.test") as client:
        yield client
