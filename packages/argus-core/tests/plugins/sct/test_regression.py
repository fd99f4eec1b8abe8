"""Whether figures got worse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from argus_core.plugins.sct.performance.regression import find_regression


def run(version: str = "5.4", **figures: float | None) -> Any:
    names = ("perf_op_rate_total", "perf_avg_latency_99th", "perf_avg_latency_mean")
    return SimpleNamespace(scylla_version=version, **(dict.fromkeys(names) | figures))


@pytest.mark.parametrize(
    ("ours", "earlier", "delta"),
    [(89.0, 100.0, -11), (89.5, 100.0, None), (200.0, 100.0, None), (10.0, None, None), (10.0, 0.0, None)],
)
def test_a_rate_must_not_fall_by_more_than_a_tenth(ours: float, earlier: float | None, delta: int | None) -> None:
    found = find_regression(run(perf_op_rate_total=ours), [run(perf_op_rate_total=earlier)], "write")
    assert (found.delta if found else None) == delta


def test_a_latency_must_not_rise() -> None:
    ours, earlier = run(perf_avg_latency_99th=2.3), run(perf_avg_latency_99th=2.0)
    found = find_regression(ours, [earlier], "test_latency")
    assert found is not None
    assert (found.metric, found.delta) == ("perf_avg_latency_99th", -14)
    assert find_regression(earlier, [ours], "test_latency") is None


def test_the_newest_run_comes_before_the_best_and_versions_are_apart() -> None:
    newest, best = run(perf_op_rate_total=95.0), run(perf_op_rate_total=200.0)
    found = find_regression(run(perf_op_rate_total=90.0), [newest, best], "write")
    assert found is not None
    assert found.previous is best
    found = find_regression(run(perf_op_rate_total=50.0), [newest, best], "write")
    assert found is not None
    assert found.previous is newest
    other = run("6.0", perf_op_rate_total=300.0)
    found = find_regression(run(perf_op_rate_total=190.0), [newest, best, other], "write")
    assert found is not None
    assert found.previous is other
