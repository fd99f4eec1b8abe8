"""What schema files say, as values: types, tables, indexes, and the files that they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

KEYSPACE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True)
class Keyspaces:
    """The names that stand for `${keyspace}` and `${tablets}`. Raises ValueError for what is no name of a keyspace."""

    main: str
    tablets: str

    def __post_init__(self) -> None:
        for name in (self.main, self.tablets):
            if not KEYSPACE_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name for a keyspace: letters, digits and underscores, 48 at most")

    def fill(self, text: str) -> str:
        """A statement of a schema file with the real names in it."""
        return text.replace("${keyspace}", f'"{self.main}"').replace("${tablets}", f'"{self.tablets}"')


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a schema file: its text, still with placeholders and without comments, and its first line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class UserType:
    """A user-defined type: its fields and their CQL types in order."""

    name: str
    fields: Mapping[str, str]
    statement: Statement

    @property
    def in_tablets(self) -> bool:
        """Types live in the main keyspace."""
        return False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `type` is spelled as the server's system tables spell it.

    only_when_created: not added to a table that exists without it.
    """

    name: str
    type: str
    static: bool = False
    only_when_created: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in the order of the file and its primary key. `in_tablets`: it lives in the second keyspace.

    clustering_key maps columns to "asc" or "desc", in order.
    """

    name: str
    in_tablets: bool
    columns: Mapping[str, Column]
    partition_key: tuple[str, ...]
    clustering_key: Mapping[str, str]
    statement: Statement

    @property
    def column_types(self) -> dict[str, str]:
        """Column names and their CQL types."""
        return {name: column.type for name, column in self.columns.items()}

    @property
    def key(self) -> tuple[str, ...]:
        """All columns of the primary key."""
        return (*self.partition_key, *self.clustering_key)


@dataclass(frozen=True, slots=True)
class IndexTarget:
    """What an index covers: a column, and of a collection its "keys", "entries", "values" or the "full" frozen one."""

    table: str
    column: str
    part: str = "values"


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index. `index_class` is that of a custom index, which only some servers offer; else empty."""

    name: str
    in_tablets: bool
    target: IndexTarget
    index_class: str
    statement: Statement


Definition = UserType | Table | Index


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A numbered file: what it defines for one flavour of server, and the SHA-256 of its whole text."""

    number: int
    name: str
    checksum: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Schema:
    """All schema files, in the order of their numbers, for one flavour of server."""

    files: tuple[SchemaFile, ...]

    @cached_property
    def types(self) -> dict[str, UserType]:
        """User-defined types by name."""
        return {found.name: found for found in self._definitions() if isinstance(found, UserType)}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables of both keyspaces by name."""
        return {found.name: found for found in self._definitions() if isinstance(found, Table)}

    @cached_property
    def indexes(self) -> dict[str, Index]:
        """Indexes of both keyspaces by name."""
        return {found.name: found for found in self._definitions() if isinstance(found, Index)}

    def _definitions(self) -> list[Definition]:
        return [found for file in self.files for found in file.definitions]
