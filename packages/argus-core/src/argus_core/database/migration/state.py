"""What the keyspaces hold now, read from the server's own tables in two round trips."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from argus_core.database.migration.model import IndexTarget, Keyspaces
from argus_core.database.migration.server import Fields, Server

INDEX_TARGET = re.compile(r"(?:(keys|entries|values|full)\()?\"?(\w+)\"?\)?")
RECORDS = "schema_migration"


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column as the server describes it; `kind` is partition_key, clustering, static or regular."""

    type: str
    kind: str
    position: int
    order: str


@dataclass(frozen=True, slots=True)
class KeyspaceState:
    """The types (with their fields), tables (with their columns) and indexes (with their names) of a keyspace."""

    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, ColumnState]] = field(default_factory=dict)
    indexes: Mapping[IndexTarget, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """Both keyspaces (None: it does not exist) and the checksums of the files that were applied, by number."""

    main: KeyspaceState | None
    tablets: KeyspaceState | None
    applied: Mapping[int, str] = field(default_factory=dict)

    def keyspace(self, *, in_tablets: bool) -> KeyspaceState | None:
        """One of the two."""
        return self.tablets if in_tablets else self.main


EMPTY = State(main=KeyspaceState(), tablets=KeyspaceState())
"""Both keyspaces just created."""


def read_state(server: Server, keyspaces: Keyspaces) -> State:
    """The present state of both keyspaces. Raises MigrationError when it cannot be read."""
    queries = ("keyspaces", "types", "tables", "columns", "indexes")
    names = (keyspaces.main, keyspaces.tablets)
    answers = server.answers(
        *(
            (f"SELECT * FROM system_schema.{query} WHERE keyspace_name = %s", (name,))
            for name in names
            for query in queries
        )
    )
    main, tablets = (_keyspace(*answers[start : start + len(queries)]) for start in (0, len(queries)))
    applied: dict[int, str] = {}
    if main is not None and RECORDS in main.tables:
        rows = server.rows(keyspaces.fill(f'SELECT number, checksum FROM ${{keyspace}}."{RECORDS}"'))
        applied = {row["number"]: row["checksum"] for row in rows}
    return State(main, tablets, applied)


def table_names(server: Server, keyspace: str) -> set[str]:
    """The tables of one keyspace: one small read."""
    query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = %s"
    return {row["table_name"] for row in server.rows((query, (keyspace,)))}


def _keyspace(
    found: Sequence[Fields],
    types: Sequence[Fields],
    tables: Sequence[Fields],
    columns: Sequence[Fields],
    indexes: Sequence[Fields],
) -> KeyspaceState | None:
    if not found:
        return None
    # The server lists columns of materialized views too; a view is no table.
    described: dict[str, dict[str, ColumnState]] = {row["table_name"]: {} for row in tables}
    for row in columns:
        if row["table_name"] in described:
            described[row["table_name"]][row["column_name"]] = ColumnState(
                row["type"], row["kind"], row["position"], row["clustering_order"]
            )
    covered = {}
    for row in indexes:
        target = index_target(row["table_name"], row["options"].get("target", ""))
        if target is not None:
            covered[target] = row["index_name"]
    return KeyspaceState(
        types={row["type_name"]: dict(zip(row["field_names"], row["field_types"], strict=True)) for row in types},
        tables=described,
        indexes=covered,
    )


def index_target(table: str, text: str) -> IndexTarget | None:
    """What an index covers, from its option `target`; None for what does not serve a look-up by one column alone.

    Written as `name`, `"name"`, `keys(name)`; ScyllaDB writes JSON for local indexes (`pk` and `ck`), which serve reads
    within a partition only, and for vector indexes with more columns to filter by (`tc` is the one with the vectors).
    """
    if text.startswith("{"):
        parts = json.loads(text)
        return IndexTarget(table, parts["tc"]) if "tc" in parts and "pk" not in parts else None
    found = INDEX_TARGET.fullmatch(text)
    return IndexTarget(table, found[2], found[1] or "values") if found else None
