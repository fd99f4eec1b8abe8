"""Build numbers."""

from __future__ import annotations

import logging

log = logging.getLogger("argus.runs")


def build_number(job_url: str | None) -> int | None:
    """The number that a job's URL ends with; None without a URL, or when its last segment is no 32-bit number."""
    if not job_url or not job_url.strip("/"):
        return None
    last = job_url.rstrip("/").rsplit("/", 1)[-1]
    try:
        number = int(last)
    except ValueError:
        log.info("No build number in the job URL %s", job_url)
        return None
    return number if -(2**31) <= number < 2**31 else None
