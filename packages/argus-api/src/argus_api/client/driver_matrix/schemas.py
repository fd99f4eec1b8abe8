"""Requests and responses about driver matrix runs."""

from __future__ import annotations

from pydantic import BaseModel, Field

from argus_core.http.binary import Base64
from argus_core.http.types import AnyUuid, Payload


class _ForDriver(Payload):
    """What all calls about a driver name."""

    run_id: AnyUuid
    """Id of the run."""
    driver_name: str
    """Name of the collection, e.g. `pytest.scylla.v3.3.24.8`; the first one of a name stays."""
    driver_type: str
    """`java`, `cpp`, `python`, `gocql` or anything else."""


class DriverReport(_ForDriver):
    """The test report of a driver version."""

    raw_xml: Base64
    """JUnit or xUnit document, in Base64."""


class DriverFailure(_ForDriver):
    """The tests of a driver version could not run."""

    failure_reason: str
    """Why."""


class Environment(Payload):
    """Facts about the environment of a run."""

    run_id: AnyUuid
    """Id of the run."""
    raw_env: str
    """Lines `key: value`; other lines are left out. `scylla-version` is the tested version."""


class TestedVersions(BaseModel):
    """Driver versions that the runs of a job have tested."""

    __test__ = False  # no test class of pytest

    release: str | None = Field(description="Release of the newest run.")
    test: str | None = Field(description="Test of the newest run.")
    build_id: str
    versions: dict[str, list[str]] = Field(description="Driver (or `Unknown`) to sorted names of its collections.")
