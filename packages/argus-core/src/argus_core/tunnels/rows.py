"""Rows of tunnels."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Boolean, Int, Row, Text, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class ProxyConfig(Row, table="proxy_tunnel_config"):
    """A proxy host; `host_key_fingerprint` is a whole known_hosts line in spite of its name."""

    id: Uuid
    host: Text
    port: Int
    proxy_user: Text
    target_host: Text
    target_port: Int
    host_key_fingerprint: Text
    service_user_id: Uuid
    is_active: Boolean


@dataclass(slots=True, kw_only=True)
class TunnelKey(Row, table="sshtunnel_key"):
    """A registered key. The row disappears by itself at the end of its time to live: it is never updated."""

    id: Uuid
    user_id: Uuid
    tunnel_id: Uuid
    public_key: Text
    fingerprint: Text
    created_at: Timestamp
    expires_at: Timestamp
