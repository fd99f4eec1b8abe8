"""Gemini and performance."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends
from pydantic import BeforeValidator, JsonValue

from argus_api.client.sct.routes import sct_routes
from argus_core.core import provide
from argus_core.http.types import Payload, RunIdPath
from argus_core.identity.callers import CurrentCaller
from argus_core.plugins.sct.gemini.service import GeminiService
from argus_core.plugins.sct.performance.service import PerformanceService
from argus_core.plugins.sct.performance.types import Histogram
from argus_core.plugins.sct.values import LooseText, Whole

routes = sct_routes()

Performances = Annotated[PerformanceService, Depends(provide(PerformanceService))]


class Gemini(Payload):
    """What Gemini tells; what is missing becomes null."""

    oracle_nodes_count: Whole | None = None
    """Nodes of the oracle cluster."""
    oracle_node_ami_id: LooseText | None = None
    """Their image."""
    oracle_node_instance_type: LooseText | None = None
    """Their machine type."""
    oracle_node_scylla_version: LooseText | None = None
    """Their version."""
    gemini_command: LooseText | None = None
    """Command."""
    gemini_version: LooseText | None = None
    """Version."""
    gemini_status: LooseText | None = None
    """Only `PASSED` is a success."""
    gemini_seed: LooseText | None = None
    """Seed."""
    gemini_write_ops: Whole | None = None
    """Writes."""
    gemini_write_errors: Whole | None = None
    """Failed writes."""
    gemini_read_ops: Whole | None = None
    """Reads."""
    gemini_read_errors: Whole | None = None
    """Failed reads."""


class GeminiResults(Payload):
    """What Gemini tells."""

    gemini_data: Gemini
    """It."""


class HistogramFigures(Payload):
    """Percentiles of a histogram."""

    start_time: Whole | None = None
    """Seconds since 1970."""
    percentile_90: float | None = None
    """Milliseconds."""
    percentile_50: float | None = None
    """Milliseconds."""
    percentile_99_999: float | None = None
    """Milliseconds."""
    percentile_95: float | None = None
    """Milliseconds."""
    end_time: float | None = None
    """Seconds since 1970."""
    percentile_99_99: float | None = None
    """Milliseconds."""
    percentile_99: float | None = None
    """Milliseconds."""
    stddev: float | None = None
    """Milliseconds."""
    percentile_99_9: float | None = None
    """Milliseconds."""


class Performance(Payload):
    """Figures of a performance test."""

    test_name: str
    """Runs of the same job and test are compared."""
    stress_cmd: LooseText | None = None
    """Command."""
    perf_op_rate_average: float | None = None
    """Operations a second."""
    perf_op_rate_total: float | None = None
    """Operations a second."""
    perf_avg_latency_99th: float | None = None
    """Milliseconds."""
    perf_avg_latency_mean: float | None = None
    """Milliseconds."""
    perf_total_errors: float | None = None
    """Number, perhaps as text."""
    histograms: Annotated[list[dict[str, HistogramFigures]] | None, BeforeValidator(lambda v: v or None)] = None
    """Maps of names to histograms."""

    def columns(self) -> dict[str, Any]:
        """As they are stored."""
        given = self.model_dump(exclude={"histograms"})
        stored = [
            {name: Histogram(**figures.model_dump()) for name, figures in entry.items()}
            for entry in self.histograms or ()
        ]
        return given | ({"histograms": stored} if stored else {})


class PerformanceResults(Payload):
    """Figures of a performance test."""

    performance_results: Performance
    """They."""


@routes.post("/{run_id}/gemini/submit", summary="Verdict of Gemini")
async def sct_gemini_results_submit(
    run_id: RunIdPath,
    body: GeminiResults,
    caller: CurrentCaller,
    gemini: Annotated[GeminiService, Depends(provide(GeminiService))],
) -> str:
    """Store what Gemini tells; anything but `PASSED` fails the run."""
    await gemini.put(run_id, body.gemini_data.model_dump(), caller.user)
    return "submitted"


@routes.post("/{run_id}/performance/submit", summary="Performance figures")
async def sct_performance_results_submit(
    run_id: RunIdPath, body: PerformanceResults, caller: CurrentCaller, performances: Performances
) -> str:
    """Store figures; a regression against earlier runs fails the run."""
    await performances.put(run_id, body.performance_results.columns(), caller.user)
    return "submitted"


@routes.get("/{run_id}/performance/history", summary="Earlier performance runs")
async def sct_get_performance_history(run_id: RunIdPath, performances: Performances) -> list[dict[str, JsonValue]]:
    """Earlier runs of the same job and test with their figures, newest first."""
    return await performances.history(run_id)  # type: ignore[return-value]  # rows; typed for the document
