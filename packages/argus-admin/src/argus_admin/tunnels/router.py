"""Proxies and keys of SSH tunnels, as administrators see them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query
from starlette.requests import Request

from argus_admin.tunnels.schemas import Activity, KeyDeleted, NewProxy, NewProxyCreated, ProxyDeleted, ProxyObject
from argus_core.core import provide
from argus_core.errors import BadRequest
from argus_core.http.encoding import decode_json
from argus_core.http.requests import is_json
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid
from argus_core.identity.policy import ADMIN
from argus_core.tunnels.administration import TunnelAdministration
from argus_core.tunnels.schemas import KeyObject, key_object

routes = JsonRoutes("/admin/api/v1", name="admin.admin_api", tags=["administration: tunnels"])

Administration = Annotated[TunnelAdministration, Depends(provide(TunnelAdministration))]
TunnelId = Annotated[AnyUuid, Path(alias="tunnel_id", description="Id of the proxy.")]


@routes.get("/proxy-tunnel/config", policy=ADMIN, summary="One active proxy")
async def get_proxy_tunnel_config(
    administration: Administration, tunnel_id: Annotated[AnyUuid | None, Query()] = None
) -> ProxyObject | None:
    """This proxy if it is active; without an id the first active one; null when there is none."""
    return await administration.config(tunnel_id)


@routes.get("/proxy-tunnel/configs", policy=ADMIN, summary="Proxies")
async def list_proxy_tunnel_configs(
    administration: Administration, active_only: Annotated[str | None, Query(description="true or false")] = None
) -> list[ProxyObject]:
    """`active_only=true`: only active ones; `false`: only inactive ones; absent: all."""
    wanted = None if active_only is None else active_only.strip().lower()
    if wanted not in (None, "true", "false"):
        raise BadRequest("active_only must be one of: true,false")
    return await administration.configs(active=None if wanted is None else wanted == "true")


@routes.post("/proxy-tunnel/config", policy=ADMIN, summary="Add a proxy")
async def save_proxy_tunnel_config(body: NewProxy, administration: Administration) -> NewProxyCreated:
    """Fetches the host key, makes or reuses the service account of the host, stores the proxy."""
    config, token = await administration.create(body.wanted())
    return config.as_dict() | {"api_token": token}  # type: ignore[return-value]  # typed for the document


async def _delete_user(request: Request) -> bool:
    """The flag of an optional body; anything that is no JSON object counts as none."""
    try:
        given: Any = decode_json(await request.body()) if is_json(request.headers.get("content-type")) else {}
    except ValueError:
        given = {}
    return bool(given.get("delete_user")) if isinstance(given, dict) else False


@routes.delete("/proxy-tunnel/config/{tunnel_id}", policy=ADMIN, summary="Remove a proxy")
async def delete_proxy_tunnel_config(
    tunnel_id: TunnelId, administration: Administration, delete_user: Annotated[bool, Depends(_delete_user)]
) -> ProxyDeleted:
    """With `delete_user` its service account goes too, else it loses token and role."""
    await administration.delete(tunnel_id, delete_user=delete_user)
    return ProxyDeleted(deleted=True, user_deleted=delete_user)


@routes.post("/proxy-tunnel/config/{tunnel_id}/active", policy=ADMIN, summary="Switch a proxy on or off")
async def set_proxy_tunnel_config_active(
    tunnel_id: TunnelId, body: Activity, administration: Administration
) -> ProxyObject:
    """The proxy after the change."""
    return await administration.set_active(tunnel_id, active=body.is_active)


@routes.get("/ssh/keys", policy=ADMIN, summary="Registered keys")
async def list_ssh_keys(administration: Administration) -> list[KeyObject]:
    """The first 5,000 keys of everybody."""
    return [key_object(key) for key in await administration.keys()]  # type: ignore[misc]  # typed for the document


@routes.delete("/ssh/keys/{key_id}", policy=ADMIN, summary="Revoke a key")
async def delete_ssh_key(
    key_id: Annotated[AnyUuid, Path(description="Id of the key.")], administration: Administration
) -> KeyDeleted:
    """Takes effect at the next SSH login; an unknown key is revoked already."""
    await administration.delete_key(key_id)
    return KeyDeleted(deleted=True)
