"""A browser's way of asking, and the data that a page carries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI

from argus_core.testing.browser import Browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser on the application of all tests."""
    async with Browser(app) as opened:
        yield opened
