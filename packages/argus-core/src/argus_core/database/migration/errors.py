"""What can go wrong with the schema."""

from __future__ import annotations

from argus_core.database.errors import DatabaseError


class MigrationError(DatabaseError):
    """The schema could not be brought up to date. The message is one sentence for the operator.

    `statement` and `file` name what the database refused; both are empty when no statement is to blame.
    """

    def __init__(self, sentence: str, *, statement: str = "", file: str = "") -> None:
        super().__init__(sentence)
        self.statement = statement
        self.file = file


class SchemaFileError(ValueError):
    """A schema file that cannot be read; the message names the file and the line."""
