"""Statements that aggregate a column over the results of one test."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from argus_core.database import Statement
from argus_core.errors import BadRequest
from argus_core.pytest_results.rows import PytestResult, PytestStatus
from argus_core.runs.errors import TestRunServiceException

KNOWN_STATUSES = [status.value for status in PytestStatus]


class Aggregate(StrEnum):
    """What can be worked out over a column."""

    AVG = "avg"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


def checked(column: str, function: str) -> tuple[str, Aggregate]:
    """A column of the table and a known function. They become part of a statement: nothing else may pass."""
    if function not in {known.value for known in Aggregate}:
        raise BadRequest(f"aggr_function: {function!r} is none of avg, min, max and count")
    types = PytestResult.columns()
    if column not in types:
        raise TestRunServiceException(f"Invalid fixed column: {column}", column)
    if function == Aggregate.AVG and types[column] != "double":
        raise BadRequest(f"aggr_function: there is no average of {column}")
    return column, Aggregate(function)


@cache
def statement(column: str, function: Aggregate, *, by_status: bool, since: bool) -> Statement:
    """Parameters: the name, the status if by_status (a list of them if only since), the earliest time if since."""
    text = f'SELECT {function.value}("{column}") FROM pytest_v2 WHERE name = ?'
    if by_status:
        text += " AND status = ?"
    elif since:  # the status comes before the time in the key
        text += " AND status IN ?"
    return Statement(text + (" AND id >= ?" if since else ""))
