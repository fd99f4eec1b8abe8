"""Row classes against the live schema, both ways."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import argus_core
from argus_core.database import Database, Statement
from argus_core.database.rows import Row, Udt, loaded_classes

COLUMNS = Statement("SELECT table_name, column_name, type FROM system_schema.columns WHERE keyspace_name = ?")
TYPES = Statement("SELECT type_name, field_names, field_types FROM system_schema.types WHERE keyspace_name = ?")
RUN_COLUMNS_LEFT_OUT = {"sct_test_run": {"allocated_resources", "events", "nemesis_data"}}
"""Columns that an existing keyspace may lack: never named in a statement."""


def load_everything() -> None:
    """Import every module, so that every row class is known."""
    for module in pkgutil.walk_packages(argus_core.__path__, "argus_core."):
        if ".testing" not in module.name and "__main__" not in module.name:
            importlib.import_module(module.name)


load_everything()
ROWS = [cls for cls in loaded_classes(Row) if cls.__module__.startswith("argus_")]
UDTS = [cls for cls in loaded_classes(Udt) if cls.__module__.startswith("argus_")]


async def columns_of(database: Database, keyspace: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in await database.tuples(COLUMNS, (keyspace,)):
        found.setdefault(table, {})[column] = kind
    return found


@pytest.mark.parametrize("cls", ROWS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
async def test_a_row_class_fits_its_table(database: Database, cls: type[Row]) -> None:
    keyspace = database.tablets_keyspace if cls.tablets else database.keyspace
    schema = await columns_of(database, keyspace)
    for table in cls.tables:
        live = schema[table.strip('"')]
        for column, kind in cls.columns().items():
            assert live.get(column) == kind, f"{table}.{column}"
        if not cls.projection:
            missing = set(live) - set(cls.columns()) - RUN_COLUMNS_LEFT_OUT.get(table, set())
            assert not missing, f"{table} has columns that {cls.__name__} lacks"


async def test_user_defined_types_fit(database: Database) -> None:
    live = {
        name: dict(zip(fields, kinds, strict=True))
        for name, fields, kinds in await database.tuples(TYPES, (database.keyspace,))
    }
    for cls in UDTS:
        assert live[cls.type_name] == cls.columns(), cls.__name__


def test_a_row_reads_null_collections_as_empty_ones() -> None:
    from argus_core.users.rows import User

    (user,) = User.from_answer(list(User.columns()), [[None] * len(User.columns())])
    assert user.roles == []
    assert user.username is None
