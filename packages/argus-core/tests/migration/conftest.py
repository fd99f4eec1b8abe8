"""A real database for the migration: sessions of the driver, and keyspaces that are dropped in the end."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, Session

from argus_core.database.migration import Flavour, detect_flavour
from argus_core.devdb import DevDatabase

PORT = 9042


class Address(NamedTuple):
    """Where the database listens."""

    host: str
    port: int


@pytest.fixture(scope="session")
def address() -> Address:
    """The database of `ARGUS_TEST_CONTACT_POINTS` ("host:port"), or the development database."""
    given = os.environ.get("ARGUS_TEST_CONTACT_POINTS")
    if given:
        host, _, port = given.partition(":")
        return Address(host, int(port or PORT))
    status = DevDatabase().start()
    assert status.host is not None
    assert status.port is not None
    return Address(status.host, status.port)


@pytest.fixture(scope="session")
def connect(address: Address) -> Iterator[Callable[[], Session]]:
    """Opens a session of its own at each call."""
    clusters: list[Cluster] = []

    def open_session() -> Session:
        profile = ExecutionProfile(request_timeout=60)
        clusters.append(
            Cluster(
                [address.host],
                port=address.port,
                protocol_version=4,
                execution_profiles={EXEC_PROFILE_DEFAULT: profile},
            )
        )
        return clusters[-1].connect()

    yield open_session
    for cluster in clusters:
        cluster.shutdown()


@pytest.fixture(scope="session")
def session(connect: Callable[[], Session]) -> Session:
    """A session without a keyspace."""
    return connect()


@pytest.fixture(scope="session")
def flavour(session: Session) -> Flavour:
    """What the database is."""
    return detect_flavour(session)


@pytest.fixture(scope="module")
def new_name(session: Session) -> Iterator[Callable[[], str]]:
    """Names for keyspaces, which are dropped at the end of the module."""
    names: list[str] = []

    def name() -> str:
        names.append(f"argus_mig_{uuid.uuid4().hex[:8]}")
        return names[-1]

    yield name
    for used in names:
        session.execute(f"DROP KEYSPACE IF EXISTS {used}")


@pytest.fixture(scope="module")
def create_keyspace(session: Session, flavour: Flavour) -> Callable[[str], None]:
    """Creates a keyspace as an operator does by hand."""
    options = "replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 1}"
    if flavour is Flavour.SCYLLA:
        options += " AND tablets = {'enabled': true}"

    def create(name: str) -> None:
        session.execute(f"CREATE KEYSPACE {name} WITH {options}")

    return create
