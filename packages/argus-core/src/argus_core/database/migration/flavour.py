"""Which of the two database servers it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from argus_core.database.migration.server import Server

if TYPE_CHECKING:
    from cassandra.cluster import Session


class Flavour(StrEnum):
    """A database server that Argus runs on. The value is also the prefix of its lines in schema files."""

    CASSANDRA = "cassandra"
    SCYLLA = "scylla"


def detect_flavour(session: Session) -> Flavour:
    """What the server at the other end is: one read of one partition.

    Raises MigrationError when the server does not answer.
    """
    # Both list their system tables; those with the name in them are ScyllaDB's own.
    tables = Server(session).rows("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'system'")
    return Flavour.SCYLLA if any("scylla" in row["table_name"] for row in tables) else Flavour.CASSANDRA
