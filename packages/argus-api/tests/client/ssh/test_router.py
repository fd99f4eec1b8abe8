"""Tunnels over HTTP."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncssh
import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.identity.roles import Role
from argus_core.testing.world import World

TUNNEL = "/api/v1/client/ssh/tunnel"
KEYS = "/api/v1/client/ssh/keys"


def new_key() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()


@pytest.fixture
async def proxy(world: World) -> str:
    host = f"proxy-{uuid4().hex[:8]}.example.com"
    await world.put(
        "proxy_tunnel_config",
        id=uuid4(),
        host=host,
        port=22,
        proxy_user="tunnel",
        target_host="10.0.0.5",
        target_port=8080,
        host_key_fingerprint=f"{host} {new_key()}",
        is_active=True,
    )
    return host


async def test_a_registered_key_is_let_in_by_its_fingerprint(
    http: httpx.AsyncClient, world: World, proxy: str, database: Database
) -> None:
    ci, server = await world.account(), await world.account(Role.SSH_TUNNEL_SERVER)
    key = new_key()
    answer = (await http.post(TUNNEL, json={"public_key": key, "ttl_seconds": 7200}, headers=ci.headers)).json()[
        "response"
    ]
    assert answer["proxies"][0]["proxy_host"] == answer["proxy_host"]
    assert proxy in {entry["proxy_host"] for entry in answer["proxies"]}
    (mine,) = (await http.get(f"{TUNNEL}/keys", headers=ci.headers)).json()["response"]
    assert mine["key_id"] == answer["key_id"]
    allowed = await http.get(KEYS, params={"fingerprint": mine["fingerprint"]}, headers=server.headers)
    assert (allowed.status_code, allowed.text) == (200, key)
    seconds = await database.value(
        Statement("SELECT TTL(public_key) FROM sshtunnel_key WHERE id = ?"), (UUID(answer["key_id"]),)
    )
    assert 7000 < seconds <= 7200


async def test_registering_again_changes_nothing(http: httpx.AsyncClient, world: World, proxy: str) -> None:
    ci, key = await world.account(), new_key()
    first = (await http.post(TUNNEL, json={"public_key": key}, headers=ci.headers)).json()["response"]
    second = (await http.post(TUNNEL, json={"public_key": key, "ttl_seconds": 3600}, headers=ci.headers)).json()[
        "response"
    ]
    assert (second["key_id"], second["expires_at"]) == (first["key_id"], first["expires_at"])


@pytest.mark.parametrize("ttl", [0, -1, 3599, 2592001, "soon"])
async def test_a_lifetime_out_of_range_is_refused(
    http: httpx.AsyncClient, world: World, proxy: str, ttl: object
) -> None:
    ci = await world.account()
    told = (await http.post(TUNNEL, json={"public_key": new_key(), "ttl_seconds": ttl}, headers=ci.headers)).json()[
        "response"
    ]
    assert told["message"] == "ttl_seconds must be between 3600 and 2592000 seconds"


async def test_sshd_never_reads_a_failure_as_keys(http: httpx.AsyncClient, world: World) -> None:
    server, somebody = await world.account(Role.SSH_TUNNEL_SERVER), await world.account()
    malformed = await http.get(KEYS, params={"fingerprint": "x"}, headers=server.headers)
    assert (malformed.status_code, malformed.text) == (400, "")
    unknown = await http.get(KEYS, params={"fingerprint": "SHA256:" + "A" * 43}, headers=server.headers)
    assert (unknown.status_code, unknown.text) == (200, "")
    for headers in ({}, somebody.headers, {"Authorization": "token nobody"}):
        assert (await http.get(KEYS, headers=headers)).status_code == 403


async def test_proxies_may_call_nothing_else(http: httpx.AsyncClient, world: World) -> None:
    server = await world.account(Role.SSH_TUNNEL_SERVER, Role.ADMIN)
    for path in (TUNNEL, "/api/v1/client/testrun/generic/x/get", "/admin/api/v1/users"):
        assert (await http.get(path, headers=server.headers)).status_code == 403
