"""Requests and responses about proxies and keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from argus_core.http.types import Payload
from argus_core.tunnels.administration import WantedProxy
from argus_core.tunnels.errors import TunnelServiceException
from argus_core.tunnels.rows import ProxyConfig

Port = Annotated[int, Field(ge=1, le=65535)]
_NONE_IF_EMPTY = BeforeValidator(lambda value: value or None)
OptionalPort = Annotated[Port | None, _NONE_IF_EMPTY]
OptionalWord = Annotated[str | None, _NONE_IF_EMPTY]
REQUIRED = ("host", "port", "proxy_user", "target_host", "target_port")


class NewProxy(Payload):
    """A proxy to be; its host key is fetched, not given."""

    host: OptionalWord = None
    """Name or address that clients connect to."""
    port: OptionalPort = None
    """Port of its SSH server."""
    proxy_user: OptionalWord = None
    """Login for tunnels."""
    target_host: OptionalWord = None
    """Where tunnels end."""
    target_port: OptionalPort = None
    """Port where tunnels end."""
    is_active: bool = True
    """Whether clients are sent there."""

    def wanted(self) -> WantedProxy:
        """What to create; raises TunnelServiceException that names what is missing."""
        given = {name: getattr(self, name) for name in REQUIRED}
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise TunnelServiceException(f"Missing required fields: {', '.join(missing)}")
        return WantedProxy(**given, is_active=self.is_active)


class Activity(Payload):
    """Whether a proxy takes connections."""

    is_active: bool
    """From now on."""


class NewProxyCreated(BaseModel):
    """A proxy and the token of its service account, shown only here."""

    id: Any
    host: str
    port: int
    proxy_user: str
    target_host: str
    target_port: int
    host_key_fingerprint: str
    service_user_id: Any
    is_active: bool
    api_token: str


class ProxyDeleted(BaseModel):
    """What became of a proxy."""

    deleted: bool
    user_deleted: bool


class KeyDeleted(BaseModel):
    """A key is revoked."""

    deleted: bool


ProxyObject = ProxyConfig
