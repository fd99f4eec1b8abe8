"""The HTTP client for services outside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from argus_core.core import Core

TIMEOUT = httpx.Timeout(10, connect=5)
"""Seconds; callers with less patience pass their own."""
AGENT = "argus"


class Outgoing:
    """One client for all services: kept connections, timeouts, no redirects followed.

    It honours HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE as they are when it is first used.
    """

    def __init__(self, core: Core) -> None:
        self._opening: asyncio.Task[httpx.AsyncClient] | None = None

    async def client(self) -> httpx.AsyncClient:
        """The client; the first caller waits until the certificates are loaded, which takes a moment and a thread."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Close all connections."""
        if self._opening is not None:
            opened, self._opening = self._opening, None
            await (await opened).aclose()

    @staticmethod
    async def _open() -> httpx.AsyncClient:
        trusted = await asyncio.to_thread(httpx.create_ssl_context)
        return httpx.AsyncClient(verify=trusted, timeout=TIMEOUT, headers={"User-Agent": AGENT})
