"""Whether a run is slower than earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

THRESHOLD = -10
"""Per cent: a change below it is a regression."""
LATENCIES = ("perf_avg_latency_99th", "perf_avg_latency_mean")
RATES = ("perf_op_rate_total",)


@dataclass(frozen=True, slots=True)
class Regression:
    """A figure that got worse."""

    metric: str
    delta: int
    previous: Any
    """The earlier run that it is compared with."""


def metrics_of(test_name: str) -> tuple[str, ...]:
    """The figures that count: latencies where the test's name says so, else the rate."""
    return LATENCIES if "latency" in test_name else RATES


def change(ours: float | None, other: float | None, *, lower_is_better: bool) -> int | None:
    """Change in per cent, negative when worse; None when there is nothing to compare with."""
    if not ours or not other:
        return None
    percent = int(abs(other - ours) * 100 / other)
    worse = other < ours if lower_is_better else ours < other
    return -percent if worse else percent


def find_regression(figures: Any, earlier: Sequence[Any], test_name: str) -> Regression | None:
    """The first regression against the last or the best run of any earlier version; runs come newest first."""
    by_version: dict[Any, list[Any]] = {}
    for run in earlier:
        by_version.setdefault(run.scylla_version, []).append(run)
    for runs in by_version.values():
        for metric in metrics_of(test_name):
            found = _against(figures, runs, metric)
            if found is not None:
                return found
    return None


def _against(figures: Any, runs: list[Any], metric: str) -> Regression | None:
    lower = metric in LATENCIES
    ours = getattr(figures, metric)
    measured = [run for run in runs if getattr(run, metric)]
    best = (min if lower else max)(measured, key=lambda run: getattr(run, metric), default=None)
    for other in (runs[0], best):
        delta = change(ours, getattr(other, metric, None), lower_is_better=lower)
        if delta is not None and delta < THRESHOLD:
            return Regression(metric, delta, other)
    return None
