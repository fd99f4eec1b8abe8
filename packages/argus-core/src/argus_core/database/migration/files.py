"""The schema files of this package."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources

from argus_core.database.migration.errors import SchemaFileError
from argus_core.database.migration.flavour import Flavour
from argus_core.database.migration.model import Schema, SchemaFile
from argus_core.database.migration.parser import parse

FILE_NAME = re.compile(r"(\d{4})_\w+\.cql")


@cache
def load_schema(flavour: Flavour = Flavour.SCYLLA) -> Schema:
    """What the schema files of this package say for one server; types and tables are the same for both servers.

    `load_schema().tables["user"].column_types` are the columns of a table and their CQL types.
    """
    folder = resources.files("argus_core.database") / "schema"
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".cql")}
    return read_schema(texts, flavour)


def read_schema(texts: dict[str, str], flavour: Flavour) -> Schema:
    """A schema from file names and texts. Raises SchemaFileError for a file that is misnamed or cannot be read."""
    files = sorted((_read(name, text, flavour) for name, text in texts.items()), key=lambda file: file.number)
    seen: dict[str, str] = {}
    for file in files:
        things = [f"number {file.number}", *(f"{type(found).__name__} {found.name}" for found in file.definitions)]
        for thing in things:
            other = seen.setdefault(thing, file.name)
            if other != file.name or things.count(thing) > 1:
                raise SchemaFileError(f"{file.name}: {thing} is defined before, in {other}")
    return Schema(tuple(files))


def _read(name: str, text: str, flavour: Flavour) -> SchemaFile:
    found = FILE_NAME.fullmatch(name)
    if found is None:
        raise SchemaFileError(f"{name}: schema files are called like 0001_users.cql")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return SchemaFile(int(found[1]), name, checksum, parse(text, file=name, flavour=flavour))
