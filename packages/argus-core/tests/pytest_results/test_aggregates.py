"""What may become part of a statement."""

from __future__ import annotations

import pytest

from argus_core.errors import BadRequest
from argus_core.pytest_results.aggregates import Aggregate, checked, statement
from argus_core.runs.errors import TestRunServiceException


@pytest.mark.parametrize("column", ["duration)--", "no_such", "", "*", 'name" FROM "user'])
def test_only_columns_of_the_table_pass(column: str) -> None:
    with pytest.raises(TestRunServiceException, match="Invalid fixed column") as caught:
        checked(column, "count")
    assert caught.value.args[1] == column


@pytest.mark.parametrize(("column", "function"), [("duration", "median"), ("duration", ""), ("status", "avg")])
def test_only_functions_that_suit_the_column_pass(column: str, function: str) -> None:
    with pytest.raises(BadRequest, match="aggr_function"):
        checked(column, function)


def test_a_statement_is_made_once() -> None:
    again = statement("duration", Aggregate.AVG, by_status=True, since=True)
    assert statement("duration", Aggregate.AVG, by_status=True, since=True) is again
    assert again.text == 'SELECT avg("duration") FROM pytest_v2 WHERE name = ? AND status = ? AND id >= ?'
