"""What clients submit for generic runs."""

from __future__ import annotations

from argus_core.http.types import AnyUuid, Payload
from argus_core.runs.fields import JobPath


class GenericSubmission(Payload):
    """A generic run."""

    run_id: AnyUuid
    """Id of the run, chosen by the client."""
    build_id: JobPath
    """Path of the CI job."""
    build_url: str | None
    """URL of the build; its last segment is the build number."""
    started_by: str | None
    """Who or what started it."""
    sub_type: str | None = None
    """`dtest`, `pytest` or anything else."""
    scylla_version: str | None = None
    """Tested version in its long form, e.g. `2024.3.0~dev-0.20240924.abcdef12`."""
