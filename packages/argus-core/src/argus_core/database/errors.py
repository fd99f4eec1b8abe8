"""Errors of the database, typed; the driver's own are translated at the bridge and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cassandra
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException

from argus_core.errors import ArgusError, ErrorKind

if TYPE_CHECKING:
    from argus_core.database.statements import Statement


class DatabaseError(ArgusError):
    """Something between us and the database failed."""

    kind = ErrorKind.DATABASE
    expected = False


class DatabaseUnavailable(DatabaseError):
    """No node answered, too few replicas are up, or the connection was lost before the answer came.

    The name on the wire is the one that clients know.
    """

    wire_name = "NoHostAvailable"


class DatabaseTimeout(DatabaseError):
    """The database did not answer in time. A write may or may not have been stored."""


class StatementRefused(DatabaseError):
    """The database refused a statement (its text, or a value beyond its limits)."""

    kind = ErrorKind.UNEXPECTED


class ValueRefused(DatabaseError):
    """A value that its column cannot hold: a wrong type, too large a number, non-ASCII text in an ASCII column."""

    wire_name = "BadRequest"
    kind = ErrorKind.MALFORMED
    expected = True


_TIMEOUTS = (cassandra.OperationTimedOut, cassandra.ReadTimeout, cassandra.WriteTimeout, cassandra.CoordinationFailure)
_AWAY = (NoHostAvailable, ConnectionException, cassandra.Unavailable, cassandra.DriverException, OSError)


def translate(error: BaseException, statement: Statement | None = None) -> DatabaseError:
    """Our error for one of the driver's. The texts are for people; the cause keeps the details for the log."""
    place = f" (statement: {statement.text})" if statement is not None else ""
    if isinstance(error, DatabaseError):
        return error
    if isinstance(error, _TIMEOUTS):
        translated: DatabaseError = DatabaseTimeout("The database did not answer in time, please try again.")
    elif isinstance(error, cassandra.InvalidRequest):
        translated = StatementRefused(f"The database refused the request: {error}")
    elif isinstance(error, _AWAY):
        translated = DatabaseUnavailable("The database cannot be reached at the moment, please try again.")
    else:
        translated = StatementRefused(f"The database refused the request: {error}")
    translated.__cause__ = error if isinstance(error, Exception) else None
    translated.add_note(f"driver: {type(error).__name__}: {error}{place}")
    return translated
