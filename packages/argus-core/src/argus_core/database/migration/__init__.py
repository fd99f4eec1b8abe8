"""The schema and its migration: numbered CQL files, compared with what a keyspace holds, and only ever added to it.

Synchronous, on a plain session of the driver: it is run by the command line and by the development server, never by
requests. `migrate` is safe to repeat, to interrupt, and to run twice at the same time.
"""

from argus_core.database.migration.errors import MigrationError, SchemaFileError
from argus_core.database.migration.files import load_schema
from argus_core.database.migration.flavour import Flavour, detect_flavour
from argus_core.database.migration.model import Column, Index, Schema, Table, UserType
from argus_core.database.migration.runner import MigrationReport, migrate, missing_tables, plan

__all__ = [
    "Column",
    "Flavour",
    "Index",
    "MigrationError",
    "MigrationReport",
    "Schema",
    "SchemaFileError",
    "Table",
    "UserType",
    "detect_flavour",
    "load_schema",
    "migrate",
    "missing_tables",
    "plan",
]
