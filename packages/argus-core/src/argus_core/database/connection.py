"""Connecting to the cluster: nodes, policies, time limits. Everything here blocks and runs in a thread."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from cassandra import ConsistencyLevel
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, ResponseFuture, Session
from cassandra.policies import (
    ExponentialReconnectionPolicy,
    FallthroughRetryPolicy,
    LoadBalancingPolicy,
    RetryPolicy,
    RoundRobinPolicy,
    TokenAwarePolicy,
    WhiteListRoundRobinPolicy,
)
from cassandra.protocol import ExecuteMessage
from cassandra.query import BatchStatement, BoundStatement

from argus_core.config import Settings
from argus_core.database.bridge import page_factory
from argus_core.database.errors import DatabaseUnavailable
from argus_core.database.reactor import LoopConnection

PROTOCOL_VERSION = 4
"""What both ScyllaDB and Apache Cassandra speak."""
CONNECT_TIMEOUT = 10.0
REQUEST_TIMEOUT = 10.0
PAGE_SIZE = 5000


class NeverRetry(FallthroughRetryPolicy):
    """The driver repeats nothing by itself: it would repeat writes that are not idempotent on the next node."""

    def on_request_error(self, *args: Any, **kwargs: Any) -> tuple[int, Any]:
        return RetryPolicy.RETHROW, None


class _Brief(ExecuteMessage):
    """EXECUTE whose answer holds nothing but rows."""

    def _should_skip_metadata(self, *_: Any) -> bool:
        return True


def without_description(request: ResponseFuture) -> None:
    """Ask the database not to describe the columns again in the answer to a prepared SELECT.

    They are known since it was prepared. For a run of 55 columns the description costs more than the values. The driver
    does without it only where the protocol can tell that it changed, because `SELECT *` may get other columns after
    ALTER TABLE. Our statements name their columns: those stay what they are (a column cannot change its type), a
    statement of a changed table is prepared again, and a field that is added to a user-defined type comes last.
    """
    message, prepared = request.message, request.prepared_statement
    if prepared is not None and prepared.result_metadata and prepared.query_string.startswith("SELECT "):
        message.__class__ = _Brief


class Connection:
    """An open session of the driver."""

    def __init__(self, cluster: Cluster, session: Session, keyspace: str) -> None:
        self.cluster = cluster
        self.session = session
        self.keyspace = keyspace

    def start(self, bound: BoundStatement | BatchStatement, timeout: float | None) -> ResponseFuture:
        """Send a request; does not wait."""
        if timeout is None:
            return self.session.execute_async(bound)
        return self.session.execute_async(bound, timeout=timeout)

    def close(self) -> None:
        """Close all connections."""
        with contextlib.suppress(Exception):
            self.cluster.shutdown()


def balancing(settings: Settings) -> LoadBalancingPolicy:
    """Token-aware over the contact points; over all nodes only when configured so."""
    if settings.scylla_use_all_nodes:
        return TokenAwarePolicy(RoundRobinPolicy())
    return TokenAwarePolicy(WhiteListRoundRobinPolicy(list(settings.scylla_contact_points)))


def replace_lost(session: Session, connection: LoopConnection) -> None:
    """Tell the pool of a connection at once that it is lost.

    Otherwise the next request finds out, and the driver makes it wait, which would be the event loop, for two seconds.
    """
    for pool in session.get_pools():
        if connection in pool.get_connections():
            pool.return_connection(connection)


def open_cluster(settings: Settings, **options: Any) -> Cluster:
    """The cluster as every part of Argus connects (also the command line); `options` are those of the driver."""
    profile = ExecutionProfile(
        load_balancing_policy=balancing(settings),
        retry_policy=NeverRetry(),
        consistency_level=ConsistencyLevel.QUORUM,
        request_timeout=REQUEST_TIMEOUT,
        row_factory=page_factory,
    )
    return Cluster(
        contact_points=list(settings.scylla_contact_points),
        port=settings.scylla_port,
        auth_provider=PlainTextAuthProvider(
            username=settings.scylla_username, password=settings.scylla_password.get_secret_value()
        ),
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        reconnection_policy=ExponentialReconnectionPolicy(0.2, 5.0),
        protocol_version=PROTOCOL_VERSION,
        connect_timeout=CONNECT_TIMEOUT,
        control_connection_timeout=CONNECT_TIMEOUT,
        **options,
    )


def open_connection(settings: Settings, reactor: type[LoopConnection]) -> Connection:
    """Connect and select the main keyspace. Raises DatabaseUnavailable."""
    cluster = open_cluster(settings, connection_class=reactor)
    where = f"{', '.join(settings.scylla_contact_points)} port {settings.scylla_port}"
    try:
        session = cluster.connect(settings.scylla_keyspace_name)
    except Exception as error:
        known = cluster.metadata.keyspaces  # filled when a node answered
        cluster.shutdown()
        if known and settings.scylla_keyspace_name not in known:
            raise DatabaseUnavailable(
                f"The keyspace {settings.scylla_keyspace_name!r} does not exist on {where}; "
                "create it, or run `argus-server migrate --create-keyspaces`."
            ) from error
        raise DatabaseUnavailable(f"No database answers on {where}.") from error
    session.default_fetch_size = PAGE_SIZE
    session.add_request_init_listener(without_description)
    reactor.on_loss.append(partial(replace_lost, session))
    return Connection(cluster, session, settings.scylla_keyspace_name)
