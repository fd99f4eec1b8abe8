"""Requests and responses about tunnels."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from argus_core.http.types import Payload
from argus_core.tunnels.rows import ProxyConfig
from argus_core.tunnels.service import Registration


def _whole(value: Any) -> Any:
    """Numbers as texts and floats were accepted; a text that is no number is out of range like any other."""
    if value is None or isinstance(value, bool):
        return value
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return -1


class RegisterKey(Payload):
    """A public key to register."""

    public_key: Annotated[str, BeforeValidator(lambda value: "" if value is None else value)] = ""
    """OpenSSH format: type, key, and perhaps a comment; one line."""
    ttl_seconds: Annotated[int | None, BeforeValidator(_whole)] = None
    """Seconds until it expires, 3,600 to 2,592,000; default a day."""


class ProxyEndpoint(BaseModel):
    """A proxy to connect through."""

    tunnel_id: UUID
    proxy_host: str
    proxy_port: int
    proxy_user: str
    target_host: str
    target_port: int
    host_key_fingerprint: str = Field(description="A whole known_hosts line.")


class Connection(BaseModel):
    """The primary proxy, and all of them in the caller's order."""

    proxy_host: str
    proxy_port: int
    proxy_user: str
    target_host: str
    target_port: int
    host_key_fingerprint: str
    proxies: list[ProxyEndpoint]


class Registered(Connection):
    """The same, with the key that was registered."""

    key_id: UUID
    tunnel_id: UUID
    expires_at: datetime


def endpoint(config: ProxyConfig) -> dict[str, Any]:
    """A proxy as clients know it."""
    return {
        "proxy_host": config.host,
        "proxy_port": config.port,
        "proxy_user": config.proxy_user,
        "target_host": config.target_host,
        "target_port": config.target_port,
        "host_key_fingerprint": config.host_key_fingerprint,
    }


def connection(proxies: list[ProxyConfig]) -> dict[str, Any]:
    """The answer about proxies, the first being the primary."""
    return endpoint(proxies[0]) | {"proxies": [{"tunnel_id": c.id} | endpoint(c) for c in proxies]}


def registered(registration: Registration) -> dict[str, Any]:
    """The answer to a registration."""
    return connection(registration.proxies) | {
        "key_id": registration.key_id,
        "tunnel_id": registration.proxies[0].id,
        "expires_at": registration.expires_at,
    }
