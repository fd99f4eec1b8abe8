"""Values of performance figures."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Float, Int, Udt


@dataclass(slots=True, kw_only=True)
class Histogram(Udt, name="performance_hdrhistogram"):
    """Percentiles of an HDR histogram, in milliseconds; its times are seconds since 1970."""

    start_time: Int = None
    percentile_90: Float = None
    percentile_50: Float = None
    percentile_99_999: Float = None
    percentile_95: Float = None
    end_time: Float = None
    percentile_99_99: Float = None
    percentile_99: Float = None
    stddev: Float = None
    percentile_99_9: Float = None
