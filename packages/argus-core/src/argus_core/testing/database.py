"""The database under test."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, Session
from cassandra.policies import RoundRobinPolicy

from argus_core.database.migration import migrate

TEST_HEAP = "2g"


@dataclass(frozen=True, slots=True)
class Node:
    """Where it listens."""

    host: str
    port: int


def find_node() -> Node:
    """The database that the environment names, else the development database, started when it does not run."""
    given = os.environ.get("ARGUS_TEST_CONTACT_POINTS")
    if given:
        host, _, port = given.partition(":")
        return Node(host, int(port or 9042))
    from argus_core.devdb import DevDatabase

    # Each keyspace has some 140 tables and indexes, which cost heap even when they are empty.
    status = DevDatabase(heap=TEST_HEAP).start()
    assert status.host is not None  # a started node has one
    assert status.port is not None
    return Node(status.host, status.port)


def connect(node: Node) -> tuple[Cluster, Session]:
    """A plain session of the driver, without a keyspace."""
    auth = PlainTextAuthProvider(username="cassandra", password="cassandra")
    patient = {EXEC_PROFILE_DEFAULT: ExecutionProfile(load_balancing_policy=RoundRobinPolicy(), request_timeout=60)}
    cluster = Cluster([node.host], port=node.port, protocol_version=4, auth_provider=auth, execution_profiles=patient)
    return cluster, cluster.connect()


def prepare_keyspace(node: Node, name: str) -> None:
    """Make the keyspace (and its second one), migrate it, and empty it."""
    cluster, session = connect(node)
    try:
        migrate(session, keyspace=name, tablets_keyspace=f"{name}_tablets", create_keyspaces=True)
        empty_tables(session, name, f"{name}_tablets")
    finally:
        cluster.shutdown()


def empty_tables(session: Session, *keyspaces: str) -> None:
    """TRUNCATE the tables that hold rows (it is slow), but for the record of migrations."""
    for keyspace in keyspaces:
        tables = session.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name=%s", (keyspace,))
        names = [f'{keyspace}."{row[0]}"' for row in tables if "migration" not in row[0]]
        probes = [(name, session.execute_async(f"SELECT * FROM {name} LIMIT 1")) for name in names]
        for name, probe in probes:
            if list(probe.result()):
                session.execute(f"TRUNCATE {name}")
