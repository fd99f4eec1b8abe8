"""What clients and proxies ask for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from argus_core.clock import utc_now
from argus_core.tunnels.errors import TunnelServiceException
from argus_core.tunnels.keys import checked_fingerprint, checked_key, fingerprint_of
from argus_core.tunnels.order import order_for
from argus_core.tunnels.repository import TunnelRepository
from argus_core.tunnels.rows import ProxyConfig, TunnelKey

if TYPE_CHECKING:
    from argus_core.core import Core

DEFAULT_TTL = 86_400
SHORTEST_TTL, LONGEST_TTL = 3600, 2_592_000
MOST_LIVE_KEYS = 1000
NO_PROXY = (
    "No active proxy tunnel configuration found. An admin must configure a proxy host before tunnel registration is "
    "possible."
)

log = logging.getLogger("argus.tunnels")


@dataclass(frozen=True, slots=True)
class Registration:
    """A registered key and the proxies that take it, the primary one first."""

    key_id: UUID
    expires_at: datetime
    proxies: list[ProxyConfig]


class TunnelService:
    """Registers keys, names proxies, tells proxies which keys they may let in."""

    def __init__(self, core: Core) -> None:
        self._rows = TunnelRepository(core.database)

    async def register(self, user_id: UUID, public_key: str, ttl_seconds: int | None) -> Registration:
        """Register a key for the user's primary proxy; a key that is registered there already stays as it is."""
        key = checked_key(public_key)
        proxies = await self.proxies_for(user_id)
        seconds = DEFAULT_TTL if ttl_seconds is None else ttl_seconds
        if not SHORTEST_TTL <= seconds <= LONGEST_TTL:
            raise TunnelServiceException(f"ttl_seconds must be between {SHORTEST_TTL} and {LONGEST_TTL} seconds")
        fingerprint, primary = fingerprint_of(key), proxies[0]
        for known in await self._rows.keys_by_fingerprint(fingerprint):
            if known.user_id == user_id and known.tunnel_id == primary.id and known.id and known.expires_at:
                return Registration(known.id, known.expires_at, proxies)
        if len(await self._rows.keys_of(user_id)) >= MOST_LIVE_KEYS:
            raise TunnelServiceException(f"An account may have {MOST_LIVE_KEYS} keys at a time.")
        created = utc_now()
        row = {
            "id": uuid4(),
            "user_id": user_id,
            "tunnel_id": primary.id,
            "public_key": key,
            "fingerprint": fingerprint,
            "created_at": created,
            "expires_at": created + timedelta(seconds=seconds),
        }
        await self._rows.insert_key(row, seconds)
        return Registration(row["id"], row["expires_at"], proxies)  # type: ignore[arg-type]  # as put above

    async def proxies_for(self, user_id: UUID, *, first_host: str | None = None) -> list[ProxyConfig]:
        """The active proxies in the user's order; `first_host` puts the proxy of that host in front."""
        active = [config for config in await self._rows.configs() if config.is_active]
        if not active:
            raise TunnelServiceException(NO_PROXY)
        ordered = order_for(user_id, active)
        if not first_host:
            return ordered
        pinned = next((config for config in active if config.host == first_host), None)
        if pinned is None:
            raise TunnelServiceException(f"No active proxy tunnel configuration found for host: {first_host}")
        return [pinned, *(config for config in ordered if config.id != pinned.id)]

    async def keys_of(self, user_id: UUID, tunnel_id: UUID | None) -> list[TunnelKey]:
        """The user's live keys, all or those registered for one proxy."""
        keys = await self._rows.keys_of(user_id)
        return [key for key in keys if tunnel_id is None or key.tunnel_id == tunnel_id]

    async def authorized_keys(self, fingerprint: str | None) -> str:
        """What sshd reads: the keys of a fingerprint (or all), one a line, each once. Raises MalformedFingerprint."""
        if fingerprint is None:
            log.warning("A proxy asked for all keys; it should ask by fingerprint.")
            keys = await self._rows.keys()
        else:
            keys = await self._rows.keys_by_fingerprint(checked_fingerprint(fingerprint))
        return "\n".join(dict.fromkeys(key.public_key for key in keys if key.public_key))
