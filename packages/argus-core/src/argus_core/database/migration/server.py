"""The driver's session as the migration uses it: rows as mappings, long time limits, our errors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cassandra import DriverException
from cassandra.cluster import EXEC_PROFILE_DEFAULT, NoHostAvailable
from cassandra.protocol import ErrorMessage
from cassandra.query import dict_factory

from argus_core.database.migration.errors import MigrationError

if TYPE_CHECKING:
    from cassandra.cluster import Session

SCHEMA_CHANGE_TIMEOUT = 120.0
"""Seconds: on a large cluster a schema change waits for every node."""

FAILURES = (DriverException, ErrorMessage, NoHostAvailable)
"""What the driver raises when a request fails, whoever is to blame."""

SERVER_MESSAGE = re.compile(r'message="(.+)"')
Fields = Mapping[str, Any]


class Server:
    """A session whose rows are mappings, whatever its own settings are. The caller's settings stay as they are."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._profile = session.execution_profile_clone_update(
            EXEC_PROFILE_DEFAULT, row_factory=dict_factory, request_timeout=SCHEMA_CHANGE_TIMEOUT
        )

    def execute(self, statement: str, values: Sequence[object] = ()) -> list[Fields]:
        """Run one statement (markers are `%s`); raises what the driver raises."""
        return list(self._session.execute(statement, values or None, execution_profile=self._profile))

    def rows(self, *queries: str | tuple[str, Sequence[object]]) -> list[Fields]:
        """The rows of several reads, sent at once. Raises MigrationError when one fails."""
        return [row for answer in self.answers(*queries) for row in answer]

    def answers(self, *queries: str | tuple[str, Sequence[object]]) -> list[list[Fields]]:
        """The rows of each of several reads, sent at once. Raises MigrationError when one fails."""
        try:
            pending = []
            for query in queries:
                text, values = (query, None) if isinstance(query, str) else query
                pending.append(self._session.execute_async(text, values, execution_profile=self._profile))
            return [list(future.result()) for future in pending]
        except FAILURES as error:
            raise MigrationError(f"The schema of the database cannot be read: {describe(error)}") from error


def describe(error: BaseException) -> str:
    """The driver's error as one line of text: what the server said, where it said something."""
    text = " ".join(str(error).split())
    said = SERVER_MESSAGE.search(text)
    return said[1] if said else f"{type(error).__name__}: {text}"
