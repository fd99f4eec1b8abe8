"""Best values and limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.results.judgement import improvements, judge
from argus_core.results.rows import ValidationRules
from argus_core.results.schemas import Cell

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)


def cell(value: float | None = None, **changes: Any) -> Cell:
    return Cell.model_validate({"column": "P99", "row": "a", "status": "UNSET", "value": value} | changes)


def rule(**limits: float) -> ValidationRules:
    return ValidationRules(valid_from=datetime(2024, 1, 1), **limits)


@pytest.mark.parametrize(
    ("value", "limits", "best", "higher", "status"),
    [
        (1.65, {"best_pct": 10}, 1.5, False, "PASS"),  # 1.5 * 1.1 is a little more than 1.65
        (1.66, {"best_pct": 10}, 1.5, False, "ERROR"),
        (2.0, {"best_abs": 0.5}, 1.5, False, "ERROR"),
        (1.9, {"best_abs": 0.5}, 1.5, False, "PASS"),
        (90.0, {"best_pct": 10}, 100.0, True, "ERROR"),
        (90.1, {"best_pct": 10}, 100.0, True, "PASS"),
        (5.0, {"fixed_limit": 5}, None, False, "ERROR"),
        (4.0, {"fixed_limit": 5, "best_pct": 0}, 3.0, False, "ERROR"),
        (5.0, {"fixed_limit": 0}, None, True, "PASS"),
        (5.0, {}, 1.0, False, "PASS"),
        (None, {"fixed_limit": 5}, None, False, "UNSET"),
        (None, {}, None, False, "PASS"),
        (9.0, {"fixed_limit": 5}, None, None, "UNSET"),
    ],
)
def test_a_value_must_be_strictly_better_than_every_limit(
    value: float | None, limits: dict[str, float], best: float | None, higher: bool | None, status: str
) -> None:
    assert judge(cell(value), rule(**limits), best, higher) == status


@pytest.mark.parametrize("status", ["PASS", "WARNING", "ERROR", "unset", "anything"])
def test_a_status_that_is_said_stays(status: str) -> None:
    assert judge(cell(9.0, status=status), rule(fixed_limit=5), None, False) == status


def test_without_a_rule_nothing_is_judged() -> None:
    assert judge(cell(9.0), None, 1.0, False) == "UNSET"


def test_only_better_values_in_comparable_columns_are_improvements() -> None:
    cells = [cell(2.0), cell(3.0, row="b"), cell(5.0, column="text"), cell(None), cell(1.0, column="other")]
    found = improvements(cells, {"P99:b": 2.5, "P99:a": 2.0}, {"P99": False, "text": None})
    assert found == {}
    assert improvements(cells, {"P99:b": 3.5}, {"P99": False}) == {"P99:a": 2.0, "P99:b": 3.0}


@given(st.lists(NUMBERS, min_size=1), NUMBERS, st.booleans())
def test_the_best_of_one_place_is_its_extreme(values: list[float], known: float, higher: bool) -> None:
    found = improvements([cell(value) for value in values], {"P99:a": known}, {"P99": higher})
    extreme = max(values) if higher else min(values)
    if extreme == known or (extreme > known) != higher:
        assert found == {}
    else:
        assert found == {"P99:a": extreme}
