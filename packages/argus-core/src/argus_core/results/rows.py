"""Rows of result tables, and the types inside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from argus_core.database.rows import Ascii, Boolean, Cql, Double, Row, Text, Timestamp, Udt, Uuid


@dataclass(slots=True, kw_only=True)
class ColumnMetadata(Udt, name="column_metadata"):
    """A column. `higher_is_better` None: its values are not compared. `visible` False hides it, None does not."""

    name: Ascii
    unit: Text = None
    type: Ascii = None
    higher_is_better: Boolean = None
    visible: Boolean = True


@dataclass(slots=True, kw_only=True)
class ValidationRules(Udt, name="validation_rules"):
    """What a column's values must be better than: the best value by per cent, the best value by an amount, a limit.

    One entry of a history, in force from `valid_from`; without any limit it ends the entry before it.
    """

    valid_from: Timestamp
    best_pct: Double = None
    best_abs: Double = None
    fixed_limit: Double = None


@dataclass(slots=True, kw_only=True)
class ResultTable(Row, table="generic_result_metadata_v1"):
    """A result table of a test.

    Columns and rules are the driver's tuples with the fields of the types above; the last rule of a column counts.
    """

    test_id: Uuid
    name: Text
    description: Text
    columns_meta: Annotated[list[Any], Cql("list<frozen<column_metadata>>")]
    validation_rules: Annotated[dict[str, list[Any]], Cql("map<ascii, frozen<list<frozen<validation_rules>>>>")]
    rows_meta: Annotated[list[str], Cql("list<ascii>")]
    sut_package_name: Ascii

    @classmethod
    def empty(cls, test_id: UUID, name: str) -> ResultTable:
        """A table of which nothing but its name is known."""
        return cls(
            test_id=test_id,
            name=name,
            description=None,
            columns_meta=[],
            validation_rules={},
            rows_meta=[],
            sut_package_name=None,
        )


@dataclass(slots=True, kw_only=True)
class ResultCell(Row, table="generic_result_data_v1"):
    """One value of one run; `sut_timestamp` is when the tested software was built."""

    test_id: Uuid
    name: Text
    run_id: Uuid
    column: Ascii
    row: Ascii
    sut_timestamp: Timestamp
    value: Double
    value_text: Text
    status: Ascii


@dataclass(slots=True, kw_only=True)
class BestResult(Row, table="generic_result_best_v2"):
    """A value that was the best of its cell when it came. `key` is `column:row`."""

    test_id: Uuid
    name: Text
    result_date: Timestamp
    key: Ascii
    value: Double
    run_id: Uuid
