"""Which proxy serves whom."""

from __future__ import annotations

import hashlib
from uuid import UUID

from argus_core.tunnels.rows import ProxyConfig


def order_for(user_id: UUID, configs: list[ProxyConfig]) -> list[ProxyConfig]:
    """Proxies in the order that belongs to a user: rendezvous hashing (Thaler and Ravishankar, 1998).

    Nothing is stored, users spread evenly, and adding or removing a proxy moves only that proxy's users.
    """
    return sorted(configs, key=lambda config: (_score(user_id, config), str(config.id)))


def _score(user_id: UUID, config: ProxyConfig) -> bytes:
    return hashlib.sha256(f"{user_id}:{config.id}".encode()).digest()
