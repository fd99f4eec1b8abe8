"""What clients submit as results."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, FiniteFloat

from argus_core.http.types import EpochSeconds, Payload

_LONGEST = 32_000


def _ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError("only ASCII characters are allowed here")
    return text


Name = Annotated[str, Field(max_length=_LONGEST), AfterValidator(_ascii)]
"""A name of a column, row or status: the database takes ASCII characters only."""


class Column(Payload):
    """A column of a result table."""

    name: Name
    """Name, unique within the table."""
    unit: str | None = None
    """Unit of its values, e.g. `ms`."""
    type: Name | None = None
    """`INTEGER`, `FLOAT`, `DURATION` or `TEXT`."""
    higher_is_better: bool | None = None
    """Which values are better; null: values are not compared."""
    visible: bool | None = True
    """Whether it is shown."""


class Rule(Payload):
    """What a column's values must be better than; all limits that are given."""

    best_pct: FiniteFloat | None = None
    """The best value, worsened by this many per cent."""
    best_abs: FiniteFloat | None = None
    """The best value, worsened by this amount."""
    fixed_limit: FiniteFloat | None = None
    """This value."""


class TableMeta(Payload):
    """The definition of a result table; what is left out stays as it is."""

    name: Annotated[str, Field(max_length=_LONGEST)]
    """Name, unique within the test."""
    description: str | None = None
    """For people."""
    sut_package_name: Name | None = None
    """Package under test."""
    columns_meta: list[Column] | None = None
    """All columns, in order."""
    rows_meta: list[Name] | None = None
    """Rows; new ones are added behind those that are known."""
    validation_rules: dict[Name, Rule] | None = None
    """Column to rule; a column that had a rule and is left out has none from now on."""


class Cell(Payload):
    """A value of a table."""

    column: Name
    """Its column; numbers need one that the table has."""
    row: Name
    """Its row."""
    status: Name
    """`PASS`, `WARNING`, `ERROR`, or `UNSET` to have it judged by the column's rule."""
    value: FiniteFloat | None = None
    """A number."""
    value_text: str | None = None
    """Or a text."""


class SubmittedResults(Payload):
    """Cells of one result table of a run."""

    meta: TableMeta
    """The table."""
    results: list[Cell]
    """The cells; of several for one place the last counts."""
    sut_timestamp: EpochSeconds | None = None
    """When the tested software was built, in seconds since 1970; 0 or null: taken from the run's packages."""
    sut_package_name: str | None = None
    """The package that tells it; `scylla-server` unless given."""
