"""Results of pytest sessions inside generic runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import Scope, TableRow

MODULES = (
    "topology_custom/test_tablets",
    "cluster/test_raft",
    "cql/test_größe",
    "repair_additional_test",
    "auth_roles_test",
)
CASES = (
    "test_basic",
    "test_restart[1]",
    "test_restart[<2>]",
    "test_concurrent_writes",
    "test_unicode_ключ",
    "test_ttl",
)
NAMES = tuple(f"{module}.py::{case}" for module in MODULES for case in CASES)
STATUSES = {"passed": 88, "failure": 6, "skipped": 4, "error": 1, "xfailed": 0.5, "passed & error": 0.5}
FAILURE = "E   assert [Row(pk=1, v='größe')] == []\ntest/cluster/test_raft.py:217: AssertionError"


def pytest_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Results and their user fields; a result is known by its name, status and time."""
    for run in runs:
        if run.test.group.subtype is None:
            continue
        draw = scope.draw("pytest", run.id)
        for place, name in enumerate(draw.sample(NAMES, draw.randrange(12, len(NAMES)))):
            time = run.at(0.1) + timedelta(seconds=41 * place)
            time = time.replace(microsecond=time.microsecond // 1000 * 1000)
            status = draw.weighted(STATUSES)
            result = {
                "name": name,
                "status": status,
                "id": time,
                "test_type": run.test.group.subtype,
                "run_id": run.id,
                "test_id": run.test.id,
                "release_id": run.test.release_id,
                "duration": round(draw.uniform(0.05, 240), 3),
                "message": FAILURE if status in ("failure", "error", "passed & error") else "",
                "test_timestamp": time,
                "session_timestamp": run.start,
                "markers": ["single_node"] if place % 3 else ["asyncio", "größe"],
            }
            yield "pytest_v2", result
            for field, value in (
                ("SCYLLA_MODE", "debug" if "debug" in run.test.name else "release"),
                ("node", f"gw{place % 8}"),
            ):
                yield "pytest_user_field", {"name": name, "id": time, "field_name": field, "field_value": value}
