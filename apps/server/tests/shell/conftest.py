"""The application as the server composes it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI

from argus_core.config import Settings
from argus_server.app import create_app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """All packages and the routes of the server itself, started; periodic work is left alone."""
    made = create_app(settings.model_copy(update={"jobs_enabled": False}), validate_responses=True)
    async with made.router.lifespan_context(made):
        yield made
