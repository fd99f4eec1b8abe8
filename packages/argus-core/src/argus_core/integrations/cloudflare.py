"""Cloudflare Access: the keys with which a team signs its assertions."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx

from argus_core.errors import ArgusError, ErrorKind
from argus_core.integrations.outgoing import Outgoing

if TYPE_CHECKING:
    from argus_core.core import Core

KEPT_SECONDS = 3600
TIMEOUT_SECONDS = 5
PAUSE_SECONDS = 10
"""Between two fetches for the sake of unknown keys: anybody can make up key ids."""


class KeysUnavailable(ArgusError):
    """The keys cannot be fetched."""

    kind = ErrorKind.UPSTREAM


class AccessKeys:
    """Public keys (JWK) of the configured team by their id."""

    def __init__(self, core: Core) -> None:
        self._outgoing = core.of(Outgoing)
        self._url = f"https://{core.settings.cloudflare_access_team_domain}/cdn-cgi/access/certs"
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, key_id: str) -> dict[str, Any] | None:
        """The key with this id. An unknown one fetches the set once more. Raises KeysUnavailable."""
        if self._age() > KEPT_SECONDS or (key_id not in self._keys and self._age() > PAUSE_SECONDS):
            await self._fetch_once(self._fetched_at)
        return self._keys.get(key_id)

    def forget(self) -> None:
        """Fetch the set anew at the next question."""
        self._keys, self._fetched_at = {}, float("-inf")

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    async def _fetch_once(self, known_since: float) -> None:
        """Fetch the set, unless somebody else did so meanwhile."""
        async with self._fetching:
            if self._fetched_at == known_since:
                self._keys = await self._fetch()
                self._fetched_at = time.monotonic()

    async def _fetch(self) -> dict[str, dict[str, Any]]:
        client = await self._outgoing.client()
        try:
            answer = await client.get(self._url, headers={"Accept": "application/json"}, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            return {str(key["kid"]): key for key in answer.json()["keys"] if "kid" in key}
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise KeysUnavailable(f"The keys of Cloudflare Access cannot be fetched: {error!r}") from error
