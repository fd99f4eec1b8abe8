"""Which values are the best so far, and whether a value is good enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argus_core.results.schemas import Cell

UNSET, PASS, ERROR = "UNSET", "PASS", "ERROR"


def key_of(cell: Cell) -> str:
    """The key of a cell among the best results."""
    return f"{cell.column}:{cell.row}"


def is_better(value: float, than: float, *, higher: bool) -> bool:
    """Whether a value is strictly better than another."""
    return value > than if higher else value < than


def improvements(
    cells: Iterable[Cell], best: Mapping[str, float], higher_is_better: Mapping[str, bool | None]
) -> dict[str, float]:
    """Values by key that are better than all before them; `best` maps keys to the best values until now."""
    found: dict[str, float] = {}
    for cell in cells:
        higher = higher_is_better.get(cell.column)
        if cell.value is None or higher is None:
            continue
        key = key_of(cell)
        known = found.get(key, best.get(key))
        if known is None or is_better(cell.value, known, higher=higher):
            found[key] = cell.value
    return found


def judge(cell: Cell, rule: Any | None, best: float | None, higher: bool | None) -> str:
    """The status that a cell is stored with.

    `rule` is the column's rule in force (an object with the limits as attributes), `best` the best value of the cell's
    place. Cells that say their status keep it; so do texts where there are limits, as they cannot be compared.
    """
    if cell.status != UNSET or rule is None or higher is None:
        return cell.status
    limits = _limits(rule, best, higher=higher)
    if not limits:
        return PASS
    if cell.value is None:
        return UNSET
    return PASS if all(is_better(cell.value, limit, higher=higher) for limit in limits) else ERROR


def _limits(rule: Any, best: float | None, *, higher: bool) -> list[float]:
    sign = -1 if higher else 1
    limits = [] if rule.fixed_limit is None else [rule.fixed_limit]
    if best is not None and rule.best_pct is not None:
        limits.append(best * (1 + sign * rule.best_pct / 100))
    if best is not None and rule.best_abs is not None:
        limits.append(best + sign * rule.best_abs)
    return limits
