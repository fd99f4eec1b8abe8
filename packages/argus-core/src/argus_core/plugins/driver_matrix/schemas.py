"""What clients submit for driver matrix runs."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from argus_core.http.types import AnyUuid, Payload
from argus_core.plugins.driver_matrix.errors import DriverMatrixPluginError
from argus_core.runs.fields import JobPath

SCHEMA_VERSION = "v2"


class DriverMatrixSubmission(Payload):
    """A driver matrix run; its results follow one by one."""

    schema_version: str
    """`v2`."""
    run_id: AnyUuid
    """Id of the run, chosen by the client."""
    job_name: JobPath
    """Path of the CI job."""
    job_url: str | None
    """URL of the build; its last segment is the build number."""

    @model_validator(mode="before")
    @classmethod
    def _one_form_only(cls, given: Any) -> Any:
        """The first form carried all results at once; it looks different enough to be refused before anything else."""
        version = given.get("schema_version", SCHEMA_VERSION) if isinstance(given, dict) else SCHEMA_VERSION
        if version != SCHEMA_VERSION:
            raise DriverMatrixPluginError("Unsupported schema version")
        return given
