"""SSH tunnels, as clients and proxies use them."""

from __future__ import annotations

import logging
from typing import Annotated, Any

from fastapi import Body, Depends, Query
from pydantic import BeforeValidator
from starlette.responses import PlainTextResponse

from argus_api.client.ssh.schemas import Connection, Registered, RegisterKey, connection, registered
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import Policy
from argus_core.identity.roles import Role
from argus_core.tunnels.errors import MalformedFingerprint
from argus_core.tunnels.schemas import KeyObject, key_object
from argus_core.tunnels.service import TunnelService

routes = JsonRoutes("/api/v1/client/ssh", name="api.client_api.ssh_api", tags=["client: tunnels"])

Tunnels = Annotated[TunnelService, Depends(provide(TunnelService))]
PROXIES_ONLY = Policy(
    roles=frozenset({Role.SSH_TUNNEL_SERVER, Role.ADMIN}), tunnel_server=True, bad_token_forbidden=True
)
NullAsEmpty = BeforeValidator(lambda value: {} if value is None else value)
NO_KEYS = {"text/plain": {"schema": {"type": "string", "maxLength": 0}}}
KEYS_FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"description": "The fingerprint is malformed.", "content": NO_KEYS},
    500: {"description": "The keys could not be read.", "content": NO_KEYS},
}

log = logging.getLogger("argus.tunnels")


@routes.post("/tunnel", summary="Register a public key")
async def register_tunnel(
    body: Annotated[RegisterKey, NullAsEmpty, Body()], caller: CurrentCaller, tunnels: Tunnels
) -> Registered:
    """Register a key and learn the proxies. A key that is known keeps its id and its end."""
    return registered(await tunnels.register(caller.id, body.public_key, body.ttl_seconds))  # type: ignore[return-value]  # typed for the document


@routes.get("/tunnel", summary="Proxies for the caller")
async def get_tunnel_connection(
    caller: CurrentCaller, tunnels: Tunnels, proxy_host: Annotated[str, Query(description="Proxy to prefer.")] = ""
) -> Connection:
    """The proxies in the caller's order."""
    return connection(await tunnels.proxies_for(caller.id, first_host=proxy_host))  # type: ignore[return-value]  # typed for the document


@routes.get("/tunnel/keys", summary="The caller's keys")
async def get_user_keys(
    caller: CurrentCaller,
    tunnels: Tunnels,
    tunnel_id: Annotated[AnyUuid | None, Query(description="Only of this proxy.")] = None,
) -> list[KeyObject]:
    """Keys that have not expired."""
    return [key_object(key) for key in await tunnels.keys_of(caller.id, tunnel_id)]  # type: ignore[misc]  # typed for the document


@routes.get("/keys", policy=PROXIES_ONLY, summary="authorized_keys for sshd", responses=KEYS_FAILURES)
async def get_authorized_keys(
    tunnels: Tunnels, fingerprint: Annotated[str | None, Query(description="SHA256:...")] = None
) -> PlainTextResponse:
    """Plain text, one key a line. A failure is never a 200: sshd would read its text as keys."""
    try:
        return PlainTextResponse(await tunnels.authorized_keys(fingerprint), headers={"Cache-Control": "no-store"})
    except MalformedFingerprint:
        return PlainTextResponse("", 400)
    except Exception:  # whatever went wrong, sshd must see a failure
        log.exception("The keys could not be read")
        return PlainTextResponse("", 500)
