"""Every page there is."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from support.runs import DRIVERS, GENERIC, SCT, SIRENADA, Run

RUN_TABS = {
    SCT: ("details", "sct-events", "results", "setup", "logs", "discuss"),
    DRIVERS: ("details", "tests", "discuss"),
    SIRENADA: ("details", "results", "discuss"),
    GENERIC: ("details", "pytest", "discuss"),
}
"""One address of each tab."""


def pages(runs: Mapping[str, Run]) -> list[str]:
    """Addresses for somebody who is logged in and an administrator."""
    job = runs[SCT].job
    release = quote(job.release_name, safe="")
    return [
        "/workspace",
        f"/workspace?state={selection(job.test_id)}",
        f"/test_runs?state={selection(job.test_id)}",
        "/releases",
        "/views",
        "/teams/",
        "/profile/jobs",
        "/notifications/",
        f"/dashboard/{release}",
        f"/release/{release}/planner",
        f"/test/{job.test_id}/runs",
        f"/test/{job.test_id}/runs?additionalRuns[]={runs[SCT].id}",
        *(f"{runs[run_type].path}/{tab}" for run_type, tabs in RUN_TABS.items() for tab in tabs),
        "/profile/",
        "/admin/",
        "/error/?type=404",
    ]


def selection(*test_ids: object) -> str:
    """The `state` of a workspace address."""
    return base64.urlsafe_b64encode(json.dumps([str(test_id) for test_id in test_ids]).encode()).decode()
