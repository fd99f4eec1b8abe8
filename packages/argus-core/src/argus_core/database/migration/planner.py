"""What is missing, as statements in the order in which they must run; and what differs, as sentences.

Only ever adds: a type, a field, a table, a column, an index. What a keyspace holds beyond the files is left alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from argus_core.database.migration.model import Definition, Index, Keyspaces, Schema, SchemaFile, Table, UserType
from argus_core.database.migration.state import ColumnState, KeyspaceState, State

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement to run. `summary` says what it does; the failure of an optional one is a warning only."""

    summary: str
    statement: str
    file: str = ""
    optional: bool = False


def steps(schema: Schema, state: State, keyspaces: Keyspaces) -> list[Step]:
    """All statements that bring the keyspaces up to date; what belongs into a missing keyspace is left out."""
    return [step for file in schema.files for step in file_steps(file, state, keyspaces)]


def file_steps(file: SchemaFile, state: State, keyspaces: Keyspaces) -> list[Step]:
    """The statements for what one file defines."""
    found: list[Step] = []
    for definition in file.definitions:
        keyspace = state.keyspace(in_tablets=definition.in_tablets)
        if keyspace is not None:
            found.extend(_definition_steps(definition, keyspace, keyspaces, file.name))
    return found


def is_skipped(file: SchemaFile, state: State) -> bool:
    """Whether a file defines something in a keyspace that does not exist."""
    return any(state.keyspace(in_tablets=found.in_tablets) is None for found in file.definitions)


def _definition_steps(definition: Definition, state: KeyspaceState, names: Keyspaces, file: str) -> Iterator[Step]:
    created = names.fill(definition.statement.text)
    match definition:
        case UserType():
            if definition.name not in state.types:
                yield Step(f"create type {definition.name}", created, file)
            else:
                yield from _missing_fields(definition, state.types[definition.name], names, file)
        case Table():
            if definition.name not in state.tables:
                yield Step(f"create table {definition.name}", created, file)
            else:
                yield from _missing_columns(definition, state.tables[definition.name], names, file)
        case Index() if definition.target not in state.indexes:
            yield Step(f"create index {definition.name}", created, file, optional=bool(definition.index_class))


def _missing_fields(wanted: UserType, present: Mapping[str, str], names: Keyspaces, file: str) -> Iterator[Step]:
    for field, cql_type in wanted.fields.items():
        if field not in present:
            statement = f'ALTER TYPE ${{keyspace}}."{wanted.name}" ADD "{field}" {cql_type}'
            yield Step(f"add field {field} to type {wanted.name}", names.fill(statement), file)


def _missing_columns(wanted: Table, present: Mapping[str, ColumnState], names: Keyspaces, file: str) -> Iterator[Step]:
    missing = [
        column
        for column in wanted.columns.values()
        if column.name not in present and column.name not in wanted.key and not column.only_when_created
    ]
    if missing:
        place = "${tablets}" if wanted.in_tablets else "${keyspace}"
        columns = ", ".join(f'"{column.name}" {column.type}{" static" if column.static else ""}' for column in missing)
        what = ", ".join(column.name for column in missing)
        statement = f'ALTER TABLE {place}."{wanted.name}" ADD ({columns})'
        yield Step(f"add {what} to table {wanted.name}", names.fill(statement), file)


# ---- differences ---------------------------------------------------------------------------------------------------
def differences(schema: Schema, state: State) -> list[str]:
    """What stands in the keyspaces in another form than in the files, and is left as it is: one sentence each."""
    found: list[str] = []
    for wanted in schema.types.values():
        fields = state.main.types.get(wanted.name, {}) if state.main else {}
        found += _type_differences(f"type {wanted.name}", wanted.fields, fields)
    for table in schema.tables.values():
        keyspace = state.keyspace(in_tablets=table.in_tablets)
        if keyspace is not None and table.name in keyspace.tables:
            found += _table_differences(table, keyspace.tables[table.name])
    return found


def log_unknown(schema: Schema, state: State) -> None:
    """Log what the main keyspace holds and the files do not know: an older release's, or an operator's own."""
    if state.main is None:
        return
    unknown = [f"type {name}" for name in state.main.types if name not in schema.types]
    unknown += [f"table {name}" for name in state.main.tables if name not in schema.tables]
    for table in schema.tables.values():
        present = state.main.tables.get(table.name, {})
        unknown += [f"column {table.name}.{name}" for name in present if name not in table.columns]
    if unknown:
        log.info("Left alone, as the schema does not know it: %s", ", ".join(sorted(unknown)))


def _table_differences(wanted: Table, present: Mapping[str, ColumnState]) -> list[str]:
    found = _type_differences(
        f"table {wanted.name}", wanted.column_types, {name: column.type for name, column in present.items()}
    )
    if _primary_key(present) != (wanted.partition_key, dict(wanted.clustering_key)):
        found.append(f"The table {wanted.name} has another primary key than it should have; it is left as it is.")
    for name, column in wanted.columns.items():
        if name in present and (present[name].kind == "static") != column.static and name not in wanted.key:
            found.append(f"The column {wanted.name}.{name} should{'' if column.static else ' not'} be static.")
    return found


def _primary_key(columns: Mapping[str, ColumnState]) -> tuple[tuple[str, ...], dict[str, str]]:
    ordered = sorted(columns.items(), key=lambda item: item[1].position)
    partition_key = tuple(name for name, column in ordered if column.kind == "partition_key")
    return partition_key, {name: column.order for name, column in ordered if column.kind == "clustering"}


def _type_differences(owner: str, wanted: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    return [
        f"In {owner}, {name} is {present[name]} and should be {cql_type}; it is left as it is."
        for name, cql_type in wanted.items()
        if name in present and not same_type(present[name], cql_type)
    ]


def same_type(one: str, other: str) -> bool:
    """Whether two spellings mean the same type: what stands inside another type is frozen, written so or not."""
    return _unfrozen_inside(one) == _unfrozen_inside(other)


def _unfrozen_inside(text: str) -> str:
    kept: list[str] = []
    brackets: list[bool] = []
    for piece in re.findall(r"\w+<|\w+|[,>]", text):
        if piece.endswith("<"):
            brackets.append(piece != "frozen<" or not kept)
            keep = brackets[-1]
        else:
            keep = brackets.pop() if piece == ">" else True
        if keep:
            kept.append(piece)
    return "".join(kept)
