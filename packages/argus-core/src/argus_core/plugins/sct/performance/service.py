"""Performance figures of a run, and the verdict that they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from argus_core.database import Statement
from argus_core.database.rows import Cql, Double, Int, Row, Text, Timestamp, Uuid
from argus_core.plugins.sct.performance.regression import THRESHOLD, Regression, find_regression
from argus_core.plugins.sct.runs import SctRuns
from argus_core.runs.rows import RunLocation
from argus_core.runs.status import TestStatus
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

REASON = (
    "[{username}] Setting run status to {status} due to performance metric '{metric}' falling below allowed threshold "
    "({threshold_negative}): {delta}% compared to <a href='/test/{test_id}/runs?additionalRuns[]={base_run_id}"
    "&additionalRuns[]={previous_run_id}'>This {version} (#{build_number}) run</a>"
)
KEPT = frozenset({TestStatus.FAILED, TestStatus.ERROR, TestStatus.TEST_ERROR, TestStatus.ABORTED})
"""Statuses that good figures do not turn into `passed`."""


@dataclass(slots=True, kw_only=True)
class PerformanceRun(Row, table="sct_test_run", projection=True):
    """An earlier run and its figures."""

    build_id: Text
    packages: Annotated[Any, Cql("list<frozen<packageversion_v2>>")]
    scylla_version: Text
    test_name: Text
    perf_op_rate_average: Double
    perf_op_rate_total: Double
    perf_avg_latency_99th: Double
    perf_avg_latency_mean: Double
    perf_total_errors: Double
    id: Uuid
    start_time: Timestamp
    build_job_url: Text
    build_number: Int


EARLIER = Statement(PerformanceRun.select("WHERE build_id = ? AND start_time < ? AND test_name = ? ALLOW FILTERING"))


class PerformanceService:
    """The `perf_` columns of a run."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._runs = core.of(SctRuns)

    async def history(self, run_id: UUID) -> list[PerformanceRun]:
        """Earlier runs of the same job and test, newest first."""
        run = await self._runs.find(run_id)
        found = await self._runs.table.read(run, "test_name")
        return await self._earlier(run, found[0]) if found and found[0] else []

    async def put(self, run_id: UUID, columns: Mapping[str, Any], by: User) -> None:
        """Store the figures; a regression fails the run, good figures pass it."""
        run = await self._runs.find(run_id)
        await self._runs.table.set(run, {**columns, "subtest_name": "performance"})
        figures = PerformanceRun(**{name: columns.get(name) for name in PerformanceRun.columns()})
        test_name = str(columns["test_name"])
        regression = find_regression(figures, await self._earlier(run, test_name), test_name)
        if regression is None:
            await self._runs.change_status(run, lambda status: status if status in KEPT else TestStatus.PASSED.value)
        elif by.id is not None:
            await self._runs.fail(run, by.id, reason_of(run, regression, by))

    async def _earlier(self, run: RunLocation, test_name: str) -> list[PerformanceRun]:
        return await self._database.fetch(EARLIER, (run.build_id, run.start_time, test_name), into=PerformanceRun)


def reason_of(run: RunLocation, regression: Regression, by: User) -> dict[str, Any]:
    """What the activity log says of a regression."""
    previous = regression.previous
    return {
        "message": REASON,
        "username": by.username,
        "status": TestStatus.FAILED.value,
        "metric": regression.metric,
        "threshold_negative": THRESHOLD,
        "delta": regression.delta,
        "test_id": str(run.test_id),
        "base_run_id": str(run.run_id),
        "previous_run_id": str(previous.id),
        "version": previous.scylla_version,
        "build_number": previous.build_number,
    }
