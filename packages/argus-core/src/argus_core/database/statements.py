"""Statements as constants: their text never depends on a value, so each is prepared once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from cassandra import ConsistencyLevel

Params = Sequence[Any] | Mapping[str, Any]
"""Values for the markers of a statement: by position, or by name (names left out stay unset, which writes nothing)."""


class Consistency(IntEnum):
    """How many replicas must answer."""

    ONE = ConsistencyLevel.ONE
    QUORUM = ConsistencyLevel.QUORUM


@dataclass(frozen=True, slots=True)
class Statement:
    """One CQL statement with `?` markers.

    idempotent: a repetition leaves the same rows, so it may be sent again after a failure. Conditional statements
    (`IF ...`) and list appends never are. `${tablets}` in the text stands for the name of the second keyspace. paged:
    False asks for all rows at once, for small answers (databases cannot page ORDER BY over several partitions).
    """

    text: str
    idempotent: bool = True
    consistency: Consistency = Consistency.QUORUM
    timeout: float | None = None
    paged: bool = True

    def __post_init__(self) -> None:
        if self.idempotent and " IF " in self.text.upper().replace("IF EXISTS", ""):
            raise ValueError(f"a conditional statement is not idempotent: {self.text}")


def insert(table: str, *columns: str, ttl: bool = False, if_not_exists: bool = False) -> Statement:
    """INSERT of these columns with a named marker each; bind a mapping, columns left out stay unset."""
    names = ", ".join(f'"{column}"' for column in columns)
    markers = ", ".join(f':"{column}"' for column in columns)
    tail = (" IF NOT EXISTS" if if_not_exists else "") + (" USING TTL :ttl" if ttl else "")
    return Statement(f"INSERT INTO {table} ({names}) VALUES ({markers}){tail}", idempotent=not if_not_exists)


def update(table: str, columns: Sequence[str], key: Sequence[str], *, condition: str | None = None) -> Statement:
    """UPDATE of these columns by full primary key with named markers; `condition` makes it a conditional one."""
    changes = ", ".join(f'"{column}" = :"{column}"' for column in columns)
    where = " AND ".join(f'"{column}" = :"{column}"' for column in key)
    tail = f" IF {condition}" if condition else ""
    return Statement(f"UPDATE {table} SET {changes} WHERE {where}{tail}", idempotent=condition is None)
