"""The order of proxies that belongs to a user."""

from __future__ import annotations

from uuid import UUID, uuid4

from argus_core.tunnels.order import order_for
from argus_core.tunnels.rows import ProxyConfig

USER = UUID("7b0a3c52-9f1e-4d6b-8a27-c4f3e1d50b98")


def proxy(config_id: UUID) -> ProxyConfig:
    return ProxyConfig(
        id=config_id,
        host="h",
        port=22,
        proxy_user="u",
        target_host="t",
        target_port=80,
        host_key_fingerprint="k",
        service_user_id=None,
        is_active=True,
    )


def test_the_order_is_the_one_that_released_servers_give() -> None:
    ids = [UUID(f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}") for digit in "123"]
    assert [config.id for config in order_for(USER, [proxy(i) for i in ids])] == [ids[1], ids[0], ids[2]]


def test_users_spread_and_removing_a_proxy_moves_only_its_users() -> None:
    proxies = [proxy(uuid4()) for _ in range(4)]
    users = [uuid4() for _ in range(400)]
    before = {user: order_for(user, proxies)[0].id for user in users}
    counts = [list(before.values()).count(config.id) for config in proxies]
    assert min(counts) > 50
    after = {user: order_for(user, proxies[1:])[0].id for user in users}
    assert all(after[user] == before[user] for user in users if before[user] != proxies[0].id)
