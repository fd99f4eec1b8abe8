"""Errors about results."""

from __future__ import annotations

from uuid import UUID

from argus_core.errors import ArgusError, BadRequest, ErrorKind
from argus_core.runs.errors import ClientException


class DataValidationError(ArgusError):
    """A cell is bad; all cells are stored. It carries no arguments: clients report its name."""

    kind = ErrorKind.REFUSED


class DoesNotExist(ArgusError):
    """Results for a run that nobody submitted. Its only argument is the run's id."""

    kind = ErrorKind.NOT_FOUND


class UnlinkedRun(ClientException):
    """Results for a run whose job belongs to no test."""

    wire_name = "ClientException"

    def __init__(self, run_id: UUID) -> None:
        super().__init__(f"Run {run_id} is not linked to a test")


class UnknownColumn(BadRequest):
    """A number in a column that its table does not have. The name is the one that clients know."""

    wire_name = "KeyError"

    def __init__(self, place: int, column: str) -> None:
        super().__init__(f"results.{place}.column: the table has no column {column!r}", column)
