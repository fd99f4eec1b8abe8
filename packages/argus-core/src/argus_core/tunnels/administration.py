"""What administrators do with proxies and keys."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from argus_core.clock import utc_now
from argus_core.identity.roles import Role
from argus_core.tunnels.errors import TunnelServiceException
from argus_core.tunnels.host_keys import fetch_host_key
from argus_core.tunnels.repository import TunnelRepository
from argus_core.tunnels.rows import ProxyConfig, TunnelKey
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

TUNNEL_ROLE = Role.SSH_TUNNEL_SERVER.value


@dataclass(frozen=True, slots=True)
class WantedProxy:
    """A proxy to be."""

    host: str
    port: int
    proxy_user: str
    target_host: str
    target_port: int
    is_active: bool


class TunnelAdministration:
    """Proxies with their service accounts, and everybody's keys."""

    def __init__(self, core: Core) -> None:
        self._rows = TunnelRepository(core.database)
        self._users = core.users

    async def config(self, tunnel_id: UUID | None) -> ProxyConfig | None:
        """This proxy if it is active; without an id the first active one."""
        active = [config for config in await self._rows.configs() if config.is_active]
        return next((config for config in active if tunnel_id is None or config.id == tunnel_id), None)

    async def configs(self, *, active: bool | None) -> list[ProxyConfig]:
        """All proxies, or only the active or only the inactive ones."""
        return [c for c in await self._rows.configs() if active is None or bool(c.is_active) is active]

    async def create(self, wanted: WantedProxy) -> tuple[ProxyConfig, str]:
        """A new proxy and the token of its service account."""
        host_key = await fetch_host_key(wanted.host, wanted.port)
        user_id, token = await self._service_user(wanted.host)
        config = ProxyConfig(
            id=uuid4(),
            host=wanted.host,
            port=wanted.port,
            proxy_user=wanted.proxy_user,
            target_host=wanted.target_host,
            target_port=wanted.target_port,
            host_key_fingerprint=host_key,
            service_user_id=user_id,
            is_active=wanted.is_active,
        )
        await self._rows.insert_config(config.as_dict())
        return config, token

    async def set_active(self, tunnel_id: UUID, *, active: bool) -> ProxyConfig:
        """Let a proxy take connections or not; the proxy afterwards."""
        config = await self._existing(tunnel_id)
        await self._rows.set_active(tunnel_id, active=active)
        config.is_active = active
        return config

    async def delete(self, tunnel_id: UUID, *, delete_user: bool) -> None:
        """Forget a proxy. Its service account is deleted or disarmed, unless another proxy uses it."""
        config = await self._existing(tunnel_id)
        others = [c for c in await self._rows.configs() if c.id != tunnel_id]
        user_id = config.service_user_id
        if user_id is not None and all(other.service_user_id != user_id for other in others):
            await self._retire(user_id, delete=delete_user)
        await self._rows.delete_config(tunnel_id)

    async def keys(self) -> list[TunnelKey]:
        """The first 5,000 keys."""
        return await self._rows.keys()

    async def delete_key(self, key_id: UUID) -> None:
        """Revoke a key; an unknown one is revoked already."""
        await self._rows.delete_key(key_id)

    async def _existing(self, tunnel_id: UUID) -> ProxyConfig:
        config = await self._rows.config(tunnel_id)
        if config is None:
            raise TunnelServiceException(f"Proxy tunnel config {tunnel_id} not found")
        return config

    async def _retire(self, user_id: UUID, *, delete: bool) -> None:
        user = await self._users.repository.by_id(user_id)
        if user is None:
            return
        if delete:
            await self._users.remove(user_id)
            return
        await self._users.change(user, api_token="", roles=[role for role in user.roles if role != TUNNEL_ROLE])

    async def _service_user(self, host: str) -> tuple[UUID, str]:
        """(id, token) of the account that a proxy host calls with; made, re-armed or reused."""
        name = f"proxy-tunnel-{host}"
        user = await self._users.by_username(name)
        if user is None:
            return await self._new_service_user(name, host)
        dedicated = user.service_user and set(user.roles) <= {TUNNEL_ROLE}
        if not dedicated or user.id is None:
            raise TunnelServiceException(f"User '{name}' already exists and is not a dedicated SSH tunnel service user")
        return user.id, await self._armed(user)

    async def _armed(self, user: User) -> str:
        """The account's token; a disarmed account gets its role and a token again."""
        changes: dict[str, Any] = {}
        if TUNNEL_ROLE not in user.roles:
            changes["roles"] = [TUNNEL_ROLE]
        token = user.api_token or secrets.token_hex(32)
        if not user.api_token:
            changes["api_token"] = token
        if changes:
            await self._users.change(user, **changes)
        return token

    async def _new_service_user(self, name: str, host: str) -> tuple[UUID, str]:
        user_id, token = uuid4(), secrets.token_hex(32)
        row = {
            "id": user_id,
            "username": name,
            "full_name": f"Proxy Tunnel Service User ({host})",
            "email": f"{name}@argus.internal",
            "password": "",
            "registration_date": utc_now(),
            "roles": [TUNNEL_ROLE],
            "api_token": token,
            "service_user": True,
        }
        await self._users.add(**row)
        return user_id, token
