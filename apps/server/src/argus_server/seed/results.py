"""Result tables of performance tests: definitions, cells, best values, a selection of graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_core.results.rows import ColumnMetadata, ValidationRules
from argus_core.runs.status import InvestigationStatus
from argus_server.seed.hierarchy import Version
from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import Draw, Scope, TableRow, name_id

ROWS = ("Cycle #1", "Cycle #2", "Cycle #3", "read", "write", "mixed")


@dataclass(frozen=True, slots=True)
class ColumnModel:
    """A column: around which value, how far off a value may be (percent of the best; None: no rule)."""

    name: str
    unit: str
    kind: str
    higher_is_better: bool | None
    median: float = 0.0
    best_pct: float | None = None
    fixed_limit: float | None = None
    visible: bool = True


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table of results."""

    name: str
    description: str
    columns: tuple[ColumnModel, ...]


LATENCY = (
    ColumnModel("P90 write", "ms", "FLOAT", False, 2.1),
    ColumnModel("P99 write", "ms", "FLOAT", False, 4.8, best_pct=25, fixed_limit=12),
    ColumnModel("P99 read", "ms", "FLOAT", False, 6.2, best_pct=25),
    ColumnModel("Throughput write", "op/s", "INTEGER", True, 92_000, best_pct=10),
    ColumnModel("duration", "HH:MM:SS", "DURATION", None, 1830),
    ColumnModel("Overview", "", "TEXT", None),
)
TABLES = (
    TableModel("Latencies - steady state", "p99 by workload, größere Werte sind schlechter", LATENCY),
    TableModel("Latencies - add and remove nodes", "", LATENCY[:4]),
    TableModel(
        "Stalls",
        "Reactor stalls per cycle <b>all shards</b>",
        (
            ColumnModel("stalls", "", "INTEGER", False, 40, best_pct=50),
            ColumnModel("longest", "ms", "FLOAT", None, 70),
            ColumnModel("internal id", "", "INTEGER", None, 3, visible=False),
        ),
    ),
)


@dataclass(slots=True)
class Best:
    """Best values so far, by column and row."""

    values: dict[str, float]

    def beaten(self, column: ColumnModel, key: str, value: float) -> bool:
        """Whether a value is strictly better than the best so far, which it then becomes."""
        best = self.values.get(key)
        if best is not None and not (value > best if column.higher_is_better else value < best):
            return False
        self.values[key] = value
        return True

    def status(self, column: ColumnModel, key: str, value: float) -> str:
        """PASS when a value keeps within all limits of its column, ERROR when not, UNSET without a rule."""
        sign = 1 if column.higher_is_better else -1
        limits = [] if column.fixed_limit is None else [column.fixed_limit]
        if column.best_pct is not None and key in self.values:
            limits.append(self.values[key] * (1 - sign * column.best_pct / 100))
        if column.higher_is_better is None or not limits:
            return "UNSET"
        return "PASS" if all(sign * value > sign * limit for limit in limits) else "ERROR"


def result_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Definitions, cells and best values, table by table and run by run: tables show in the order they are written."""
    finished = [run for run in runs if run.test.measures and run.finished]
    tests = list(dict.fromkeys(run.test.id for run in finished))
    for test_id in tests:
        of_test = [run for run in finished if run.test.id == test_id]
        for table in TABLES:
            yield "generic_result_metadata_v1", _definition(scope, test_id, table)
            best = Best({})
            for run in sorted(of_test, key=lambda run: run.start):
                yield from _cells(scope, run, table, best)
        yield "graph_view_v1", _graph_view(test_id)


def _definition(scope: Scope, test_id: UUID, table: TableModel) -> dict[str, object]:
    since = scope.day - timedelta(days=120)
    rules = {
        c.name: [ValidationRules(valid_from=since, best_pct=c.best_pct, best_abs=None, fixed_limit=c.fixed_limit)]
        for c in table.columns
        if c.best_pct is not None or c.fixed_limit is not None
    }
    return {
        "test_id": test_id,
        "name": table.name,
        "description": table.description,
        "columns_meta": [_column(column) for column in table.columns],
        "rows_meta": list(ROWS),
        "validation_rules": rules,
        "sut_package_name": "",
    }


def _column(column: ColumnModel) -> ColumnMetadata:
    return ColumnMetadata(
        name=column.name,
        unit=column.unit,
        type=column.kind,
        higher_is_better=column.higher_is_better,
        visible=column.visible,
    )


def _cells(scope: Scope, run: DemoRun, table: TableModel, best: Best) -> Iterator[TableRow]:
    draw = scope.draw("results", run.id, table.name)
    drift = 1 + 0.01 * run.place + (0.4 if draw.chance(0.1) else 0)
    counts = run.investigation is not InvestigationStatus.IGNORED
    for column in table.columns:
        for row in ROWS:
            key = f"{column.name}:{row}"
            cell = {
                "test_id": run.test.id,
                "name": table.name,
                "run_id": run.id,
                "column": column.name,
                "row": row,
                "sut_timestamp": built_at(run.version),
            }
            if column.kind == "TEXT":
                yield "generic_result_data_v1", cell | {"value_text": f"{run.job_url}artifact/{row}", "status": "UNSET"}
                continue
            value = _value(column, drift, draw)
            if counts and column.higher_is_better is not None and best.beaten(column, key, value):
                found = {"result_date": run.end, "key": key, "value": value, "run_id": run.id}
                yield "generic_result_best_v2", {"test_id": run.test.id, "name": table.name} | found
            yield "generic_result_data_v1", cell | {"value": value, "status": best.status(column, key, value)}


def _value(column: ColumnModel, drift: float, draw: Draw) -> float:
    value = column.median * draw.uniform(0.9, 1.1) * (1 / drift if column.higher_is_better else drift)
    return float(round(value)) if column.kind in ("INTEGER", "DURATION") else round(value, 2)


def built_at(version: Version) -> datetime:
    """When a build was made, as the server works it out: the date of its package, and a part of a second by commit."""
    spread = timedelta(milliseconds=int(version.revision, 16) % 1_000_000 // 1000)
    return version.built + spread


def _graph_view(test_id: UUID) -> dict[str, object]:
    graphs = [f"{TABLES[0].name} - P99 write", f"{TABLES[0].name} - P99 read", f"{TABLES[2].name} - stalls"]
    return {
        "test_id": test_id,
        "id": name_id("graph view", test_id),
        "name": "What the weekly meeting looks at",
        "description": "p99 and stalls – größer ist schlechter",
        "graphs": dict.fromkeys(graphs, "{}"),
    }
