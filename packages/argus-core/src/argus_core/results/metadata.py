"""How the definition of a result table changes with a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from argus_core.results.rows import ColumnMetadata, ResultTable, ValidationRules
from argus_core.results.schemas import Column, Rule, TableMeta

_LIMITS = ("best_pct", "best_abs", "fixed_limit")
_COLUMN = ("name", "unit", "type", "higher_is_better", "visible")


def changed_columns(stored: ResultTable | None, meta: TableMeta, now: datetime) -> dict[str, Any]:
    """The database columns of a table's definition that a submission changes, with their new values."""
    wanted: dict[str, Any] = {}
    for name in ("description", "sut_package_name"):
        given = getattr(meta, name)
        if given is not None and (stored is None or given != getattr(stored, name)):
            wanted[name] = given
    if meta.columns_meta is not None and not _same_columns(stored, meta.columns_meta):
        wanted["columns_meta"] = [ColumnMetadata(**dict(column)) for column in meta.columns_meta]
    rows = stored.rows_meta if stored else []
    new_rows = [row for row in dict.fromkeys(meta.rows_meta or ()) if row not in set(rows)]
    if new_rows:
        wanted["rows_meta"] = [*rows, *new_rows]
    if meta.validation_rules is not None:
        changed = _changed_rules(stored.validation_rules if stored else {}, meta.validation_rules, now)
        if changed:
            wanted["validation_rules"] = (stored.validation_rules if stored else {}) | changed
    return wanted


def _same_columns(stored: ResultTable | None, given: Sequence[Column]) -> bool:
    known = [tuple(getattr(column, name) for name in _COLUMN) for column in (stored.columns_meta if stored else ())]
    return known == [tuple(getattr(column, name) for name in _COLUMN) for column in given]


def _changed_rules(
    stored: Mapping[str, Sequence[Any]], given: Mapping[str, Rule], now: datetime
) -> dict[str, list[Any]]:
    """Histories that get a further entry: the rule differs from the one in force, or a rule was withdrawn."""
    changed = {}
    for column, rule in given.items():
        history = stored.get(column) or ()
        if not history or _limits(history[-1]) != _limits(rule):
            changed[column] = [*history, ValidationRules(valid_from=now, **dict(rule))]
    for column, history in stored.items():
        if column not in given and history and any(limit is not None for limit in _limits(history[-1])):
            changed[column] = [*history, ValidationRules(valid_from=now)]
    return changed


def _limits(rule: Any) -> tuple[float | None, ...]:
    return tuple(getattr(rule, name) for name in _LIMITS)
