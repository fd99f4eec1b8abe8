"""Result tables as they are shown."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import replace
from uuid import uuid4

from argus_core.results.repository import StoredCell
from argus_core.results.rows import ResultTable
from argus_core.results.tables import ShownCell, shown

_Column = namedtuple("_Column", ["name", "unit", "type", "higher_is_better", "visible"])  # as the driver reads them

TABLE = replace(
    ResultTable.empty(uuid4(), "table"),
    description="text",
    columns_meta=[
        _Column("P99", "ms", "FLOAT", False, None),
        _Column("raw", "ms", "FLOAT", None, False),
        _Column("link", "", "TEXT", None, True),
        _Column("unused", "", "TEXT", None, True),
    ],
    rows_meta=["b", "a", "hidden", "never"],
)


def cell(
    column: str, row: str, status: str | None = "PASS", value: float | None = 1.0, text: str | None = None
) -> StoredCell:
    return StoredCell(column, row, value, text, status, 1)


def test_columns_and_rows_in_the_order_of_the_definition() -> None:
    cells = [cell("P99", "a"), cell("P99", "b"), cell("link", "a", value=None, text="https://x"), cell("raw", "hidden")]
    table = shown(TABLE, cells)
    assert [column.name for column in table.columns] == ["P99", "link"]
    assert table.rows == ["b", "a", "hidden"]
    assert table.table_data == {
        "b": {"P99": ShownCell(1.0, "PASS", "FLOAT")},
        "a": {"P99": ShownCell(1.0, "PASS", "FLOAT"), "link": ShownCell("https://x", "PASS", "TEXT")},
        "hidden": {},
    }


def test_the_last_warning_or_the_first_error_is_the_tables_status() -> None:
    def status(*statuses: str | None) -> str:
        return shown(TABLE, [cell("raw", "a", status) for status in statuses]).table_status

    assert status("PASS", "UNSET", None) == "PASS"
    assert status("WARNING", "ODD", "PASS") == "ODD"
    assert status("WARNING", "ERROR", "WARNING") == "ERROR"


def test_what_the_definition_does_not_know_is_not_shown_but_counts() -> None:
    table = shown(TABLE, [cell("P99", "a"), cell("strange", "a", "ERROR"), cell("P99", "strange")])
    assert table.table_data == {"a": {"P99": ShownCell(1.0, "PASS", "FLOAT")}}
    assert table.table_status == "ERROR"
