"""What clients submit for SCT runs."""

from __future__ import annotations

from typing import Any

from argus_core.http.types import AnyUuid, Payload
from argus_core.runs.fields import JobPath


class SctSubmission(Payload):
    """An SCT run; submitted again, its configuration is applied again."""

    run_id: AnyUuid
    """Id of the run, chosen by the client."""
    job_name: JobPath
    """Path of the CI job."""
    job_url: str | None
    """URL of the build; its last segment is the build number."""
    started_by: str | None
    """Who or what started it."""
    commit_id: str | None
    """Revision of the test framework."""
    sct_config: dict[str, Any] | None
    """Configuration of the test; null or empty: not known yet."""
    origin_url: str | None = None
    """Repository of the test framework."""
    branch_name: str | None = None
    """Branch of it; stored together with `origin_url`."""
    runner_public_ip: str | None = None
    """Address of the machine that runs the test."""
    runner_private_ip: str | None = None
    """Its address inside the cloud."""
