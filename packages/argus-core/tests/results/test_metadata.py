"""How the definition of a result table changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from argus_core.results.metadata import changed_columns
from argus_core.results.rows import ResultTable
from argus_core.results.schemas import TableMeta

NOW = datetime(2024, 5, 1)
P99 = {"name": "P99", "unit": "ms", "type": "FLOAT", "higher_is_better": False}
META: dict[str, Any] = {
    "name": "table",
    "description": "first",
    "columns_meta": [P99],
    "rows_meta": ["a", "b", "a"],
    "validation_rules": {"P99": {"best_pct": 5}},
}


def stored(**changes: Any) -> ResultTable:
    first = changed_columns(None, meta(), NOW)
    return replace(ResultTable.empty(uuid4(), "table"), **(first | changes))


def meta(**changes: Any) -> TableMeta:
    return TableMeta.model_validate(META | changes)


def limits(history: list[Any]) -> list[tuple[float | None, ...]]:
    return [(rule.best_pct, rule.best_abs, rule.fixed_limit) for rule in history]


def test_a_new_table_has_all_that_is_said() -> None:
    columns = changed_columns(None, meta(), NOW)
    assert set(columns) == {"description", "columns_meta", "rows_meta", "validation_rules"}
    assert columns["rows_meta"] == ["a", "b"]
    assert columns["columns_meta"][0].visible is True
    assert columns["validation_rules"]["P99"][0].valid_from == NOW


def test_what_is_the_same_is_not_written() -> None:
    assert changed_columns(stored(), meta(), NOW) == {}


def test_what_is_left_out_stays() -> None:
    assert changed_columns(stored(), TableMeta(name="table"), NOW) == {}


def test_rows_only_grow() -> None:
    assert changed_columns(stored(), meta(rows_meta=["c", "a", "d"]), NOW) == {"rows_meta": ["a", "b", "c", "d"]}


def test_columns_are_replaced_as_a_whole() -> None:
    changed = changed_columns(stored(), meta(columns_meta=[P99 | {"unit": "us"}]), NOW)
    assert [column.unit for column in changed["columns_meta"]] == ["us"]
    assert changed_columns(stored(), meta(columns_meta=[]), NOW) == {"columns_meta": []}


def test_a_rule_that_differs_is_added_to_the_history() -> None:
    changed = changed_columns(stored(), meta(validation_rules={"P99": {"best_pct": 5, "fixed_limit": 0}}), NOW)
    assert limits(changed["validation_rules"]["P99"]) == [(5.0, None, None), (5.0, None, 0.0)]


def test_a_rule_that_is_withdrawn_ends_once() -> None:
    changed = changed_columns(stored(), meta(validation_rules={"ops": {"fixed_limit": 1}}), NOW)
    rules = changed["validation_rules"]
    assert limits(rules["P99"]) == [(5.0, None, None), (None, None, None)]
    assert limits(rules["ops"]) == [(None, None, 1.0)]
    again = changed_columns(stored(validation_rules=rules), meta(validation_rules={"ops": {"fixed_limit": 1}}), NOW)
    assert again == {}
