"""Reads and writes of proxies and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.tunnels.rows import ProxyConfig, TunnelKey

MOST_KEYS = 5000

CONFIGS = Statement(ProxyConfig.select())
CONFIG = Statement(ProxyConfig.select("WHERE id = ?"))
INSERT_CONFIG = insert("proxy_tunnel_config", *ProxyConfig.columns())
SET_ACTIVE = Statement("UPDATE proxy_tunnel_config SET is_active = ? WHERE id = ?")
DELETE_CONFIG = Statement("DELETE FROM proxy_tunnel_config WHERE id = ?")
KEYS = Statement(TunnelKey.select("LIMIT ?"))
KEYS_OF_USER = Statement(TunnelKey.select("WHERE user_id = ?"))
KEYS_BY_FINGERPRINT = Statement(TunnelKey.select("WHERE fingerprint = ?"))
INSERT_KEY = insert("sshtunnel_key", *TunnelKey.columns(), ttl=True)
DELETE_KEY = Statement("DELETE FROM sshtunnel_key WHERE id = ?")


class TunnelRepository:
    """The tables `proxy_tunnel_config` and `sshtunnel_key`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def configs(self) -> list[ProxyConfig]:
        """All proxies by host and id; the table is tiny. Half-deleted rows (no host key) are left out."""
        found = await self._database.fetch(CONFIGS, into=ProxyConfig)
        return sorted((c for c in found if c.host_key_fingerprint), key=lambda c: (c.host or "", str(c.id)))

    async def config(self, config_id: UUID) -> ProxyConfig | None:
        """One proxy."""
        return await self._database.fetch_one(CONFIG, (config_id,), into=ProxyConfig)

    async def insert_config(self, columns: Mapping[str, Any]) -> None:
        """A new proxy."""
        await self._database.execute(INSERT_CONFIG, columns)

    async def set_active(self, config_id: UUID, *, active: bool) -> None:
        """Let a proxy take connections or not."""
        await self._database.execute(SET_ACTIVE, (active, config_id))

    async def delete_config(self, config_id: UUID) -> None:
        """Forget a proxy."""
        await self._database.execute(DELETE_CONFIG, (config_id,))

    async def keys(self) -> list[TunnelKey]:
        """The first 5,000 keys of everybody."""
        return await self._database.fetch(KEYS, (MOST_KEYS,), into=TunnelKey)

    async def keys_of(self, user_id: UUID) -> list[TunnelKey]:
        """Up to 5,000 keys of an account."""
        return (await self._database.fetch(KEYS_OF_USER, (user_id,), into=TunnelKey))[:MOST_KEYS]

    async def keys_by_fingerprint(self, fingerprint: str) -> list[TunnelKey]:
        """Keys with this fingerprint, of anybody."""
        return await self._database.fetch(KEYS_BY_FINGERPRINT, (fingerprint,), into=TunnelKey)

    async def insert_key(self, columns: Mapping[str, Any], ttl_seconds: int) -> None:
        """A key that disappears after so many seconds."""
        await self._database.execute(INSERT_KEY, {**columns, "ttl": ttl_seconds})

    async def delete_key(self, key_id: UUID) -> None:
        """Revoke a key."""
        await self._database.execute(DELETE_KEY, (key_id,))
